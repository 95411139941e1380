import type { AnalyzeCaseSummariesOutput } from '@case-insights/core/tools';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ViewProps } from '../host/tool-page.tsx';
import { CasePanel } from '../result/case-panel.tsx';
import { DataAge } from '../result/data-age.tsx';
import { Filters, without } from '../result/filters.tsx';
import { CaseText } from '../text/case-text.tsx';
import { daysInWords, useFormat } from '../text/format.ts';
import { Markdown } from '../text/markdown.tsx';
import { citedText } from './cited-text.tsx';
import { Problems } from './problems.tsx';

/** What the user may want to know next. */
const FURTHER_QUESTIONS = [
  'Which of these cases could monitoring have caught before we opened them?',
  'What should we change first, and which cases would it have prevented?',
  'How does this compare with the period of the same length before it?',
];

/** The problems that the cases show and the model's answer. A running analysis continues by itself. */
export function AnalysisView({ result, args, host, callAgain, busy }: ViewProps<AnalyzeCaseSummariesOutput>) {
  const format = useFormat();
  const [openCase, setOpenCase] = useState<string>();
  const isRunning = result.status === 'running';
  useContinuation({ result, args, host, callAgain, busy });
  // By itself it goes on once after each answer: after a failure the user decides.
  const goOn =
    isRunning && !busy && callAgain && (() => callAgain({ ...args, next_token: result.next_token }));

  const opener = useRef<Element | null>(null);
  const onOpenCase =
    host.readResource &&
    ((caseNumber: string) => {
      opener.current = document.activeElement;
      setOpenCase(caseNumber);
    });
  const closeCase = () => {
    setOpenCase(undefined);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  const citations = result.citations ?? {};
  return (
    <>
      <h1>Support cases read, {daysInWords(result.filters_applied.date_range, format)}</h1>
      <p class="question">
        <CaseText>{result.analysis_question}</CaseText>
      </p>
      <Filters
        filters={result.filters_applied}
        onRemove={callAgain && ((field) => callAgain(without(without(args, field), 'next_token')))}
        busy={busy || isRunning}
      />
      <Coverage result={result} isRunning={isRunning} />
      {goOn && (
        <button type="button" onClick={goOn}>
          Go on
        </button>
      )}
      <Problems result={result} ask={host.ask} onOpenCase={onOpenCase} />
      {openCase !== undefined && host.readResource !== undefined && (
        <CasePanel
          key={openCase}
          caseNumber={openCase}
          readResource={host.readResource}
          onClose={closeCase}
        />
      )}
      <section>
        <h2>{isRunning ? 'So far' : 'Answer'}</h2>
        <Markdown text={result.analysis} inline={(text) => citedText(text, citations, onOpenCase)} />
      </section>
      {host.ask !== undefined && !isRunning && (
        <section>
          <h2>Ask further</h2>
          <ul class="questions">
            {FURTHER_QUESTIONS.map((question) => (
              <li key={question}>
                <button type="button" onClick={() => host.ask?.(question)}>
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <DataAge result={result} />
    </>
  );
}

/** Calls again for the rest of a running analysis, and tells the model when it is complete. */
function useContinuation({
  result,
  args,
  host,
  callAgain,
  busy,
}: ViewProps<AnalyzeCaseSummariesOutput>): void {
  const { status, next_token: nextToken } = result;
  useEffect(() => {
    if (status === 'running' && nextToken !== undefined && !busy) {
      callAgain?.({ ...args, next_token: nextToken });
    } else if (status === undefined && args.next_token !== undefined) {
      const notice = result.data_notice ?? '';
      host.tellModel?.(`The analysis in the view is complete. ${notice}\n\n${result.analysis}`);
    }
  }, [status, nextToken, callAgain === undefined]);
}

interface CoverageProps {
  readonly result: AnalyzeCaseSummariesOutput;
  readonly isRunning: boolean;
}

/** Which share of the matching cases the answer rests on. */
function Coverage({ result, isRunning }: CoverageProps) {
  const format = useFormat();
  const {
    coverage,
    total_cases_found: total,
    summaries_analyzed: read,
    token_management: management,
  } = result;
  const covered = coverage?.cases_covered ?? read;
  const share = total === 0 ? 0 : covered / total;
  const said = `${format.number(covered)} of ${format.number(total)} cases read`;
  const failed = coverage?.packs_failed ?? 0;
  return (
    <div class="coverage">
      <p>
        {isRunning ? `Still reading: ${said}` : said} ({format.percent(share)})
        {failed > 0 &&
          `, ${format.number(failed)} of ${format.number(coverage?.packs ?? 0)} model calls failed`}
      </p>
      <progress value={share} max={1} aria-label="Share of the cases that were read" />
      {coverage?.note !== undefined && <p class="note">{coverage.note}</p>}
      {management.explanation !== undefined && management.explanation !== coverage?.note && (
        <p class="quiet">{management.explanation}</p>
      )}
    </div>
  );
}
