import { CaseInsightsError } from '@case-insights/core/errors';
import { estimateCost } from '@case-insights/core/models';
import { caseCount, indexed, type Pack, splitIntoPacks } from '@case-insights/core/packing';
import { ModelPassedOver } from '../call/ports.ts';
import { answerProgress, type Pause, retryModelCall } from './ask-model.ts';
import { noRoom, outputTokensFor } from './budget.ts';
import type { AnalysisOutcome, CaseAnalysis } from './case-analysis.ts';
import { COSTLIEST_MARKER } from './fence.ts';
import { mapInParallel } from './parallel.ts';
import {
  findingsOf,
  type Material,
  renderProblems,
  type WrittenAnswer,
  writeAnswer,
} from './problems/answer.ts';
import { countSorted } from './problems/count-sorted.ts';
import { mergeNames, NAMES_OF_A_CALL } from './problems/merge-names.ts';
import { type PartReading, readDraft, readPart } from './problems/read-part.ts';
import { MOST_PROBLEMS } from './prompts.ts';

/**
 * Has every case read and sorted into problems: in parts by service and time, several at once. Then the names of the
 * problems are made one, the cases of each are counted, and a last call answers from these numbers. A part that fails
 * twice is left out and reported. Throws `invalid_input` with the estimate when that is beyond what the deployment
 * allows, and the error of the parts when none succeeds.
 */
export async function analyzeInPacks(analysis: CaseAnalysis, wait?: Pause): Promise<AnalysisOutcome> {
  const { context, entries } = analysis;
  const plan = makePlan(analysis);
  refuseBeyondLimit(analysis, plan);
  context.progress(announcement(caseCount(entries), plan));

  let done = 0;
  const settled = await mapInParallel(
    plan.packs,
    context.limits.concurrency,
    async (pack, index) => {
      const report = (outcome: string) => {
        done++;
        context.progress(
          `Pack ${index + 1} with ${caseCount(pack.entries)} cases ${outcome}; ${done} of ${plan.packs.length} are done.`,
        );
      };
      try {
        const part = await retryModelCall(() => readPart(analysis, pack), context.signal, wait);
        report('is read');
        return part;
      } catch (error) {
        report('failed');
        throw error;
      }
    },
    context.signal,
  );
  const parts = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (parts.length === 0) throw settled.find((result) => result.status === 'rejected')?.reason;

  const found = parts.flatMap(({ problems }) => problems);
  const names = await mergeNames(
    analysis,
    found.map(({ entries: _, ...problem }, place) => ({ ...problem, members: [place] })),
    { oneReader: parts.length === 1, wait },
  );
  const problems = countSorted(analysis, parts, names.problems);
  context.progress('Writing the answer from the counted problems.');
  const written = await writeOrList(analysis, { problems: problems.fields, parts }, wait);
  return {
    answer: written.text,
    estimatedInputTokens: parts.reduce(
      (sum, { estimatedTokens }) => sum + estimatedTokens,
      names.estimatedTokens + written.estimatedTokens,
    ),
    covered: parts.flatMap((part) => part.entries),
    packs: plan.packs.length,
    packsFailed: plan.packs.length - parts.length,
    citationsRemoved: parts.reduce((sum, { citationsRemoved }) => sum + citationsRemoved, 0),
    problems,
    notes: [
      ...reuseNotes(parts, plan.packs),
      ...failureNotes(settled, plan.packs),
      ...packNotes(settled),
      ...names.notes,
      ...written.notes,
    ],
  };
}

/** Reading has cost most of the work: where the answer cannot be written, what it would rest on is listed. */
async function writeOrList(
  analysis: CaseAnalysis,
  material: Material,
  wait: Pause | undefined,
): Promise<WrittenAnswer> {
  const { context } = analysis;
  const onProgress = answerProgress(context.progress);
  try {
    return await retryModelCall(() => writeAnswer(analysis, material, onProgress), context.signal, wait);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ModelPassedOver) throw error;
    const why = error instanceof CaseInsightsError ? error.message : 'The model call failed.';
    const listed = [...renderProblems(material.problems), ...material.parts.flatMap(findingsOf)];
    return {
      text: listed.map((line) => `- ${line}`).join('\n'),
      estimatedTokens: 0,
      notes: [
        `Problems and findings are listed as they are, since the call that answers failed twice: ${why}`,
      ],
    };
  }
}

/** Says how many packs an earlier call had read. */
function reuseNotes(parts: readonly PartReading[], packs: readonly Pack[]): string[] {
  const reused = parts.filter((part) => part.reused).length;
  if (reused === 0) return [];
  return [`${reused} of ${packs.length} packs were read by an earlier call of today and cost nothing now.`];
}

function packNotes(settled: readonly PromiseSettledResult<PartReading>[]): string[] {
  return settled.flatMap((result, index) =>
    result.status === 'fulfilled' ? result.value.notes.map((note) => `Pack ${index + 1}: ${note}`) : [],
  );
}

/** One sentence for each failed pack: what it held and why it is missing. */
function failureNotes(
  settled: readonly PromiseSettledResult<PartReading>[],
  packs: readonly Pack[],
): string[] {
  return settled.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [];
    const cases = caseCount(packs[index]?.entries ?? []);
    const why = result.reason instanceof CaseInsightsError ? result.reason.message : 'The model call failed.';
    return [`Pack ${index + 1} with ${cases} cases is not covered, since it failed twice: ${why}`];
  });
}

/** Summaries of a part at most: the model lists each by its index, and longer lists get holes. */
const MOST_ENTRIES = 500;
/** Output tokens of an index in a list (2 or 3), and of the names and findings of a part. */
const TOKENS_OF_AN_INDEX = 3;
const TOKENS_OF_NAMES = 2_000;
/** Output of the call that answers. */
const TOKENS_OF_AN_ANSWER = 2_000;
/** Tokens of a name with its definition, in the call that compares it and in the answer of that. */
const TOKENS_OF_A_NAME = 60;
/** Problems that a part shows, for the estimate. */
const PROBLEMS_OF_A_PART = 15;

/** What a full analysis will take, before its first call. */
export interface Plan {
  readonly packs: readonly Pack[];
  readonly calls: number;
  readonly inputTokens: number;
  /** In USD; undefined for a model without a known price. */
  readonly cost: number | undefined;
}

/** Splits the cases into packs and adds up what all calls take. Throws `payload_too_large` without room for any. */
export function makePlan(analysis: CaseAnalysis): Plan {
  const { budget, entries } = analysis;
  const { facts, maxInputTokens, maxOutputTokens } = budget;
  const overhead = readDraft(analysis, [], [], COSTLIEST_MARKER)(0).estimatedTokens;
  const indices = Math.floor((outputTokensFor(budget) - TOKENS_OF_NAMES) / TOKENS_OF_AN_INDEX);
  const packs = splitIntoPacks(
    indexed(entries),
    (maxInputTokens - overhead) / facts.tokenFactor,
    Math.min(MOST_ENTRIES, Math.max(LEAST_ENTRIES, indices)),
  );
  if (packs.length === 0) throw noRoom(overhead, maxInputTokens);
  const read = packs.reduce((sum, pack) => sum + overhead + Math.ceil(pack.tokens * facts.tokenFactor), 0);
  const names = namesPlan(packs.length);
  const calls = packs.length + names.calls + 1;
  const answer = Math.min(
    maxInputTokens,
    overhead + packs.length * TOKENS_OF_NAMES + MOST_PROBLEMS * TOKENS_OF_A_NAME,
  );
  const inputTokens = read + names.tokens + answer;
  const outputTokens =
    packs.length * Math.min(maxOutputTokens, TOKENS_OF_NAMES) +
    entries.length * TOKENS_OF_AN_INDEX +
    names.tokens +
    Math.min(maxOutputTokens, TOKENS_OF_AN_ANSWER);
  return { packs, calls, inputTokens, cost: estimateCost(facts, inputTokens, outputTokens) };
}

/** Even a model that writes little is asked about so many. */
const LEAST_ENTRIES = 50;

/** Calls that compare names, and their input tokens, for so many parts. */
function namesPlan(parts: number): { readonly calls: number; readonly tokens: number } {
  let calls = 0;
  let tokens = 0;
  for (let names = parts === 1 ? 0 : parts * PROBLEMS_OF_A_PART; names > 0; ) {
    const chunks = Math.ceil(names / NAMES_OF_A_CALL);
    calls += chunks;
    tokens += names * TOKENS_OF_A_NAME;
    names = chunks === 1 ? 0 : chunks * MOST_PROBLEMS;
  }
  return { calls, tokens };
}

/** The price stands before the rest, since a line of a terminal ends after 80 characters. */
function announcement(cases: number, plan: Plan): string {
  const price =
    plan.cost === undefined ? 'at a price that is not known' : `for about ${plan.cost.toFixed(2)} USD`;
  return `About to read ${cases} cases ${price}: ${describeCalls(plan)}.`;
}

/** `18 model calls, about 3,100,000 input tokens` */
function describeCalls({ calls, inputTokens }: Plan): string {
  return `${calls} model calls, about ${inputTokens.toLocaleString('en-US')} input tokens`;
}

/** Throws `invalid_input` with the estimate when that is beyond what the deployment allows for one analysis. */
function refuseBeyondLimit({ context, entries }: CaseAnalysis, plan: Plan): void {
  const { maxAnalysisTokens } = context.limits;
  if (plan.inputTokens <= maxAnalysisTokens) return;
  const price = plan.cost === undefined ? '' : ` and ${plan.cost.toFixed(2)} USD`;
  throw new CaseInsightsError(
    'invalid_input',
    `Reading all ${caseCount(entries)} cases would take ${describeCalls(plan)}${price}, but this deployment allows ${maxAnalysisTokens.toLocaleString('en-US')} input tokens for one analysis (MAX_ANALYSIS_TOKENS): lower max_cases, narrow the dates or filters, or use coverage "fit".`,
  );
}
