import { CaseInsightsError } from '@case-insights/core/errors';
import { analyzeCaseSummaries } from '@case-insights/core/tools';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepProblems } from '../analysis/problems/kept-problems.ts';
import {
  type Answer,
  answerOf,
  type TestCase,
  type TestSetting,
  testCase,
  testContext,
} from '../analysis/testing/context.ts';
import {
  kindOf,
  namesIn,
  sortedAnswer,
  sortingModel,
  summariesIn,
} from '../analysis/testing/sorting-model.ts';
import type { KeptWork } from '../call/ports.ts';
import { createLog } from '../log/log.ts';
import { workStore } from '../store/kept-work.ts';
import { MemoryBucket } from '../store/testing/memory-bucket.ts';
import { analyzeCaseSummariesTool } from './analyze-case-summaries.ts';

const JANUARY = { start_date: '2025-01-01', end_date: '2025-01-31' };

async function analyze(args: Record<string, unknown>, setting: TestSetting) {
  const test = testContext(setting);
  const output = await analyzeCaseSummariesTool.prepare({ ...JANUARY, ...args })(test.context);
  return { ...test, output: analyzeCaseSummaries.outputSchema.parse(output) };
}

const CASES = Array.from({ length: 30 }, (_, number) =>
  testCase(number, { severity: number === 4 ? 'critical' : 'normal' }),
);
const numberOf = (cases: readonly TestCase[], summary: string) =>
  cases.find((one) => one.summary === summary)?.number;
/** Every third case is about disks, the rest about pools. */
const thirds = (summary: string): string =>
  Number(numberOf(CASES, summary)) % 3 === 0 ? 'Disk full' : 'Pool exhausted';
const DISKS = CASES.filter(({ summary }) => thirds(summary ?? '') === 'Disk full');

/** What a model answers that is asked once for an answer and a sorting. */
const inOneCall =
  (prose: string, problemOf = thirds): Answer =>
  ({ prompt }) =>
    answerOf(
      `${prose}\n\n\`\`\`json\n${sortedAnswer(prompt.replaceAll(/^(\[\d+\]) #\d+ /gm, '$1 '), problemOf)}\n\`\`\``,
    );

/** A store that several calls share. */
function keptWork(bucket = new MemoryBucket(), accounts: 'all' | readonly string[] = 'all'): KeptWork {
  return workStore({ bucket, sleep: async () => {} }).forCall({
    accounts,
    owner: 'ann',
    signal: new AbortController().signal,
    log: createLog('ERROR', () => {}),
    callId: undefined,
    cancel: () => {},
    behind: () => {},
  });
}

describe('analyze_case_summaries with coverage "fit"', () => {
  it('counts the problems of its one call, and writes their numbers into the answer', async () => {
    const { output, requests } = await analyze(
      {},
      {
        cases: CASES,
        answer: inOneCall(
          '**Pool exhausted** ({cases of "Pool exhausted"} cases, #17000000004), Disk full (99 cases), 7 cases more.',
        ),
      },
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]?.prompt).toContain('\n[1] #17000000004 critical, RDS, 2025-01-01, Throttling\n');
    expect(output.analysis).toBe(
      `**Pool exhausted** (${30 - DISKS.length} cases, #17000000004), Disk full (${DISKS.length} cases), … cases more.`,
    );
    expect(output.token_management.explanation).toContain(
      '1 number of cases in the answer differed from what was counted and was corrected. 1 number of cases in the answer that no table has was removed.',
    );
    expect(output.problems?.map(({ name, cases }) => [name, cases])).toEqual([
      ['Pool exhausted', 30 - DISKS.length],
      ['Disk full', DISKS.length],
    ]);
    expect(output).toMatchObject({ problems_unassigned: 0, problem_dates: { interval: 'day' } });
    expect(output.problems?.[0]).not.toHaveProperty('id');
    expect(output.problems?.[1]?.examples[0]).toBe('17000000004');
    expect(output.problems?.[0]?.by_account).toEqual({ 111122223333: 30 - DISKS.length });
  });

  it('answers as it did where the model does not sort, without problems', async () => {
    const { output } = await analyze(
      {},
      { cases: CASES, answer: () => answerOf('Pools, 17 cases, {cases of "Disks"} others.') },
    );
    expect(output.analysis).toBe('Pools, 17 cases, … others.');
    expect(output).not.toHaveProperty('problems');
    expect(output).not.toHaveProperty('problems_unassigned');
  });

  it('is not asked to sort where the model cannot write that much', async () => {
    const { requests, output } = await analyze({}, { cases: CASES, limits: { maxOutputTokens: 2_000 } });
    expect(requests[0]?.prompt).not.toContain('sort the summaries');
    expect(requests[0]?.prompt).toContain('\n#17000000004 critical');
    expect(output.analysis).toBe('An answer.');
    expect(output.token_management.explanation).toBe(
      'Problems are not counted, since the model would have to list more summaries than its output of 2000 tokens holds: use coverage "all".',
    );
  });

  it('says how many cases can be sorted where these are too many', async () => {
    const { output } = await analyze({}, { cases: CASES, limits: { maxOutputTokens: 3_030 } });
    expect(output.token_management.explanation).toContain(
      ' holds: lower max_cases to 10 (half of that with a compared period), or use coverage "all".',
    );
  });

  it('lists the problems where the model only sorts', async () => {
    const { output } = await analyze({}, { cases: CASES, answer: inOneCall('') });
    expect(output.analysis).toMatch(/^- Pool exhausted \| 20 cases, 66.7 % of those read \| /);
    expect(output.analysis).toContain('\n- No problem found | 0 cases');
  });

  it('counts near-duplicates each, and what the model leaves out as without a problem', async () => {
    const cases = [1, 2, 3].map((number) =>
      testCase(number, { summary: `The disk was full on day ${number}.` }),
    );
    const { output } = await analyze(
      {},
      {
        cases: [...cases, ...CASES.slice(10, 15)],
        answer: ({ prompt }) => {
          const index = /^\[(\d+)\] .*\nThe disk was full/m.exec(prompt)?.[1];
          return answerOf(`Disks.\n{"problems":[{"name":"Disk full","cases":[${index}]}],"none":[]}`);
        },
      },
    );
    expect(output.analysis).toBe('Disks.');
    expect(output.problems).toMatchObject([{ name: 'Disk full', cases: 3 }]);
    expect(output.problems_unassigned).toBe(5);
  });

  it('lets a name carry neither a link nor a case number that no case has', async () => {
    const { output } = await analyze(
      {},
      { cases: CASES, answer: inOneCall('See.', () => '[Disk](https://evil.example/x) #99999999999 full') },
    );
    expect(output.problems?.[0]?.name).toBe('Disk (https ://evil.example/x) full');
    const numbered = await analyze({}, { cases: CASES, answer: inOneCall('See.', () => '#99999999999') });
    expect(numbered.output.problems?.[0]?.name).toBe('Problem without a name');
  });
});

describe('the argument problem', () => {
  const all = { coverage: 'all', analysis_question: 'What are our top problems?' };
  const model = sortingModel(thirds);
  const answer: Answer = (request) => answerOf(model(request));

  it('narrows a later call to the cases of one problem', async () => {
    const bucket = new MemoryBucket();
    const first = await analyze(all, { cases: CASES, answer, kept: keptWork(bucket) });
    const disks = first.output.problems?.find(({ name }) => name === 'Disk full');
    expect(disks?.id).toMatch(/^[0-9a-f]{8}-2$/);
    const later = await analyze(
      { problem: disks?.id, analysis_question: 'Which disks?' },
      {
        cases: CASES,
        selected: (statement) => CASES.filter(({ number }) => statement.includes(`'${number}'`)),
        answer: inOneCall('All of them.'),
        kept: keptWork(bucket),
      },
    );
    expect(later.requests).toHaveLength(1);
    expect(later.output).toMatchObject({
      total_cases_found: DISKS.length,
      filters_applied: { problem: disks?.id },
      problems: [{ name: 'Disk full', cases: DISKS.length }],
    });
    for (const statement of later.statements) expect(statement).toContain('case_number IN (');
  });

  it('says how many cases of a problem are left out, since a statement names 10,000 at most', async () => {
    const kept = keptWork();
    const numbers = Array.from({ length: 10_002 }, (_, number) => String(17_000_000_000 + number));
    const first = await analyze(all, { cases: CASES, answer });
    const [largest] = first.output.problems ?? [];
    const [problem] = await keepProblems(kept, {
      fields: { problems: largest === undefined ? [] : [largest] },
      caseNumbers: new Map([[largest?.name ?? '', numbers]]),
    });
    const { output, statements } = await analyze({ problem }, { cases: CASES, kept });
    expect(output.token_management.explanation).toMatch(
      /^2 cases of this problem are neither counted nor read, since a statement names 10000 at most: /,
    );
    for (const statement of statements) expect(Buffer.byteLength(statement)).toBeLessThan(262_144);
  });

  it('has the cases of its own answer, also where the same question was sorted in another way before', async () => {
    const bucket = new MemoryBucket();
    const first = await analyze(all, { cases: CASES, answer, kept: keptWork(bucket) });
    bucket.seconds += 24 * 60 * 60 + 1;
    const other = sortingModel((summary) => `Not ${thirds(summary)} ${Number(numberOf(CASES, summary)) % 2}`);
    const second = await analyze(all, {
      cases: CASES,
      answer: (request) => answerOf(other(request)),
      kept: keptWork(bucket),
    });
    expect(second.output.problems?.[0]?.id).not.toBe(first.output.problems?.[0]?.id);
  });

  it.each<[string, string, () => KeptWork | undefined, string]>([
    [
      'is no id',
      'the second one',
      () => keptWork(),
      'is not an id of a problem, such as 1f0c9a3b-2; ask again without problem',
    ],
    [
      'is not known',
      '1f0c9a3b-2',
      () => keptWork(),
      'is not known: ids are kept for a day, for callers of the same scope',
    ],
    [
      'cannot be kept',
      '1f0c9a3b-2',
      () => undefined,
      'is not known, since this deployment keeps no work (KeepWork)',
    ],
  ])('is refused where it %s', async (_, problem, kept, message) => {
    const store = kept();
    const call = analyze({ problem }, { cases: CASES, ...(store === undefined ? {} : { kept: store }) });
    await expect(call).rejects.toBeInstanceOf(CaseInsightsError);
    await expect(call).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
  });

  it('is unknown to a caller of another scope, and after a day', async () => {
    const bucket = new MemoryBucket();
    const { output } = await analyze(all, { cases: CASES, answer, kept: keptWork(bucket) });
    const problem = output.problems?.[0]?.id;
    const other = analyze({ problem }, { cases: CASES, kept: keptWork(bucket, ['444455556666']) });
    await expect(other).rejects.toMatchObject({ code: 'invalid_input' });
    bucket.seconds += 24 * 60 * 60 + 1;
    await expect(analyze({ problem }, { cases: CASES, kept: keptWork(bucket) })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('a compared period', () => {
  it('has the cases of both read and sorted together, and counted apart', async () => {
    const before = CASES.slice(0, 9).map((one, place) => ({
      ...testCase(1_000 + place * 3_701),
      created: one.created.replace('2025-01', '2024-12'),
    }));
    const problemOf = (summary: string) =>
      numberOf(before, summary) === undefined ? thirds(summary) : 'Disk full';
    const model = sortingModel(problemOf);
    const { output, requests, statements } = await analyze(
      { coverage: 'all', compare_start_date: '2024-12-01', compare_end_date: '2024-12-31' },
      {
        selected: (statement) => (statement.includes("'2024-12-01'") ? before : CASES),
        answer: (request) => answerOf(model(request)),
      },
    );
    expect(statements).toHaveLength(3);
    expect(requests.map(({ prompt }) => kindOf(prompt))).toEqual(['read', 'answer']);
    expect(requests[0]?.prompt).toContain('Compared with those from 2024-12-01 to 2024-12-31.');
    expect(output).toMatchObject({
      total_cases_found: 30,
      summaries_analyzed: 30,
      coverage: {
        cases_covered: 30,
        share: 1,
        compared: { date_range: '2024-12-01 to 2024-12-31', cases_total: 9, cases_covered: 9 },
      },
      problems_unassigned: 0,
    });
    expect(output.problems?.map(({ name, cases, compared }) => [name, cases, compared])).toEqual([
      ['Pool exhausted', 30 - DISKS.length, { cases: 0, change: 'new' }],
      ['Disk full', DISKS.length, { cases: 9, change: 'steady' }],
    ]);
  });
});

describe('a compared period alone with cases', () => {
  it('is read and cited, with the notice that goes with text of cases', async () => {
    const before = [testCase(1, { created: '2024-12-24T00:00:00.000Z' })];
    const { output } = await analyze(
      { compare_start_date: '2024-12-01', compare_end_date: '2024-12-31' },
      {
        selected: (statement) => (statement.includes("'2024-12-01'") ? before : []),
        answer: inOneCall('As in #17000000001.', () => 'Disk full'),
      },
    );
    expect(output).toMatchObject({
      total_cases_found: 0,
      analysis: 'As in #17000000001.',
      citations: { 17000000001: 'RDS normal 2024-12-24' },
      data_notice: expect.any(String),
      problems: [{ name: 'Disk full', cases: 0, compared: { cases: 1, change: 'gone' } }],
      problems_unassigned: 0,
    });
  });
});

describe('counts', () => {
  const MANY = Array.from({ length: 60 }, (_, number) =>
    testCase(
      number,
      number % 10 === 0 ? { summary: 'The customer found that the disk of host 7 was full.' } : {},
    ),
  );

  /** Answers that break the rules of what is asked, made of the request's own indices and names. */
  const badAnswer = fc.oneof(
    {
      arbitrary: fc.record({
        kind: fc.constant('sorted' as const),
        skip: fc.nat(5),
        twice: fc.nat(5),
        foreign: fc.nat(200),
      }),
      weight: 4,
    },
    fc.record({ kind: fc.constant('cut' as const), at: fc.integer({ min: 1, max: 400 }) }),
    fc.record({
      kind: fc.constant('text' as const),
      text: fc.constantFrom(
        'All disks are full in 17 cases.',
        'すべてのディスクが満杯です。',
        '{"problems": "none"}',
        '[]',
        'null',
        '```json\n{"problems":[{"name":"x","cases":"all"}]}',
      ),
    }),
  );

  it('of problems and of cases without one are together the cases read, whatever a model answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(badAnswer, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('all', 'fit'),
        async (script, coverage) => {
          const answer: Answer = ({ prompt }, call) => {
            const bad = script[call % script.length];
            if (kindOf(prompt) === 'answer') return answerOf('12 cases.');
            const indices =
              kindOf(prompt) === 'names'
                ? namesIn(prompt).map((_, place) => place + 1)
                : summariesIn(prompt).map((_, place) => place + 1);
            if (bad === undefined || bad.kind === 'text') return answerOf(bad?.text ?? '-');
            const lists = [
              indices.filter((index) => index % 2 === 0),
              indices.filter((index) => index % 2 === 1),
            ];
            const broken =
              bad.kind === 'cut'
                ? lists
                : lists.map((list) => [...list.slice(bad.skip), ...indices.slice(0, bad.twice), bad.foreign]);
            const text = JSON.stringify({
              problems: broken.map((cases, place) => ({
                name: `Problem ${(call + place) % 4}`,
                definition: 'x',
                apart: '',
                cases,
                same: cases,
              })),
              none: [1],
            });
            return bad.kind === 'cut'
              ? answerOf(text.slice(0, bad.at), { stopReason: 'max_tokens' })
              : answerOf(`Text.\n${text}`);
          };
          const { output } = await analyze(
            { coverage },
            { cases: MANY, answer, limits: { maxInputTokens: 2_500 } },
          );
          const { problems = [], problems_other: other, problems_unassigned: unassigned = 0 } = output;
          const sum = problems.reduce((total, { cases }) => total + cases, (other?.cases ?? 0) + unassigned);
          if (coverage === 'all' || output.problems !== undefined)
            expect(sum).toBe(output.summaries_analyzed);
          if (coverage === 'all') expect(output.summaries_analyzed).toBe(60);
          for (const { counts, cases } of problems)
            expect(counts.reduce((total, one) => total + one, 0)).toBe(cases);
        },
      ),
      { numRuns: 40 },
    );
  });
});
