/** A problem with its numbers, as a line of the prompt's table has it. */
export interface CountedProblem {
  readonly name: string;
  /** `34 cases, 2.3 % of those read`, then what else is said of its number. */
  readonly counted: readonly string[];
  readonly definition: string;
  /** Numbers of example cases. */
  readonly examples: readonly string[];
}

const FIRST_COUNT = /^\d+ cases?, [\d.]+ % of those read$/;
const SMALLER = /^> (\d+) smaller problems? \| (\d+) cases?$/m;
const NONE = /^> No problem found \| (\d+) cases?$/m;
const EXAMPLES = /^for example /;
/** What is said of a number after it: the other period, and the trend. */
const MORE_ON_THE_NUMBER = /^(?:\d+ cases? in the compared period|trend )/;

/** The table of problems in a prompt that has them counted. */
export interface CountedTable {
  readonly problems: readonly CountedProblem[];
  /** Problems that the table only sums. */
  readonly smaller: { readonly problems: number; readonly cases: number };
  /** Cases read that show none. */
  readonly unassigned: number;
}

/**
 * The table of a prompt, a line for each problem, `> name | 34 cases, 2.3 % of those read | … | definition`, which ends with
 * the cases that show none. Undefined in a prompt without it.
 */
export function readCountedTable(data: string): CountedTable | undefined {
  const unassigned = NONE.exec(data)?.[1];
  if (unassigned === undefined) return undefined;
  const [, problems = 0, cases = 0] = SMALLER.exec(data) ?? [];
  return {
    problems: problemsIn(data),
    smaller: { problems: Number(problems), cases: Number(cases) },
    unassigned: Number(unassigned),
  };
}

function problemsIn(data: string): CountedProblem[] {
  return data.split('\n').flatMap((line) => {
    const [name = '', count = '', ...fields] = line.replace(/^> /, '').split(' | ');
    if (!FIRST_COUNT.test(count)) return [];
    const examples = fields.find((field) => EXAMPLES.test(field)) ?? '';
    return {
      name,
      counted: [count, ...fields.filter((field) => MORE_ON_THE_NUMBER.test(field))],
      definition: fields.at(-1) ?? '',
      examples: [...examples.matchAll(/#(\d+)/g)].map(([, number = '']) => number),
    };
  });
}
