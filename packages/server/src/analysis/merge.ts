import { caseCount, type PackEntry } from '@case-insights/core/packing';
import * as z from 'zod';
import { askWithinLimit, type Draft } from './ask-model.ts';
import { tokensOf } from './budget.ts';
import { type CaseAnalysis, renderFacts, renderScope } from './case-analysis.ts';
import { type ContentKey, contentKey, modelContent } from './content-key.ts';
import { fenced, makeMarker, oneLine } from './fence.ts';
import { fillSlots, MERGE_PROMPT } from './prompts.ts';

/** The result of one pack: the model's findings, its case numbers checked. */
export interface Findings {
  readonly text: string;
  /** The entries that the model read. */
  readonly entries: readonly PackEntry[];
}

export interface MergedAnswer {
  readonly text: string;
  readonly estimatedTokens: number;
  readonly notes: readonly string[];
}

/** Begins every line of findings, which quote cases, so that none of them can pass for the heading of a part. */
const FINDING_PREFIX = '> ';

interface MergeDraft extends Draft {
  readonly leftOut: number;
}

/** For how long another call may use the answer: the same question within an hour costs nothing. */
const USABLE_SECONDS = 60 * 60;

const KEPT = z.object({ text: z.string(), estimatedTokens: z.number(), notes: z.array(z.string()) });

/** One answer from the findings of all packs, unless they were merged before. Throws what the model throws. */
export async function mergeFindings(
  analysis: CaseAnalysis,
  findings: readonly Findings[],
  onProgress: (outputTokens: number) => void,
): Promise<MergedAnswer> {
  const { context, budget } = analysis;
  const { value } = await context.kept.once(keyOf(analysis, findings), KEPT, async () => {
    const { answer, draft, notes } = await askWithinLimit(mergeDraft(analysis, findings), {
      model: context.model,
      budget,
      onProgress,
    });
    const { estimatedTokens, leftOut } = draft;
    const leftOutNotes =
      leftOut === 0 ? [] : [`${leftOut} lines of findings did not fit into the final call.`];
    const value = { text: answer.text, estimatedTokens, notes: [...notes, ...leftOutNotes] };
    return { value, usableSeconds: USABLE_SECONDS };
  });
  return value;
}

/** Where the merged answer is kept. */
function keyOf(analysis: CaseAnalysis, findings: readonly Findings[]): ContentKey {
  const { input, question, context, budget, selection, statistics } = analysis;
  return contentKey('merge', [
    MERGE_PROMPT,
    modelContent(context.model, budget),
    question,
    renderScope(input),
    renderFacts(selection.totalCases, statistics),
    findings.map(({ text, entries }, index) => [packHeading(index + 1, entries), text]),
  ]);
}

/**
 * Requests with the heading of every pack and its findings, line by line: when they do not all fit, every pack loses
 * its last lines, which are the least important, before any pack loses an earlier one.
 */
function mergeDraft(
  { input, question, budget, selection, statistics }: CaseAnalysis,
  findings: readonly Findings[],
): (inputTokens: number) => MergeDraft {
  const marker = makeMarker();
  const system = fillSlots(MERGE_PROMPT.system, { marker });
  const facts = fenced(renderFacts(selection.totalCases, statistics), marker);
  const read = findings.reduce((sum, { entries }) => sum + caseCount(entries), 0);
  const coverage = `The findings rest on ${read} of ${selection.totalCases} cases.`;
  const userTurn = (text: string) =>
    fillSlots(MERGE_PROMPT.user, {
      marker,
      question,
      scope: renderScope(input),
      coverage,
      facts,
      findings: text,
    });
  const parts = findings.map(({ text, entries }, index) => ({
    heading: fenced(packHeading(index + 1, entries), marker),
    lines: fenced(text, marker)
      .split(/[\r\n]+/)
      .filter((line) => line.trim() !== '')
      .map((line) => `${FINDING_PREFIX}${line}`),
  }));
  const overhead =
    tokensOf(system, budget) +
    tokensOf(userTurn(''), budget) +
    parts.reduce((sum, { heading }) => sum + tokensOf(heading, budget), 0);
  const longest = Math.max(0, ...parts.map(({ lines }) => lines.length));
  return (inputTokens) => {
    let tokens = overhead;
    let kept = 0;
    for (; kept < longest; kept++) {
      const row = parts.reduce((sum, { lines }) => sum + tokensOf(`${lines[kept] ?? ''}\n`, budget), 0);
      if (tokens + row > inputTokens) break;
      tokens += row;
    }
    return {
      system,
      prompt: userTurn(
        parts.map(({ heading, lines }) => [heading, ...lines.slice(0, kept)].join('\n')).join('\n\n'),
      ),
      estimatedTokens: tokens,
      leftOut: parts.reduce((sum, { lines }) => sum + Math.max(0, lines.length - kept), 0),
    };
  };
}

/** `PART 3: 812 cases, 740 of RDS, 72 of EC2, created 2025-01-02 to 2025-02-11`. */
function packHeading(number: number, entries: readonly PackEntry[]): string {
  const cases = entries.flatMap((entry) => entry.cases);
  const services = new Map<string, number>();
  for (const { service } of cases)
    services.set(service ?? 'unknown', (services.get(service ?? 'unknown') ?? 0) + 1);
  const most = [...services].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const days = cases
    .flatMap(({ timeCreated }) => (timeCreated === null ? [] : [timeCreated.slice(0, 10)]))
    .sort();
  const period = days.length === 0 ? '' : `, created ${days[0]} to ${days.at(-1)}`;
  return `PART ${number}: ${cases.length} cases, ${most.map(([service, count]) => `${count} of ${oneLine(service)}`).join(', ')}${period}`;
}
