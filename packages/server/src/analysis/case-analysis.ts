import { fitPack, type PackableCase, type PackEntry, renderEntry } from '@case-insights/core/packing';
import {
  type AnalyzeCaseSummariesInput,
  type AnalyzeCaseSummariesOutput,
  type CaseSelection,
  type CaseStatistics,
  comparedRangeOf,
  type DayRange,
  type ProblemFields,
  type SelectedCase,
} from '@case-insights/core/tools';
import type { ToolContext } from '../call/context.ts';
import type { Draft } from './ask-model.ts';
import { type Budget, noRoom, tokensOf } from './budget.ts';
import { fenced, makeMarker, oneLine } from './fence.ts';
import { CASES_PROMPT, fillSlots, SORTING_REQUEST } from './prompts.ts';

/** What an analysis starts from, however many calls it makes. */
export interface CaseAnalysis {
  readonly input: AnalyzeCaseSummariesInput;
  readonly question: string;
  readonly context: ToolContext;
  readonly budget: Budget;
  readonly selection: CaseSelection;
  readonly statistics: Statistics;
  /** How old the data is, and what no date filter finds. */
  readonly age: CaseStatistics['age'];
  /** In how many days nine of ten cases are in the table. */
  readonly lag: number;
  /** The second period, where one is compared. */
  readonly compared?: { readonly range: DayRange; readonly selection: CaseSelection };
  /** Cases of the problem asked about that were neither counted nor read. */
  readonly ofProblemLeftOut?: number;
  /** Everything that was read and has a summary, of both periods, in reading order. */
  readonly entries: readonly PackEntry[];
}

/** What an analysis ends with, before the answer's citations are checked. */
export interface AnalysisOutcome {
  readonly answer: string;
  /** Input tokens of all calls, as estimated. */
  readonly estimatedInputTokens: number;
  /** The entries that the answer rests on. */
  readonly covered: readonly PackEntry[];
  /** Calls over cases, and those of them that failed. */
  readonly packs: number;
  readonly packsFailed: number;
  /** Case numbers that no case has, taken out of findings before they were merged. */
  readonly citationsRemoved: number;
  /** What was counted of the problems that the model found, without ids; absent where it sorted nothing. */
  readonly problems?: CountedProblems;
  /** What was shrunk, cut or not covered for other reasons than the limit, each a sentence. */
  readonly notes: readonly string[];
}

/** Problems as the result shows them, and which cases are behind each name. */
export interface CountedProblems {
  readonly fields: ProblemFields;
  readonly caseNumbers: ReadonlyMap<string, readonly string[]>;
}

/** The chosen cases that have a summary, as the packer takes them. */
export function packable(cases: readonly SelectedCase[]): PackableCase[] {
  return cases.flatMap(({ caseNumber, summary, ...facts }) =>
    caseNumber === null || summary === null ? [] : [{ caseNumber, summary: oneLine(summary), ...facts }],
  );
}

/** Every case number that entries stand for, merged ones included. */
export function caseNumbers(entries: readonly PackEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => entry.cases.map(({ caseNumber }) => caseNumber)));
}

export type Statistics = NonNullable<AnalyzeCaseSummariesOutput['statistics']>;

/** Longer lists cost tokens without helping the model; `statistics` in the result has every group. */
const GROUPS_SHOWN = 25;
/** The longest period shown month by month. */
const MONTHS_SHOWN = 36;

/** The exact counts, as the model reads them. */
export function renderFacts(totalCases: number, statistics: Statistics): string {
  const { by_severity, by_service, by_rca_category, by_lifecycle_category, by_month } = statistics;
  return [
    `All matching cases: ${totalCases}`,
    line('By severity', by_severity),
    line('By service', by_service),
    line('By root cause', by_rca_category),
    line('By lifecycle practice', by_lifecycle_category),
    line('By month', Object.fromEntries(Object.entries(by_month).slice(-MONTHS_SHOWN)), MONTHS_SHOWN),
  ].join('\n');
}

/** Which cases the question is about, from the caller's own arguments. */
export function renderScope(input: AnalyzeCaseSummariesInput): string {
  const filters = [
    ['severity', input.severity_code],
    ['service', input.service_code],
    ['case', input.case_id],
    ['root cause', input.rca_category],
    ['lifecycle practice', input.lifecycle_category],
  ].filter(([, value]) => value !== undefined);
  const narrowed =
    filters.length === 0 ? 'no further filter' : filters.map((filter) => filter.join(' ')).join(', ');
  const compared = comparedRangeOf(input);
  return [
    `Cases created from ${input.start_date} to ${input.end_date} (UTC, both included); ${narrowed}.`,
    ...(input.problem === undefined ? [] : ['Only the cases of one problem of an earlier answer.']),
    ...(compared === undefined ? [] : [`Compared with those from ${compared.first} to ${compared.last}.`]),
  ].join(' ');
}

function line(name: string, counts: Readonly<Record<string, number>>, shown = GROUPS_SHOWN): string {
  const groups = Object.entries(counts);
  const listed = groups
    .slice(0, shown)
    .map(([group, cases]) => `${group.replaceAll(/\s+/g, ' ').slice(0, 80)} ${cases}`);
  const unlisted = groups.length - listed.length;
  return `${name}: ${listed.join(', ')}${unlisted > 0 ? `, and ${unlisted} more groups` : ''}`;
}

/** A request about cases, and the entries that it holds. */
export interface CasesDraft extends Draft {
  readonly entries: readonly PackEntry[];
}

/** What stands around the summaries of a request, and how one is written. */
interface Frame {
  readonly budget: Budget;
  readonly system: string;
  readonly userTurn: (summaries: string) => string;
  /** @param index from 1 */
  readonly render: (entry: PackEntry, index: number) => string;
  /** Tokens of what `render` adds to an entry. */
  readonly addedTokens?: number;
}

/**
 * Makes requests about the first of these entries: as many as a number of input tokens holds, and `most` at most. A
 * request throws `payload_too_large` when not one entry fits.
 */
export function entriesDraft(
  { budget, system, userTurn, render, addedTokens = 0 }: Frame,
  entries: readonly PackEntry[],
): (inputTokens: number) => CasesDraft {
  const overhead = tokensOf(system, budget) + tokensOf(userTurn(''), budget);
  const sized =
    addedTokens === 0 ? entries : entries.map((entry) => ({ ...entry, tokens: entry.tokens + addedTokens }));
  return (inputTokens) => {
    const pack = fitPack(sized, (inputTokens - overhead) / budget.facts.tokenFactor);
    if (pack.entries.length === 0 && entries.length > 0) throw noRoom(overhead, inputTokens);
    const fitting = entries.slice(0, pack.entries.length);
    return {
      system,
      prompt: userTurn(fitting.map((entry, place) => render(entry, place + 1)).join('\n')),
      estimatedTokens: overhead + Math.ceil(pack.tokens * budget.facts.tokenFactor),
      entries: fitting,
    };
  };
}

/** What the indices in brackets before case numbers take. */
const INDEX_TOKENS = 4;

/**
 * Requests that have these entries read and the question answered. All case text stands fenced in the user turn, the
 * counts too, since their names come from the table.
 * @param sorted whether the model is also asked to sort the entries into problems
 */
export function casesDraft(
  { input, question, budget, selection, statistics }: CaseAnalysis,
  entries: readonly PackEntry[],
  sorted: boolean,
): (inputTokens: number) => CasesDraft {
  const marker = makeMarker();
  const facts = fenced(renderFacts(selection.totalCases, statistics), marker);
  return entriesDraft(
    {
      budget,
      system: fillSlots(CASES_PROMPT.system, { marker }),
      userTurn: (summaries) =>
        fillSlots(CASES_PROMPT.user, {
          marker,
          question,
          scope: renderScope(input),
          facts,
          summaries: fenced(summaries, marker),
          sorting: sorted ? SORTING_REQUEST : '',
        }),
      ...(sorted
        ? { render: (entry, index) => `[${index}] ${renderEntry(entry)}`, addedTokens: INDEX_TOKENS }
        : { render: renderEntry }),
    },
    entries,
  );
}
