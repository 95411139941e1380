import * as z from 'zod';
import { answerTool } from './answer-tool.ts';
import { shortText, splitJson } from './model-json.ts';
import { anyIndices, foldedName } from './reading.ts';

// What the model answers that makes the names of several parts one. It sees a line for each problem,
// `[7] 34 cases | name | definition | what sets it apart`, and never a case.

/** The answer that joins problems, as the model is asked for it: two levels, themes over problems. */
const ASKED = z.object({
  problems: z
    .array(
      z.object({
        name: z.string().describe('What goes wrong and in what, in 2 to 8 words'),
        definition: z.string().describe('One sentence: which cases belong here'),
        theme: z.string().describe('What this and related problems have in common, in 1 to 4 words'),
        same: z.array(z.int().min(1)).describe('Numbers of the lines that are this problem'),
      }),
    )
    .describe('Each number of a line belongs to one problem'),
});

export const NAMING_TOOL = answerTool(
  'merge_problems',
  'Hands in which lines are the same problem. Call it once, with every number.',
  ASKED,
);

const ONE = z.object({
  name: shortText(120),
  definition: shortText(300),
  theme: shortText(60),
  same: anyIndices,
});
const TAKEN = z.object({ problems: z.array(z.unknown()) });

/** A problem of one part or of several. */
export interface JoinedProblem {
  readonly name: string;
  readonly definition: string;
  readonly apart: string;
  readonly theme?: string;
  readonly cases: number;
  /** Whether it is what small problems were put together to. */
  readonly rest?: boolean;
  /** What it was joined from: places in the list of the problems of all parts. */
  readonly members: readonly number[];
}

/**
 * Joins problems as an answer says. Each problem is in one of the results: a number that comes twice counts where it
 * comes first, and a problem that the answer does not name stays as it is.
 */
export function joined(problems: readonly JoinedProblem[], answer: string, cut: boolean): JoinedProblem[] {
  const { json } = splitJson(answer, 'problems', cut);
  const items = TAKEN.safeParse(json ?? null).data?.problems ?? [];
  const taken = new Set<number>();
  const results: JoinedProblem[] = [];
  for (const item of items) {
    const said = ONE.safeParse(item).data;
    if (said === undefined) continue;
    const group: JoinedProblem[] = [];
    for (const index of said.same) {
      const place = index - 1;
      const problem = problems[place];
      if (problem === undefined || taken.has(place)) continue;
      taken.add(place);
      group.push(problem);
    }
    const [largest] = group.toSorted((a, b) => b.cases - a.cases);
    if (largest === undefined) continue;
    results.push({
      ...join(largest, group),
      ...(said.name === '' ? {} : { name: said.name }),
      ...(said.definition === '' ? {} : { definition: said.definition }),
      ...(said.theme === '' ? {} : { theme: said.theme }),
    });
  }
  return withoutEqualNames([...results, ...problems.filter((_, place) => !taken.has(place))]);
}

/** Problems of one name as one, under the words of the largest. */
export function withoutEqualNames(problems: readonly JoinedProblem[]): JoinedProblem[] {
  const byName = new Map<string, JoinedProblem[]>();
  for (const problem of problems) {
    const name = foldedName(problem.name);
    const group = byName.get(name);
    if (group === undefined) byName.set(name, [problem]);
    else group.push(problem);
  }
  return [...byName.values()].flatMap((group) => {
    const [largest] = group.toSorted((a, b) => b.cases - a.cases);
    return largest === undefined ? [] : [join(largest, group)];
  });
}

/**
 * At most so many problems, the largest; the others as one, since a list that names hundreds tells nothing. No case is
 * lost.
 */
export function atMost(most: number, problems: readonly JoinedProblem[]): JoinedProblem[] {
  if (problems.length <= most) return [...problems];
  const bySize = problems.toSorted((a, b) => b.cases - a.cases);
  const rest = bySize.slice(most - 1);
  return withoutEqualNames([...bySize.slice(0, most - 1), join(REST, rest)]);
}

const REST: JoinedProblem = {
  name: 'Other problems',
  definition: 'Smaller problems that were not joined with any other.',
  apart: '',
  cases: 0,
  rest: true,
  members: [],
};

function join(under: JoinedProblem, group: readonly JoinedProblem[]): JoinedProblem {
  return {
    ...under,
    cases: group.reduce((sum, { cases }) => sum + cases, 0),
    members: group.flatMap(({ members }) => members),
  };
}
