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
  /** Words between the number and what cases are called. */
  readonly which?: string;
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

const NUMBER = String.raw`\d{1,3}(?:[.,\u00a0\u202f’']\d{3})+|[\d０-９]+`;
/** What cases are called, in the languages of most questions; a word in front may say which ones. */
const CASES = `cases?|tickets?|incidents?|(?:support|vor)?f(?:ä|ae)llen?|fall|casos?|casi|cas|случа(?:й|я|ев|и)|zgłosze(?:ń|nia|nie)|vakalar?|gevallen|geval|casuri|ärenden|sager`;
/** Words after which a number is one of something else: "2 hours in cases where …". */
const OTHER = `in|for|where|when|after|before|errors?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|times?|percent|instances?|accounts?|services?|problems?|sekunden|minuten|stunden|tagen?|wochen|monaten?|jahren?|mal|prozent`;
const WORDS_BETWEEN = String.raw`(?<which>(?:[ \u00a0](?!(?:${OTHER})[ \u00a0])[\p{L}*_-]{1,30}){0,2}?)`;
/** "38 of 45 cases" says two numbers of cases. */
const OF_THESE = String.raw`(?=[ ](?:out of|of|von|sur|de|di|av)[ ](?:the[ ])?(?:${NUMBER})[ ](?:${CASES})(?!\p{L}))`;
const CLAIM = new RegExp(
  String.raw`(?<![\p{Script=Latin}\p{Script=Cyrillic}\d０-９#.,:/-])(?<from>(?:${NUMBER})[ ]?(?:-|–|to|bis|a|à)[ ]?)?(?<number>${NUMBER})(?<after>\*{0,2}(?:\+?${WORDS_BETWEEN}[ \u00a0-]\*{0,2}(?:${CASES})(?!\p{L})|${OF_THESE}|[ ]?(?:件|건|例(?![えと外如子])|起案例|(?:の|個の|个)?(?:ケース|事例|案例|工单)|個案(?:件|例)|개 사례)))`,
  'giu',
);
/** "Cases: 45" */
const LABELLED = new RegExp(
  String.raw`(?<=(?<!\p{L})(?:${CASES}|件数|ケース数)\*{0,2}[:：][* ]{0,4})(?<number>${NUMBER})(?<after>)(?![\p{L}\d%#]|[.,]\d|[ ]%)`,
  'giu',
);
/** "Pool exhausted (45)": a number of cases where a problem's name stands before it. */
const BRACKETED = new RegExp(
  String.raw`(?<=[(（]\*{0,2})(?<number>${NUMBER})(?<after>)(?=\*{0,2}[)）])`,
  'gu',
);
/** The heading of a column of a Markdown table that holds numbers of cases, and a cell of it. */
const COLUMN = new RegExp(
  String.raw`^(?:(?:number|no\.|count|anzahl|nombre|número|numero)[ ](?:of |der |de |di )?)?(?:support[ -])?(?:${CASES}|件数|ケース数|案例数)(?:[ ]count)?$`,
  'iu',
);
const CELL = new RegExp(`^[~≈ *]*(?<number>${NUMBER})[ *]*$`, 'u');

/** A removed number leaves this in its place: what is said of the cases can still be read. */
const REMOVED = '…';

/** What makes a number like 2025 a year: "In 2025 cases …", "since March 2025 cases …". */
const BEFORE_A_YEAR =
  /(?:\b(?:in|en|im|since|seit|during|from|to|until|and|through|(?:half|quarter|end|start|beginning|rest|most) of|und|bis|von|jahr|year|q[1-4]|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\p{L}*\.?)|\b20\d\d ?[-–])\s?$/iu;
const CASE_NUMBER = /^\d{8,}$/;
const YEAR = /^20\d\d$/;
/** After these words a number is a rank or the name of an error: "top 3 cases", "HTTP 503 cases", "Case: 3". */
const BEFORE_NO_COUNT =
  /\b(?:top|first|last|latest|newest|ersten|letzten|https?|errors?|fehler|code|status|port|version|exit|case|ticket)\s$|\b(?:case|ticket|incident|fall|caso)\*{0,2}[:：][* ]*$/iu;
/** After these a number is a difference, which is not a problem's number of cases: "rose by 12 cases". */
const BEFORE_A_DIFFERENCE = /\b(?:by|um|additional|another|weitere)\s$/iu;
/** Where what is said of the cases ends. In "8 cases were critical" it goes on, so that the number is not that of all. */
const ENDS = /^[*_]*\s*(?:$|[.,;:!)\]|–—。、）]|です|である|あり)/u;
/** Words that say no more than "cases". */
const NOT_NARROWED = /^(?:[ \u00a0](?:of|the|von|den|aws|support|total|counted))*$/iu;

/** A name ends within so many characters before a number that follows it: names have 120, and may be written wider. */
const NEAR = 300;
/** In a line with one number, its problem's name is looked for in so many characters before it. */
const LEAD = 1_000;

/**
 * Compares every number of cases in an answer with the tables. One that stands there stays. A number that is neither the
 * problem's nor one of all cases is replaced by the problem's number of cases where it follows the name of a problem and
 * is said of all its cases. What else no table has is taken out.
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
  const isCounted = (number: string, about: CountedProblem | undefined) => {
    const value = Number(number.normalize('NFKC').replaceAll(/\D/g, ''));
    return about === undefined ? anywhere.has(value) : about.numbers.has(value) || general.has(value);
  };
  const instead = (about: CountedProblem | undefined): string => {
    if (about === undefined) {
      removed += 1;
      return REMOVED;
    }
    corrected += 1;
    return String(about.problem.cases);
  };
  const checked = (line: string, pattern: RegExp): string => {
    const named = namedIn(line, problems);
    let claims = 0;
    return line.replaceAll(pattern, (whole: string, ...rest) => {
      const claim: Claim = rest.at(-1);
      const offset: number = rest.at(-3);
      const before = line.slice(Math.max(0, offset - NEAR), offset);
      if (isNoCount(claim, before)) return whole;
      claims += 1;
      const near = foldedName(before);
      const direct = problems
        .filter(({ name }) => near.endsWith(name) && holds(near.slice(-name.length - 1), name))
        .sort(longestFirst)[0];
      if (pattern === BRACKETED && (direct === undefined || YEAR.test(claim.number))) return whole;
      const about = direct ?? named;
      if (claim.from === undefined && isCounted(claim.number, about)) return whole;
      const ofAll =
        ENDS.test(line.slice(offset + whole.length)) &&
        NOT_NARROWED.test(claim.which ?? '') &&
        !BEFORE_A_DIFFERENCE.test(before);
      const follows = () =>
        direct !== undefined ||
        (claims === 1 &&
          named !== undefined &&
          holds(foldedName(line.slice(Math.max(0, offset - LEAD), offset)), named.name));
      return `${instead(ofAll && follows() ? about : undefined)}${claim.after.replace('+', '')}`;
    });
  };
  let columns: readonly number[] = [];
  const lines = filled.text.split('\n').map((line) => {
    if (!line.trimStart().startsWith('|')) {
      columns = [];
      return [CLAIM, LABELLED, BRACKETED].reduce(checked, line);
    }
    const cells = line.split('|');
    if (columns.length === 0) {
      columns = cells.flatMap((cell, place) => (COLUMN.test(cell.replaceAll('*', '').trim()) ? place : []));
      if (columns.length > 0) return line;
    }
    const named = namedIn(line, problems);
    const inCells = cells.map((cell, place) => {
      const number = columns.includes(place) ? CELL.exec(cell)?.groups?.number : undefined;
      if (number === undefined || isCounted(number, named)) return cell;
      return cell.replace(number, instead(place === columns[0] ? named : undefined));
    });
    return checked(inCells.join('|'), CLAIM);
  });
  return { text: lines.join('\n'), corrected, removed };
}

/** Years, ranks, names of errors and case numbers, which stand before and after the same words as numbers of cases. */
function isNoCount({ from, number }: Claim, before: string): boolean {
  if (CASE_NUMBER.test(number)) return true;
  if (YEAR.test(number) && (BEFORE_A_YEAR.test(before) || /^20\d\d\D/.test(from ?? ''))) return true;
  return from === undefined && BEFORE_NO_COUNT.test(before);
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
  const named = problems.filter(({ name }) => holds(text, name)).sort(longestFirst);
  const [longest] = named;
  return named.every(({ name }) => longest?.name.includes(name)) ? longest : undefined;
}

/** Scripts that write spaces between words. */
const IN_WORDS = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N} ]+$/u;

/** Whether a folded text holds a folded name: "miami" does not hold "iam". */
function holds(text: string, name: string): boolean {
  return IN_WORDS.test(name) ? ` ${text} `.includes(` ${name} `) : text.includes(name);
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
