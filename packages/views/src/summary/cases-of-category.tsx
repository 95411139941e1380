import {
  type GetCaseSummaryOutput,
  type GetRcaAnalysisOutput,
  getRcaAnalysis,
} from '@case-insights/core/tools';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Host } from '../host/host.ts';
import { CaseText } from '../text/case-text.tsx';
import { useFormat } from '../text/format.ts';

interface CasesOfCategoryProps {
  readonly category: string;
  /** What the counts are narrowed to, which narrows the cases too. */
  readonly filters: GetCaseSummaryOutput['filters_applied'];
  readonly host: Host;
  readonly onClose: () => void;
}

/** The newest cases behind one root cause. */
export function CasesOfCategory({ category, filters, host, onClose }: CasesOfCategoryProps) {
  const format = useFormat();
  const [listed, setListed] = useState<GetRcaAnalysisOutput>();
  const [problem, setProblem] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The list lies below all bars, where neither a keyboard nor an eye looks for it.
    heading.current?.focus();
    const { date_range: range, days_back: _, ...others } = filters;
    const [start, end] = range.split(' to ');
    const args = { rca_category: category, start_date: start, end_date: end, ...others };
    host.callTool?.('get_rca_analysis', args).then((answer) => {
      if (!answer.ok) return setProblem(answer.sentence);
      const read = getRcaAnalysis.outputSchema.safeParse(answer.result);
      if (read.success) setListed(read.data);
      else setProblem('The answer does not fit this view, which may be older than the server.');
    });
  }, []);

  return (
    <section class="cases" aria-busy={listed === undefined && problem === undefined}>
      <h2 tabIndex={-1} ref={heading}>
        <CaseText>{category}</CaseText>
      </h2>
      <button type="button" onClick={onClose}>
        Close
      </button>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {listed === undefined && problem === undefined && <p class="quiet">Reading the cases …</p>}
      {listed !== undefined && (
        <>
          <p class="quiet">
            The newest {format.number(listed.cases.length)} of {format.number(listed.total_cases)}
          </p>
          <ul>
            {listed.cases.map((one) => (
              <li key={one.case_number}>
                <p>
                  <CaseText>{one.subject ?? 'No subject'}</CaseText>
                </p>
                <p class="quiet">
                  {[
                    one.case_number,
                    one.date === null ? null : format.day(one.date),
                    one.service,
                    one.severity,
                  ]
                    .filter((part) => part !== null)
                    .map((part) => (
                      <span key={part} class="fact">
                        <CaseText>{part}</CaseText>
                      </span>
                    ))}
                </p>
                {one.rca_reason !== null && (
                  <p>
                    <CaseText>{one.rca_reason}</CaseText>
                  </p>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
