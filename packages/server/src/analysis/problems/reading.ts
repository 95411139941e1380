import * as z from 'zod';
import { answerTool } from './answer-tool.ts';
import { shortText, splitJson } from './model-json.ts';

// What the model answers that reads a part of the cases. The summaries of a part are headed [1], [2] and so on, and the
// answer names them by these indices only, so that no case can be invented. Indices are listed by problem rather than a
// problem by index: a case then costs 2 to 3 output tokens, where `"12":"P3"` costs 7.

const indices = (description: string) =>
  z.array(z.int().min(1)).describe(`Indices of summaries: ${description}`);

/** The answer about a part, as the model is asked for it. */
const ASKED = z.object({
  problems: z
    .array(
      z.object({
        name: z.string().describe('What goes wrong and in what, in 2 to 8 words'),
        definition: z.string().describe('One sentence: which cases belong here'),
        apart: z.string().describe('What sets it apart from the problem most like it, in a few words'),
        cases: indices('whose main problem it is, the most typical first'),
      }),
    )
    .describe('Each index belongs to one problem at most'),
  none: indices('that show no problem, or only one of their own that nothing can be said of'),
  findings: z
    .array(z.object({ text: z.string(), cases: indices('that show it, at most 5') }))
    .describe('At most 10 findings that bear on the question and that names and numbers do not tell'),
});

export const READING_TOOL = answerTool(
  'report_problems',
  'Hands in which problem each summary shows. Call it once, with every index.',
  ASKED,
);

// Models break the rules of what they are asked for, so each part of an answer is taken by itself, as far as it goes.

const index = z.union([
  z.int(),
  z
    .string()
    .regex(/^\s*\[?\d{1,9}\]?\s*$/)
    .transform(numberIn),
]);
/** What is an index in a list that may hold anything. */
export const anyIndices = z
  .array(z.unknown())
  .transform((items) => items.flatMap((item) => index.safeParse(item).data ?? []))
  .catch([]);
const list = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .transform((items) => items.flatMap((one) => item.safeParse(one).data ?? []))
    .catch([]);

const NAME_LIMIT = 120;
const DEFINITION_LIMIT = 300;
const FINDING_LIMIT = 600;
/** A model that makes a problem of every case has found none. */
const MOST_PROBLEMS_OF_A_PART = 100;
const MOST_FINDINGS = 10;

const TAKEN = z.object({
  problems: list(
    z.object({
      name: shortText(NAME_LIMIT),
      definition: shortText(DEFINITION_LIMIT),
      apart: shortText(DEFINITION_LIMIT),
      cases: anyIndices,
    }),
  ),
  none: anyIndices,
  findings: list(z.object({ text: shortText(FINDING_LIMIT), cases: anyIndices })),
});

/** A problem as one part shows it. Entries are places in the part, from 0, the most typical first. */
export interface FoundProblem {
  readonly name: string;
  readonly definition: string;
  readonly apart: string;
  readonly entries: readonly number[];
}

export interface Finding {
  readonly text: string;
  readonly entries: readonly number[];
}

export interface Reading {
  readonly problems: readonly FoundProblem[];
  readonly findings: readonly Finding[];
  /** Entries of which the answer does not say what they show, or says more than one thing. */
  readonly unclear: readonly number[];
}

/** What is left of an answer in prose, and its reading; none where the answer holds no JSON of that kind. */
export interface ReadAnswer {
  readonly prose: string;
  readonly reading: Reading | undefined;
}

/**
 * What an answer says of the entries of a part. Whatever it says, each entry is in one problem, in none, or unclear.
 * @param entries how many there are
 * @param cut whether the answer was cut at its limit
 */
export function readAnswer(answer: string, entries: number, cut: boolean): ReadAnswer {
  const { prose, json } = splitJson(answer, 'problems', cut);
  const taken = TAKEN.safeParse(json ?? null).data;
  if (taken === undefined) return { prose, reading: undefined };
  const placesOf = (indices: readonly number[]) => [
    ...new Set(indices.map((one) => one - 1).filter((place) => place >= 0 && place < entries)),
  ];
  const problems = joinedByName(
    taken.problems
      .filter(({ name }) => name !== '')
      .map(({ cases, ...named }) => ({ ...named, entries: placesOf(cases) })),
  ).slice(0, MOST_PROBLEMS_OF_A_PART);
  const none = placesOf(taken.none);
  const said = new Map<number, number>();
  for (const place of [...problems.flatMap((problem) => problem.entries), ...none])
    said.set(place, (said.get(place) ?? 0) + 1);
  const isClear = (place: number) => said.get(place) === 1;
  return {
    prose,
    reading: {
      problems: problems
        .map((problem) => ({ ...problem, entries: problem.entries.filter(isClear) }))
        .filter((problem) => problem.entries.length > 0),
      findings: taken.findings
        .filter((finding) => finding.text !== '')
        .slice(0, MOST_FINDINGS)
        .map((finding) => ({ text: finding.text, entries: placesOf(finding.cases) })),
      unclear: Array.from({ length: entries }, (_, place) => place).filter((place) => !isClear(place)),
    },
  };
}

/** Problems of one name as one, its entries once each, in the order of their first. */
export function joinedByName(problems: readonly FoundProblem[]): FoundProblem[] {
  const byName = new Map<string, FoundProblem>();
  for (const problem of problems) {
    const name = foldedName(problem.name);
    const first = byName.get(name);
    const entries = [...new Set([...(first?.entries ?? []), ...problem.entries])];
    byName.set(name, { ...(first ?? problem), entries });
  }
  return [...byName.values()];
}

/** A name without what does not tell problems apart: case, width, punctuation, spaces. */
export function foldedName(name: string): string {
  const folded = name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/(?:[^\p{L}\p{M}\p{N}]|[\ufe00-\ufe0f])+/gu, ' ')
    .trim();
  return folded === '' ? name : folded;
}

function numberIn(words: string): number {
  return Number(/\d+/.exec(words)?.[0]);
}
