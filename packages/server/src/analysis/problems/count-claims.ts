import type { Problem, ProblemFields } from '@case-insights/core/tools';
import type { Statistics } from '../case-analysis.ts';
import { foldedName } from './reading.ts';

/** An answer whose numbers of cases were compared with what was counted. */
export interface CheckedCounts {
  readonly text: string;
  /** Numbers that were replaced by the counted one. */
  readonly corrected: number;
  /** Numbers that no table has, taken out. */
  readonly removed: number;
}

interface Claim {
  /** The lower end of a range. */
  readonly from?: string;
  readonly number: string;
  readonly after: string;
}

/** What is counted: all that an answer may say about numbers of cases. */
export interface Counted {
  readonly fields: ProblemFields;
  readonly statistics: Statistics;
  /** Matches, cases read and whatever else is said of all cases. */
  readonly totals: readonly number[];
}

/** `{cases of "name"}`, which the model writes for a number that is counted only after its answer. */
const PLACEHOLDER = /\{cases of ["“„«]?([^"”“»\n{}]{1,200})["”“»]?\}/giu;

const NUMBER = String.raw`\d{1,3}(?:[.,\u00a0\u202f’']\d{3})+|\d+`;
/** What cases are called, in the languages of most questions; a word in front may say which ones. */
const CASES = `cases?|tickets?|incidents?|(?:support)?f(?:ä|ae)llen?|fall|casos?|casi|cas|случа(?:й|я|ев|и)|zgłosze(?:ń|nia|nie)|vakalar?|gevallen|geval|casuri|ärenden|sager`;
const WORDS_BETWEEN = String.raw`(?:[ \u00a0][\p{L}*_-]{1,30}){0,2}?`;
const CLAIM = new RegExp(
  String.raw`(?<![\p{Script=Latin}\p{Script=Cyrillic}\d#.,:/-])(?<from>(?:${NUMBER})[ ]?(?:-|–|to|bis|a|à)[ ]?)?(?<number>${NUMBER})(?<after>\*{0,2}(?:${WORDS_BETWEEN}[ \u00a0-]\*{0,2}(?:${CASES})(?!\p{L})|[ ]?(?:件|건|个案例|個案例|起案例|个工单|個案件)))`,
  'giu',
);

/** A removed number leaves this in its place: what is said of the cases can still be read. */
const REMOVED = '…';

/** "In 2025 cases …" begins with a year. */
const AFTER_IN = /\b(?:in|en|im|since|seit|during)\s$/iu;

/**
 * Compares every number of cases in an answer with the tables. One that stands there stays. Of a line that names one
 * problem, the first number that is neither the problem's nor one of all cases is replaced by the problem's number of
 * cases. What else no table has is taken out.
 */
export function checkCounts(answer: string, counted: Counted): CheckedCounts {
  const problems = (counted.fields.problems ?? []).map((problem) => ({
    problem,
    name: foldedName(problem.name),
    numbers: numbersOf(problem),
  }));
  const general = new Set([...counted.totals, ...numbersIn(counted.statistics), ...totalsOf(counted.fields)]);
  const anywhere = new Set([...general, ...problems.flatMap(({ numbers }) => [...numbers])]);
  let corrected = 0;
  let removed = 0;

  const filled = answer.replaceAll(PLACEHOLDER, (_, name: string) => {
    const found = problems.find((one) => one.name === foldedName(name));
    if (found !== undefined) return String(found.problem.cases);
    removed += 1;
    return REMOVED;
  });
  const lines = filled.split('\n').map((line) => {
    const text = foldedName(line);
    const named = problems.filter(({ name }) => text.includes(name));
    // "Disk full on EBS" also holds the name "Disk full".
    const longest = named.filter(
      ({ name }) => !named.some((other) => other.name !== name && other.name.includes(name)),
    );
    const about = longest.length === 1 ? longest[0] : undefined;
    const isCounted = (value: number) =>
      about === undefined ? anywhere.has(value) : about.numbers.has(value) || general.has(value);
    let claims = 0;
    return line.replaceAll(CLAIM, (whole: string, ...rest) => {
      const groups: Claim = rest.at(-1);
      const { from, number, after } = groups;
      const before = line.slice(0, rest.at(-3));
      if (/^20\d\d$/.test(number) && AFTER_IN.test(before)) return whole;
      claims += 1;
      if (from === undefined && isCounted(Number(number.replaceAll(/\D/g, '')))) return whole;
      if (about !== undefined && claims === 1) {
        corrected += 1;
        return `${about.problem.cases}${after}`;
      }
      removed += 1;
      return `${REMOVED}${after}`;
    });
  });
  return { text: lines.join('\n'), corrected, removed };
}

function numbersOf({
  cases,
  counts,
  compared,
  by_severity,
  by_service,
  by_account,
  by_rca_category,
}: Problem) {
  return new Set([
    cases,
    ...counts,
    ...(compared === undefined ? [] : [compared.cases]),
    ...[by_severity, by_service, by_account, by_rca_category].flatMap((groups) => Object.values(groups)),
  ]);
}

function totalsOf({ problems_other: other, problems_unassigned: unassigned = 0 }: ProblemFields): number[] {
  return [unassigned, ...(other === undefined ? [] : [other.cases])];
}

function numbersIn(statistics: Statistics): number[] {
  return Object.values(statistics).flatMap((groups) => Object.values(groups));
}
