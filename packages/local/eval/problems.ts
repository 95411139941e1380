import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { serviceName } from '@case-insights/core/cases';
import * as z from 'zod';
import { generateCases } from '../src/cases/index.ts';
import { adjustedRandIndex, bCubed, type Groups, largestCountsError } from './grouping-score.ts';
import { type EvaluatedStack, withStack } from './stack.ts';

// Has every generated case sorted into problems, over the real bridge, and compares the groups with the stories that the
// generator told: twice, and in smaller parts, since a good answer depends on neither. The model is the extractive
// stand-in or whatever answers at LOCAL_LLM_URL. Prints a Markdown table. Ends with an error when a sum is wrong.

// Its warning about Node 20 would stand before the table.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const UNTIL = '2025-08-01';
/** Input tokens of a call where parts are small: about a quarter of the usual part. */
const SMALL_PARTS = '20000';

const { values: options } = parseArgs({
  options: { cases: { type: 'string', default: '1500' }, seed: { type: 'string', default: '1' } },
});
const count = Number(options.cases);
const seed = Number(options.seed);

const RESULT = z.object({
  model_used: z.string(),
  summaries_analyzed: z.number(),
  summaries_available: z.number(),
  coverage: z.object({ packs: z.number(), note: z.string().default('') }),
  problems: z.array(z.object({ cases: z.number() })),
  problems_other: z.object({ problems: z.number(), cases: z.number() }).optional(),
  problems_unassigned: z.number(),
  token_management: z.object({ explanation: z.string().default('') }),
});
/** What the function keeps of all problems of an analysis: their cases' numbers. */
const KEPT_PROBLEMS = z.object({ value: z.array(z.array(z.string())).nonempty() });
const MODEL_ANSWERED = z.object({
  message: z.literal('model answered'),
  input_tokens: z.number(),
  output_tokens: z.number(),
});

const readable = generateCases({ count, seed, until: UNTIL }).filter(
  ({ record }) => (record.Case_Summary ?? '').trim() !== '' && record.timeCreated !== null,
);
const truth: Groups = new Map(readable.map(({ caseNumber, story }) => [caseNumber, story]));
const columns: Groups = new Map(
  readable.map(({ caseNumber, record: { RCA_Category: category, serviceCode: code } }) => [
    caseNumber,
    `${category}, ${code === null ? null : serviceName(code)}`,
  ]),
);

/** One analysis of all cases: its groups and what they took. */
interface Run {
  readonly model: string;
  readonly groups: Groups;
  readonly parts: number;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly seconds: number;
  readonly peakMb: number;
  readonly corrections: string;
}

const first = await analyze({});
const second = await analyze({});
const small = await analyze({ MAX_INPUT_TOKENS: SMALL_PARTS });

const behind = process.env.LOCAL_LLM_URL ? `, answered by ${process.env.LOCAL_LLM_URL}` : '';
console.log(
  `${readable.length} cases of ${new Set(truth.values()).size} stories, sorted by ${first.model}${behind}\n`,
);
console.log(
  '| | parts | problems | precision | recall | F1 | adjusted Rand | error of the ten largest counts | cases with a problem |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
printScores('category × service', columns, '');
printScores('problems', first.groups, String(first.parts));
printScores('problems, second run', second.groups, String(second.parts));
printScores('problems, small parts', small.groups, String(small.parts));
console.log(
  `\nAgreement with the first run (F1): second run ${agreement(second)}, small parts ${agreement(small)}.`,
);
console.log(
  `Cost of the first run: ${first.calls} calls, ${first.inputTokens.toLocaleString('en')} input and ${first.outputTokens.toLocaleString('en')} output tokens (${(first.outputTokens / readable.length).toFixed(1)} a case), ${first.seconds.toFixed(1)} s; at most ${first.peakMb} MB in the function.`,
);
console.log(`Numbers of cases in its answer: ${first.corrections || 'none corrected or removed'}.`);

function printScores(name: string, groups: Groups, parts: string): void {
  const { precision, recall, f1 } = bCubed(truth, groups);
  const cells = [
    ...[name, parts, new Set(groups.values()).size],
    ...[precision, recall, f1, adjustedRandIndex(truth, groups)].map((score) => score.toFixed(3)),
    largestCountsError(truth, groups).toFixed(1),
    `${((groups.size / truth.size) * 100).toFixed(1)} %`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

function agreement({ groups }: Run): string {
  return bCubed(withAll(first.groups), withAll(groups)).f1.toFixed(3);
}

/** The groups with a group for each case that has none, so that two runs can be compared over all cases. */
function withAll(groups: Groups): Groups {
  return new Map([...truth.keys()].map((number) => [number, groups.get(number) ?? number]));
}

async function analyze(variables: Record<string, string>): Promise<Run> {
  const args = ['--cases', String(count), '--seed', String(seed), '--until', UNTIL];
  return withStack({ args, variables }, async (stack) => {
    const begun = performance.now();
    const result = RESULT.parse(
      await stack.call('analyze_case_summaries', {
        start_date: '2023-08-01',
        end_date: UNTIL,
        coverage: 'all',
        max_cases: 20_000,
      }),
    );
    const seconds = (performance.now() - begun) / 1000;
    const assigned = result.problems.reduce(
      (sum, { cases }) => sum + cases,
      result.problems_other?.cases ?? 0,
    );
    if (assigned + result.problems_unassigned !== result.summaries_analyzed)
      throw new Error(
        `The cases of problems (${assigned}) and those without one (${result.problems_unassigned}) are not the ${result.summaries_analyzed} that were read.`,
      );
    if (result.summaries_analyzed !== readable.length)
      throw new Error(
        `${result.summaries_analyzed} cases were read, not ${readable.length}. ${result.coverage.note}`,
      );
    const groups = await groupsOf(stack);
    if (groups.size !== assigned)
      throw new Error(`The function kept ${groups.size} cases of problems, and counts ${assigned}.`);
    const answers = stack
      .functionLog()
      .flatMap((line) => MODEL_ANSWERED.safeParse(JSON.parse(line)).data ?? []);
    return {
      model: result.model_used,
      groups,
      parts: result.coverage.packs,
      calls: answers.length,
      inputTokens: answers.reduce((sum, answer) => sum + answer.input_tokens, 0),
      outputTokens: answers.reduce((sum, answer) => sum + answer.output_tokens, 0),
      seconds,
      peakMb: Math.max(0, ...childrenOf(stack.pid).map(peakMb)),
      corrections:
        /[^.]*numbers? of cases[^.]*\./i.exec(result.token_management.explanation)?.[0].trim() ?? '',
    };
  });
}

/** The function keeps what it has found after it has answered. */
const KEPT_WITHIN_MS = 10_000;

/** The problem of each case, from what the function keeps for later questions about a problem. */
async function groupsOf(stack: EvaluatedStack): Promise<Groups> {
  const end = performance.now() + KEPT_WITHIN_MS;
  do {
    const groups = await keptGroups(stack);
    if (groups !== undefined) return groups;
    await setTimeout(200);
  } while (performance.now() < end);
  throw new Error(
    'The function kept no cases of problems: its store may have failed on a busy machine, so run it again.',
  );
}

async function keptGroups({ description }: EvaluatedStack): Promise<Groups | undefined> {
  const s3 = new S3Client({
    region: description.region,
    endpoint: description.s3Endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const Bucket = 'case-insights-local-results';
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  // Leases beside what is kept go away while this reads.
  for (const { Key } of Contents.filter((item) => !item.Key?.endsWith('.lease'))) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const kept = KEPT_PROBLEMS.safeParse(parse((await Body?.transformToString()) ?? '')).data;
    if (kept === undefined) continue;
    return new Map(
      kept.value.flatMap((numbers, problem) =>
        numbers.map((number) => [number, String(problem + 1)] as const),
      ),
    );
  }
  return undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // not what is looked for
  }
}

/** Processes that a process has started, such as instances of the function. Linux only; elsewhere none. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** The most memory that a process has had, in MB. */
function peakMb(pid: number): number {
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
