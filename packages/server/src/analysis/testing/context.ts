import type { Sql } from '@case-insights/core/sql';
import type { StatementContext } from '../../call/context.ts';
import {
  type KeptWork,
  type Model,
  type ModelAnswer,
  ModelPassedOver,
  type ModelRequest,
  NOTHING_KEPT,
  type QueryResult,
} from '../../call/ports.ts';

/** A row of the table as the selection query answers it. */
export interface TestCase {
  readonly number: string;
  readonly service: string | null;
  readonly severity: string | null;
  readonly category: string | null;
  readonly created: string;
  readonly summary: string | null;
}

export function testCase(number: number, changes: Partial<TestCase> = {}): TestCase {
  const words = `The customer reported problem ${spell(number)} with their workload and ${spell(number * 7 + 3)} asked for help`;
  return {
    number: String(17_000_000_000 + number),
    service: 'amazon-relational-database-service-mysql',
    severity: 'normal',
    category: 'Throttling',
    created: new Date(Date.UTC(2025, 0, 1) + number * 3_600_000).toISOString(),
    summary: `${words}. Support found ${spell(number * 13 + 5)} to be the cause and ${spell(number * 31 + 1)} was suggested.`,
    ...changes,
  };
}

/** Words that differ from number to number, so that no two summaries are near-duplicates. */
function spell(number: number): string {
  return [...String(number * 7919)].map((digit) => WORDS[Number(digit)]).join(' ');
}

const WORDS = [
  'alpha',
  'brave',
  'candle',
  'delta',
  'ember',
  'falcon',
  'garden',
  'harbor',
  'island',
  'jungle',
];

/** What a fake model does when asked; it may throw. */
export type Answer = (request: ModelRequest, call: number) => ModelAnswer | Promise<ModelAnswer>;

export function answerOf(text: string, changes: Partial<ModelAnswer> = {}): ModelAnswer {
  return { text, stopReason: 'end_turn', usage: { inputTokens: 1000, outputTokens: 50 }, ...changes };
}

export interface TestSetting {
  readonly cases?: readonly TestCase[];
  /** Those that a statement selects, where that is not all of them. */
  readonly selected?: (statement: string) => readonly TestCase[];
  readonly kept?: KeptWork;
  /** All matches; those beyond `cases` have a summary that is not read. */
  readonly total?: number;
  /** How many of those have none. */
  readonly withoutSummary?: number;
  /** Cases that would match if they had a date. */
  readonly undated?: number;
  readonly answer?: Answer;
  readonly modelId?: string;
  /** The model in use once `answer` has thrown ModelPassedOver. */
  readonly nextModelId?: string;
  readonly counted?: number;
  readonly limits?: Partial<StatementContext['limits']>;
  readonly signal?: AbortSignal;
}

export interface TestContext {
  readonly context: StatementContext;
  readonly requests: ModelRequest[];
  readonly statements: string[];
  readonly messages: string[];
  readonly countedRequests: number[];
}

/** A context over cases in memory and a scripted model; it records what was asked of both. */
export function testContext(setting: TestSetting = {}): TestContext {
  const cases = setting.cases ?? [];
  const requests: ModelRequest[] = [];
  const statements: string[] = [];
  const messages: string[] = [];
  const countedRequests: number[] = [];
  const answer = setting.answer ?? (() => answerOf('An answer.'));
  const first = setting.modelId ?? 'anthropic.claude-3-haiku-20240307-v1:0';
  let id = first;
  const model: Model = {
    get id() {
      return id;
    },
    get notes() {
      return id === first ? [] : [`${id} was used instead of ${first}.`];
    },
    settings: {},
    ask: async (request) => {
      requests.push(request);
      try {
        return await answer(request, requests.length);
      } catch (error) {
        if (error instanceof ModelPassedOver) id = setting.nextModelId ?? id;
        throw error;
      }
    },
    countTokens: async () => {
      countedRequests.push(requests.length);
      return setting.counted;
    },
  };
  const unused = () => {
    throw new Error('analysis runs none of the caller’s statements');
  };
  const context: StatementContext = {
    today: '2025-08-01',
    source: { table: 'case_summary' },
    athena: {
      query: async (statement: Sql) => {
        statements.push(statement.text);
        const found = setting.selected?.(statement.text) ?? cases;
        const total = setting.total ?? found.length;
        return statement.text.includes('GROUPING SETS')
          ? groups(found, total, setting.undated ?? 0)
          : selection(found, total, setting.withoutSummary ?? 0);
      },
      start: unused,
      finished: unused,
      page: unused,
      textOf: unused,
    },
    model,
    spend: (_, work) => work(),
    kept: setting.kept ?? NOTHING_KEPT,
    answerSoFar: () => {},
    limits: { maxAnalysisTokens: 4_000_000, concurrency: 4, ...setting.limits },
    maxAnswerTokens: 20_000,
    signal: setting.signal ?? new AbortController().signal,
    progress: (message) => messages.push(message),
    database: 'case_insights',
    requestId: 'test',
    caller: { id: 'arn:aws:iam::123456789012:user/test', groups: [], hash: '0'.repeat(32) },
    callId: undefined,
    maxResultBytes: 4_000_000,
    noteStatement: () => {},
  };
  return { context, requests, statements, messages, countedRequests };
}

function result(columns: readonly string[], rows: QueryResult['rows']): QueryResult {
  return {
    queryExecutionId: '0a1b2c3d-0000-4000-8000-000000000000',
    columns: columns.map((name) => ({ name, type: 'varchar' })),
    rows,
    dataScannedBytes: 0,
    executionTimeMs: 1,
    resultReused: false,
  };
}

/** What Athena answers to the selection of cases. */
export function selection(cases: readonly TestCase[], total: number, withoutSummary: number): QueryResult {
  const available = total - withoutSummary - cases.filter(({ summary }) => summary === null).length;
  return result(
    [
      'account_number',
      'case_number',
      'servicecode',
      'severitycode',
      'rca_category',
      'timecreated',
      'summary',
      'total_cases',
      'summaries_available',
    ],
    cases.map((c) => [
      '111122223333',
      c.number,
      c.service,
      c.severity,
      c.category,
      c.created,
      c.summary,
      total,
      available,
    ]),
  );
}

/** What Athena answers to the counts of cases. */
export function groups(cases: readonly TestCase[], total: number, undated = 0): QueryResult {
  const by = (place: number, key: (c: TestCase) => string) => {
    const counts = new Map<string, number>();
    for (const c of cases) counts.set(key(c), (counts.get(key(c)) ?? 0) + 1);
    return [...counts].map(([value, count]) => [
      ...Array.from({ length: 6 }, (_, column) => (column === place ? value : null)),
      count,
      count,
      0,
      '2025-07-31',
    ]);
  };
  return result(
    [
      'rca_group',
      'lifecycle_group',
      'severity_group',
      'service_group',
      'account_group',
      'month_group',
      'case_count',
      'summary_count',
      'undated_count',
      'data_as_of',
    ],
    [
      [null, null, null, null, null, null, total, total, undated, '2025-07-31'],
      ...by(0, (c) => c.category ?? 'unknown'),
      ...by(2, (c) => c.severity ?? 'unknown'),
      ...by(3, (c) => c.service ?? 'unknown'),
      ...by(5, (c) => c.created.slice(0, 7)),
    ],
  );
}
