import { printable } from '../../printable.ts';
import { numberIn, textIn } from './answers.ts';
import type { ReportData } from './gather.ts';
import { type ComparedCount, comparedCounts, GROUPS, problemsOf, trendsOf } from './sections.ts';

/** Rows of a table of groups; the CSV and the JSON have all of them. */
const MOST_ROWS = 15;

const ARROWS: Readonly<Record<string, string>> = {
  rising: '↗ rising',
  falling: '↘ falling',
  steady: '→ steady',
};

/** The report for mail, tickets and wikis. Names from the data stand in tables, escaped; no part of a case is quoted. */
export function reportMarkdown(data: ReportData): string {
  const { period, service, answers } = data;
  const summary = answers.get_case_summary;
  const total = numberIn(summary, 'total_cases');
  const asOf = textIn(summary, 'data_as_of');
  const of = service === undefined ? '' : ` of ${cell(service)}`;
  return `${[
    `# AWS support cases${of}, ${period.first} to ${period.last}`,
    `**${number(total)} cases**${against(data, total)}`,
    `${asOf === undefined ? '' : `Data as of ${asOf}. `}A case arrives once it is resolved, so the newest days look quieter than they were.`,
    ...GROUPS.map(([field, name]) => groupSection(name, comparedCounts(data, field), data)),
    trendSection(data),
    ...analysisSections(data),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** The end of the sentence on all cases: how many the days before had. */
function against({ before, earlier, notCompared = '' }: ReportData, total: number): string {
  if (earlier === undefined) return `. ${notCompared}`;
  const cases = numberIn(earlier, 'total_cases');
  return `, ${changeInWords(total, cases)} the ${number(cases)} of ${before.first} to ${before.last}.`;
}

function groupSection(name: string, counts: readonly ComparedCount[], { earlier }: ReportData): string {
  if (counts.length === 0) return '';
  const head = [name, 'cases', ...(earlier === undefined ? [] : ['before', 'change'])];
  const rows = counts
    .slice(0, MOST_ROWS)
    .map(({ name: group, cases, before }) =>
      [
        cell(group),
        number(cases),
        before === undefined ? '–' : number(before),
        before === undefined ? '' : signed(cases - before),
      ].slice(0, head.length),
    );
  const more = counts.length - rows.length;
  const left = more > 0 ? `\n\n${number(more)} more are not listed.` : '';
  return `## By ${name}\n\n${table(head, rows, 1)}${left}`;
}

function trendSection(data: ReportData): string {
  const { interval, dates, incompleteFrom, services } = trendsOf(data);
  if (services.length === 0) return '';
  const rows = services.map(({ service, total, counts, trend }) => [
    cell(service),
    number(total),
    sparkline(counts),
    ARROWS[trend] ?? trend,
  ]);
  const incomplete =
    incompleteFrom === undefined
      ? ''
      : ` From ${incompleteFrom} on the counts are still incomplete and part of no trend.`;
  return `## Services by ${interval} since ${dates[0] ?? 'the beginning'}\n\n${table(['service', 'cases', `by ${interval}`, 'trend'], rows, 1)}\n\nA trend compares the later half of the complete intervals with the earlier, and is unknown with fewer than six cases.${incomplete}`;
}

function analysisSections({ answers, analysisFailure }: ReportData): string[] {
  if (analysisFailure !== undefined) return [`## Analysis\n\nThere is none: ${cell(analysisFailure)}`];
  const analysis = answers.analyze_case_summaries;
  if (analysis === undefined) return [];
  const rows = problemsOf(analysis).map(({ name, cases, highestSeverity, services, trend, examples }) => [
    cell(name),
    number(cases),
    highestSeverity ?? '–',
    cell(services.slice(0, 3).join(', ')),
    ARROWS[trend] ?? '–',
    cell(examples.slice(0, 3).join(', ')),
  ]);
  const head = ['problem', 'cases', 'up to', 'services', 'trend', 'such as'];
  const problems = rows.length === 0 ? [] : [`## Problems\n\n${table(head, rows, 1)}`];
  const read = `${number(numberIn(analysis, 'summaries_analyzed'))} of ${number(numberIn(analysis, 'total_cases_found'))} cases were read by ${cell(textIn(analysis, 'model_used') ?? 'a model')}.`;
  return [...problems, `## Analysis\n\n${printable(textIn(analysis, 'analysis') ?? '')}\n\n${read}`];
}

/** A pipe table; the columns from `firstNumber` to the next text are set to the right where their head says a number. */
function table(head: readonly string[], rows: readonly (readonly string[])[], firstNumber: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const isNumeric = (column: number) =>
    column >= firstNumber && ['cases', 'before', 'change'].includes(head[column] ?? '');
  return [
    line(head),
    line(head.map((_, column) => (isNumeric(column) ? '--:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** A text in one cell: nothing in it is Markdown, HTML, an address to click or an instruction to a terminal. */
function cell(text: string): string {
  return printable(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>|#~!&]/g, (character) => `\\${character}`)
    .replaceAll('://', ':\\//')
    .replaceAll(/\bwww\./gi, (www) => www.replace('.', '\\.'));
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function signed(change: number): string {
  return change > 0 ? `+${number(change)}` : number(change);
}

function changeInWords(now: number, before: number): string {
  return now > before ? 'up from' : now < before ? 'down from' : 'as many as';
}

const SPARKS = '▁▂▃▄▅▆▇█';

/** A row of small bars, each as high as its value. */
function sparkline(values: readonly number[]): string {
  const highest = Math.max(...values, 1);
  return values.map((value) => SPARKS[Math.round((value / highest) * (SPARKS.length - 1))]).join('');
}
