import { caseCount, type Pack, type PackEntry, renderIndexed } from '@case-insights/core/packing';
import * as z from 'zod';
import { ModelPassedOver, NoModelLeft } from '../../call/ports.ts';
import { askWithinLimit } from '../ask-model.ts';
import {
  type CaseAnalysis,
  type CasesDraft,
  caseNumbers,
  entriesDraft,
  renderScope,
} from '../case-analysis.ts';
import { checkCitations } from '../citations.ts';
import { type ContentKey, contentKey, modelContent } from '../content-key.ts';
import { fenced, makeMarker } from '../fence.ts';
import { fillSlots, READ_PROMPT } from '../prompts.ts';
import {
  type Finding,
  type FoundProblem,
  joinedByName,
  READING_TOOL,
  type ReadAnswer,
  readAnswer,
} from './reading.ts';

/** For how long another call may use what was read in a part: the same texts show the same. */
const USABLE_SECONDS = 24 * 60 * 60;

const place = z.int().min(0);

/** What is kept of a part that was read. */
export const KEPT_PART = z.object({
  problems: z.array(
    z.object({
      name: z.string(),
      definition: z.string(),
      apart: z.string(),
      entries: z.array(place),
      /** Cases that the entries stand for. */
      cases: z.int(),
    }),
  ),
  findings: z.array(z.object({ text: z.string(), entries: z.array(place) })),
  /** Entries that were read, from the first on. */
  read: z.int(),
  /** Cases that these stand for. */
  cases: z.int(),
  citationsRemoved: z.int(),
  estimatedTokens: z.number(),
  notes: z.array(z.string()),
});

/** What one part of the cases shows. */
export interface PartReading extends z.output<typeof KEPT_PART> {
  /** The entries that were read; the places of problems and findings are theirs. */
  readonly entries: readonly PackEntry[];
  /** Whether an earlier call, or another instance, had the part read. */
  readonly reused: boolean;
}

/**
 * Has one part read and sorted, unless that was done before. Of the entries about which the answer is not clear, the
 * model is asked once more; those that remain have no problem. Throws what the model throws.
 */
export async function readPart(analysis: CaseAnalysis, pack: Pack): Promise<PartReading> {
  const { kept } = analysis.context;
  const { value, reused } = await kept.once(partKey(analysis, pack), KEPT_PART, async () => ({
    value: await sortedPart(analysis, pack.entries),
    usableSeconds: USABLE_SECONDS,
  }));
  return { ...value, entries: pack.entries.slice(0, value.read), reused };
}

/** Where the reading of a part is kept. The counts are no part of it, so that it is found when other cases have come. */
export function partKey({ input, question, context, budget }: CaseAnalysis, pack: Pack): ContentKey {
  return contentKey('part', [
    READ_PROMPT,
    modelContent(context.model, budget),
    question,
    renderScope(input),
    pack.entries.map(renderIndexed),
  ]);
}

async function sortedPart(
  analysis: CaseAnalysis,
  entries: readonly PackEntry[],
): Promise<z.output<typeof KEPT_PART>> {
  const first = await askAbout(analysis, entries, []);
  const read = first.draft.entries;
  const unclear = first.reading?.unclear ?? read.map((_, place) => place);
  const again = await askAgain(
    analysis,
    unclear.flatMap((place) => read[place] ?? []),
    first,
  );
  const problems = joinedByName([
    ...(first.reading?.problems ?? []),
    ...(again?.reading?.problems ?? []).map((problem) => ({
      ...problem,
      entries: problem.entries.flatMap((place) => unclear[place] ?? []),
    })),
  ]);
  const { findings, removed } = checkedFindings(
    [
      ...(first.reading?.findings ?? proseAsFinding(first)),
      ...(again?.reading?.findings ?? []).map((finding) => ({
        ...finding,
        entries: finding.entries.flatMap((place) => unclear[place] ?? []),
      })),
    ],
    caseNumbers(read),
  );
  return {
    problems: problems.map((problem) => ({
      ...problem,
      entries: [...problem.entries],
      cases: caseCount(problem.entries.flatMap((place) => read[place] ?? [])),
    })),
    findings,
    read: read.length,
    cases: caseCount(read),
    citationsRemoved: removed,
    estimatedTokens: first.draft.estimatedTokens + (again?.draft.estimatedTokens ?? 0),
    notes: [...first.notes, ...(again?.notes ?? [])],
  };
}

interface AskedPart extends ReadAnswer {
  readonly draft: CasesDraft;
  readonly notes: readonly string[];
}

async function askAbout(
  analysis: CaseAnalysis,
  entries: readonly PackEntry[],
  known: readonly FoundProblem[],
): Promise<AskedPart> {
  const { context, budget } = analysis;
  const { answer, draft, notes } = await askWithinLimit(readDraft(analysis, entries, known), {
    model: context.model,
    budget,
    answerTool: READING_TOOL,
  });
  return {
    ...readAnswer(answer.text, draft.entries.length, answer.stopReason === 'max_tokens'),
    draft,
    notes,
  };
}

/** What is still unclear after a second answer is counted as such, so a second call that fails takes nothing away. */
async function askAgain(
  analysis: CaseAnalysis,
  unclear: readonly PackEntry[],
  { reading }: AskedPart,
): Promise<AskedPart | undefined> {
  if (unclear.length === 0) return undefined;
  try {
    return await askAbout(analysis, unclear, reading?.problems ?? []);
  } catch (error) {
    analysis.context.signal.throwIfAborted();
    if (error instanceof ModelPassedOver || error instanceof NoModelLeft) throw error;
    return undefined;
  }
}

/** A model that answers in prose has still read the cases. */
function proseAsFinding({ prose }: ReadAnswer): Finding[] {
  return prose === '' ? [] : [{ text: prose.slice(0, PROSE_LIMIT), entries: [] }];
}

/** Characters of an answer in prose, about 500 tokens. */
const PROSE_LIMIT = 2_000;

function checkedFindings(findings: readonly Finding[], shown: ReadonlySet<string>) {
  const checked = findings.map(({ text, entries }) => ({
    ...checkCitations(text, shown),
    entries: [...entries],
  }));
  return {
    findings: checked.map(({ text, entries }) => ({ text, entries })),
    removed: checked.reduce((sum, { removed }) => sum + removed, 0),
  };
}

/** Requests that have these entries sorted, into problems that are known or new. All that cases say stands fenced. */
export function readDraft(
  { input, question, budget }: CaseAnalysis,
  entries: readonly PackEntry[],
  known: readonly FoundProblem[],
  marker = makeMarker(),
): (inputTokens: number) => CasesDraft {
  // The prefix keeps a name from passing for the heading of a summary.
  const lines = known.map(({ name, definition, apart }) => `- ${problemLine([name, definition, apart])}\n`);
  const listed = known.length === 0 ? '' : `PROBLEMS SO FAR\n${lines.join('')}\n`;
  return entriesDraft(
    {
      budget,
      system: fillSlots(READ_PROMPT.system, { marker }),
      userTurn: (summaries) =>
        fillSlots(READ_PROMPT.user, {
          marker,
          question,
          scope: renderScope(input),
          known: fenced(listed, marker),
          summaries: fenced(summaries, marker),
        }),
      render: renderIndexed,
    },
    entries,
  );
}

/** `name | definition | what sets it apart`, on one line. */
export function problemLine(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => part.replaceAll(/\s+/g, ' ').replaceAll('|', '/'))
    .join(' | ');
}
