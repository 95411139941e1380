import * as z from 'zod';
import { NoModelLeft } from '../../call/ports.ts';
import { askWithinLimit, type Draft, type Pause, retryModelCall } from '../ask-model.ts';
import { tokensOf } from '../budget.ts';
import type { CaseAnalysis } from '../case-analysis.ts';
import { contentKey, modelContent } from '../content-key.ts';
import { fenced, makeMarker } from '../fence.ts';
import { mapInParallel } from '../parallel.ts';
import { fillSlots, MOST_PROBLEMS, NAMES_PROMPT } from '../prompts.ts';
import { atMost, type JoinedProblem, joined, NAMING_TOOL, withoutEqualNames } from './naming.ts';
import { problemLine } from './read-part.ts';

/** Names that one call compares: an answer about more is longer than some models write (4,096 tokens). */
export const NAMES_OF_A_CALL = 150;

/** Names fall to less than half in a round of a model that joins any, so four are enough for thousands. */
const MOST_ROUNDS = 4;
/** A round that leaves more of the names joined too few for another. */
const WORTHWHILE_SHARE = 0.9;

const USABLE_SECONDS = 24 * 60 * 60;
const KEPT_NAMES = z.object({ answer: z.string(), cut: z.boolean(), estimatedTokens: z.number() });

export interface MergedNames {
  /** At most 60; their members are places in the list that was merged. */
  readonly problems: readonly JoinedProblem[];
  readonly estimatedTokens: number;
  readonly notes: readonly string[];
}

/**
 * Makes one list of the problems of several parts, in rounds: a call compares up to 150 names, and the names that a
 * round leaves are compared in the next, until one call has seen all or a round joins hardly any. What a call that fails
 * was to join stays as it is, since no case depends on it. What one reader found has no two names for one problem.
 */
export async function mergeNames(
  analysis: CaseAnalysis,
  found: readonly JoinedProblem[],
  { oneReader, wait }: { readonly oneReader: boolean; readonly wait?: Pause | undefined },
): Promise<MergedNames> {
  const { context } = analysis;
  let problems = withoutEqualNames(found);
  if (oneReader || problems.length < 2)
    return { problems: atMost(MOST_PROBLEMS, problems), estimatedTokens: 0, notes: [] };
  let estimatedTokens = 0;
  let failed = 0;
  for (let round = 1; ; round += 1) {
    const chunks = inChunks(problems);
    context.progress(`Making one list of ${problems.length} names of problems.`);
    const merged = await mapInParallel(
      chunks,
      context.limits.concurrency,
      (chunk) => retryModelCall(() => mergeChunk(analysis, chunk), context.signal, wait),
      context.signal,
    ).catch(noneWithoutModel);
    if (merged === undefined) {
      failed += 1;
      break;
    }
    const next = withoutEqualNames(
      merged.flatMap((result, index) =>
        result.status === 'fulfilled' ? result.value.problems : (chunks[index] ?? []),
      ),
    );
    for (const result of merged) {
      if (result.status === 'fulfilled') estimatedTokens += result.value.estimatedTokens;
      else failed += 1;
    }
    const ended =
      chunks.length === 1 || round === MOST_ROUNDS || next.length > problems.length * WORTHWHILE_SHARE;
    problems = next;
    if (ended) break;
  }
  const notes =
    failed === 0 ? [] : ['Some problems may be listed twice, since a call that compares their names failed.'];
  return { problems: atMost(MOST_PROBLEMS, problems), estimatedTokens, notes };
}

/** Where no model is left, what was read still counts. */
function noneWithoutModel(error: unknown): undefined {
  if (error instanceof NoModelLeft) return undefined;
  throw error;
}

/** About equally long runs of the list, whose neighbours come from one service. */
function inChunks(problems: readonly JoinedProblem[]): JoinedProblem[][] {
  const chunks = Math.max(1, Math.ceil(problems.length / NAMES_OF_A_CALL));
  const length = Math.ceil(problems.length / chunks);
  return Array.from({ length: chunks }, (_, chunk) => problems.slice(chunk * length, (chunk + 1) * length));
}

async function mergeChunk(analysis: CaseAnalysis, problems: readonly JoinedProblem[]) {
  const { context, budget, question } = analysis;
  if (problems.length < 2) return { problems, estimatedTokens: 0 };
  const key = contentKey('names', [
    NAMES_PROMPT,
    modelContent(context.model, budget),
    question,
    problems.map(lineOf),
  ]);
  const { value } = await context.kept.once(key, KEPT_NAMES, async () => {
    const { answer, draft } = await askWithinLimit(namesDraft(analysis, problems), {
      model: context.model,
      budget,
      answerTool: NAMING_TOOL,
    });
    const value = {
      answer: answer.text,
      cut: answer.stopReason === 'max_tokens',
      estimatedTokens: draft.estimatedTokens,
    };
    return { value, usableSeconds: USABLE_SECONDS };
  });
  return { problems: joined(problems, value.answer, value.cut), estimatedTokens: value.estimatedTokens };
}

/** Requests with the first of the problems, as many as fit; an answer leaves the others as they are. */
function namesDraft(
  { question, budget }: CaseAnalysis,
  problems: readonly JoinedProblem[],
): (inputTokens: number) => Draft {
  const marker = makeMarker();
  const system = fillSlots(NAMES_PROMPT.system, { marker });
  const userTurn = (lines: string) => fillSlots(NAMES_PROMPT.user, { marker, question, problems: lines });
  const lines = problems.map((problem, place) => fenced(`[${place + 1}] ${lineOf(problem)}`, marker));
  const overhead = tokensOf(system, budget) + tokensOf(userTurn(''), budget);
  return (inputTokens) => {
    let estimatedTokens = overhead;
    let count = 0;
    for (const line of lines) {
      const tokens = tokensOf(`${line}\n`, budget);
      if (estimatedTokens + tokens > inputTokens) break;
      estimatedTokens += tokens;
      count += 1;
    }
    return { system, prompt: userTurn(lines.slice(0, count).join('\n')), estimatedTokens };
  };
}

/** `34 cases | name | definition | what sets it apart` */
function lineOf({ cases, name, definition, apart }: JoinedProblem): string {
  return problemLine([`${cases} cases`, name, definition, apart]);
}
