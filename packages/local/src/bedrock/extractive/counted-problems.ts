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
const EXAMPLES = /^for example /;
/** What is said of a number after it: the other period, and the trend. */
const MORE_ON_THE_NUMBER = /^(?:\d+ cases? in the compared period|trend )/;

/** The problems of a prompt that has them counted: a line each, `> name | 34 cases, 2.3 % of those read | … | definition`. */
export function readCountedProblems(data: string): CountedProblem[] {
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
