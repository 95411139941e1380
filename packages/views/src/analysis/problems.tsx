import { SEVERITIES } from '@case-insights/core/cases';
import type { AnalyzeCaseSummariesOutput } from '@case-insights/core/tools';
import { useState } from 'preact/hooks';
import { ColumnChart } from '../charts/column-chart.tsx';
import type { Host } from '../host/host.ts';
import { columnsOf } from '../result/intervals.ts';
import { TrendMark } from '../result/trend-mark.tsx';
import { CaseText } from '../text/case-text.tsx';
import { useFormat } from '../text/format.ts';
import { visible } from '../text/visible.ts';

type Problem = NonNullable<AnalyzeCaseSummariesOutput['problems']>[number];
type Dates = AnalyzeCaseSummariesOutput['problem_dates'];

interface ProblemsProps {
  readonly result: AnalyzeCaseSummariesOutput;
  readonly ask: Host['ask'];
  readonly onOpenCase: ((caseNumber: string) => void) | undefined;
}

/** The problems that the cases show, counted: most cases first. */
export function Problems({ result, ask, onOpenCase }: ProblemsProps) {
  const format = useFormat();
  const { problems = [], problems_other: others, problems_unassigned: unassigned = 0 } = result;
  if (problems.length === 0) return null;
  const compared = problems.some((problem) => problem.compared !== undefined);
  const rest = [
    ...(others === undefined
      ? []
      : [`${format.number(others.problems)} more problems with ${format.number(others.cases)} cases`]),
    ...(unassigned === 0 ? [] : [`${format.number(unassigned)} cases that show none of them`]),
  ];
  return (
    <section>
      <h2>Problems</h2>
      <table class="problems">
        <thead>
          <tr>
            <th scope="col">Problem</th>
            <th scope="col">Cases</th>
            <th scope="col">Severe</th>
            <th scope="col">Over time, on its own scale</th>
            {compared && <th scope="col">Period before</th>}
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <Row
              key={problem.id ?? problem.name}
              problem={problem}
              dates={result.problem_dates}
              compared={compared}
              ask={ask}
              onOpenCase={onOpenCase}
            />
          ))}
        </tbody>
      </table>
      {rest.length > 0 && <p class="quiet">Besides: {rest.join(', ')}.</p>}
    </section>
  );
}

interface RowProps {
  readonly problem: Problem;
  readonly dates: Dates;
  readonly compared: boolean;
  readonly ask: Host['ask'];
  readonly onOpenCase: ((caseNumber: string) => void) | undefined;
}

const SEVERE = SEVERITIES.slice(0, SEVERITIES.indexOf('high') + 1);

function Row({ problem, dates, compared, ask, onOpenCase }: RowProps) {
  const format = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  const severe = SEVERE.reduce((sum, severity) => sum + (problem.by_severity[severity] ?? 0), 0);
  return (
    <>
      <tr>
        <th scope="row">
          <button type="button" class="name" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            <CaseText>{problem.name}</CaseText>
          </button>
          {problem.new_since !== undefined && (
            <span class="badge">new since {format.day(problem.new_since)}</span>
          )}
        </th>
        <td>
          {format.number(problem.cases)} <span class="quiet">{format.percent(problem.share)}</span>
        </td>
        <td>{format.number(severe)}</td>
        <td class="over-time">
          {dates !== undefined && (
            <ColumnChart
              isSpark
              title={`${visible(problem.name)} over time`}
              step={dates.interval}
              unit="cases"
              columns={columnsOf(problem.counts, dates, format)}
              scale={Math.max(1, ...problem.counts)}
            />
          )}
          <TrendMark trend={problem.trend} />
        </td>
        {compared && (
          <td>
            {problem.compared !== undefined &&
              `${format.number(problem.compared.cases)} ${problem.compared.change}`}
          </td>
        )}
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={compared ? 5 : 4} class="details">
            <p>
              <CaseText>{problem.definition}</CaseText>
            </p>
            <Counts name="Services" counts={problem.by_service} />
            <Counts name="Root causes" counts={problem.by_rca_category} />
            <Counts name="Accounts" counts={problem.by_account} />
            {problem.examples.length > 0 && (
              <p>
                <span class="quiet">Cases</span>{' '}
                {problem.examples.map((number) =>
                  onOpenCase === undefined ? (
                    <span key={number} class="fact">
                      <CaseText>{number}</CaseText>
                    </span>
                  ) : (
                    <button key={number} type="button" class="citation" onClick={() => onOpenCase(number)}>
                      <CaseText>{number}</CaseText>
                    </button>
                  ),
                )}
              </p>
            )}
            {ask !== undefined && (
              <button type="button" onClick={() => ask(questionAbout(problem))}>
                Ask about this problem
              </button>
            )}
          </td>
        </tr>
      )}
    </>
  );
}

function Counts({
  name,
  counts,
}: {
  readonly name: string;
  readonly counts: Readonly<Record<string, number>>;
}) {
  const format = useFormat();
  const entries = Object.entries(counts);
  if (entries.length === 0) return null;
  return (
    <p>
      <span class="quiet">{name}</span>{' '}
      {entries.map(([group, cases]) => (
        <span key={group} class="fact">
          <CaseText>{group}</CaseText> {format.number(cases)}
        </span>
      ))}
    </p>
  );
}

function questionAbout({ id, name }: Problem): string {
  const known = id === undefined ? '' : ` (call analyze_case_summaries with problem "${id}")`;
  return `What causes the problem ${JSON.stringify(visible(name))} in our support cases, and what would prevent it?${known}`;
}
