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
/** Words after which a number is one of something else: "2 hours in cases where …". */
const OTHER = `in|for|where|when|after|before|seconds?|minutes?|hours?|days?|weeks?|months?|years?|times?|percent|instances?|accounts?|services?|problems?|sekunden|minuten|stunden|tagen?|wochen|monaten?|jahren?|mal|prozent`;
const WORDS_BETWEEN = String.raw`(?:[ \u00a0](?!(?:${OTHER})[ \u00a0])[\p{L}*_-]{1,30}){0,2}?`;
const CLAIM = new RegExp(
  String.raw`(?<![\p{Script=Latin}\p{Script=Cyrillic}\d#.,:/-])(?<from>(?:${NUMBER})[ ]?(?:-|–|to|bis|a|à)[ ]?)?(?<number>${NUMBER})(?<after>\*{0,2}(?:${WORDS_BETWEEN}[ \u00a0-]\*{0,2}(?:${CASES})(?!\p{L})|[ ]?(?:件|건|个案例|個案例|起案例|个工单|個案件)))`,
  'giu',
);

/** A removed number leaves this in its place: what is said of the cases can still be read. */
const REMOVED = '…';

/** "In 2025 cases …" begins with a year. */
const AFTER_IN = /\b(?:in|en|im|since|seit|during)\s$/iu;

/**
 * Compares every number of cases in an answer with the tables. One that stands there stays. A number that is neither the
 * problem's nor one of all cases is replaced by the problem's number of cases where it follows the name of a problem, or
 * is the first in a line that names only one. What else no table has is taken out.
 */
export function checkCounts(answer: string, counted: Counted): CheckedCounts {
  const problems: readonly CountedProblem[] = (counted.fields.problems ?? []).map((problem) => ({
    problem,
    name: foldedName(problem.name),
    numbers: numbersOf(problem),
  }));
  const general = new Set([...counted.totals, ...numbersIn(counted.statistics), ...totalsOf(counted.fields)]);
  const anywhere = new Set([...general, ...problems.flatMap(({ numbers }) => [...numbers])]);
  let corrected = 0;

  const filled = fillPlaceholders(answer, counted.fields.problems ?? []);
  let { removed } = filled;
  const lines = filled.text.split('\n').map((line) => {
    const named = namedIn(line, problems);
    let claims = 0;
    return line.replaceAll(CLAIM, (whole: string, ...rest) => {
      const claim: Claim = rest.at(-1);
      const before = line.slice(0, rest.at(-3));
      if (/^20\d\d$/.test(claim.number) && AFTER_IN.test(before)) return whole;
      claims += 1;
      const direct = problems.filter(({ name }) => foldedName(before).endsWith(name)).sort(longestFirst)[0];
      const about = direct ?? named;
      const value = Number(claim.number.replaceAll(/\D/g, ''));
      const isCounted =
        about === undefined ? anywhere.has(value) : about.numbers.has(value) || general.has(value);
      if (claim.from === undefined && isCounted) return whole;
      if (about !== undefined && (direct !== undefined || claims === 1)) {
        corrected += 1;
        return `${about.problem.cases}${claim.after}`;
      }
      removed += 1;
      return `${REMOVED}${claim.after}`;
    });
  });
  return { text: lines.join('\n'), corrected, removed };
}

/** The answer with the numbers that the model left open, as far as they were counted. */
export function fillPlaceholders(
  answer: string,
  problems: readonly Pick<Problem, 'name' | 'cases'>[],
): Omit<CheckedCounts, 'corrected'> {
  let removed = 0;
  const text = answer.replaceAll(PLACEHOLDER, (_, name: string) => {
    const found = problems.find((problem) => foldedName(problem.name) === foldedName(name));
    if (found !== undefined) return String(found.cases);
    removed += 1;
    return REMOVED;
  });
  return { text, removed };
}

interface CountedProblem {
  readonly problem: Problem;
  /** Folded. */
  readonly name: string;
  readonly numbers: ReadonlySet<number>;
}

/** The one problem that a line names. "Disk full on EBS" also holds the name "Disk full". */
function namedIn(line: string, problems: readonly CountedProblem[]): CountedProblem | undefined {
  const text = foldedName(line);
  const named = problems.filter(({ name }) => text.includes(name)).sort(longestFirst);
  const [longest] = named;
  return named.every(({ name }) => longest?.name.includes(name)) ? longest : undefined;
}

function longestFirst(a: CountedProblem, b: CountedProblem): number {
  return b.name.length - a.name.length;
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
