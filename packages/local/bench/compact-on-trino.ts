// Measures the compact table on a real Trino, whose engine is Athena's: runs every statement of a run, and then the five
// built queries on the case table and on its copy, which must answer with the same rows. See "The compact table" in
// docs/operate.md. Trino needs a catalog of Hive with a file metastore, whose files lie in a folder of this machine:
//
//   pnpm --filter @case-insights/local compact:trino --folder /var/trino/data --url http://127.0.0.1:8080
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CASE_COLUMNS } from '@case-insights/core/cases';
import {
  type CaseSource,
  type CompactRun,
  compactTable,
  compactView,
  compareCompactTable,
  createCompactTable,
  dropCompactTable,
  inspectCompactView,
  renewCompactTable,
  type Sql,
  switchCompactView,
} from '@case-insights/core/sql';
import {
  analyzeCaseSummaries,
  caseSelectionQuery,
  caseStatisticsQuery,
  caseSummaryQuery,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  rcaAnalysisQuery,
  serviceTrendsQuery,
} from '@case-insights/core/tools';
import { generateCases, writeCaseFolder } from '../src/cases/index.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    catalog: { type: 'string', default: 'hive' },
    cases: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
  },
});
if (values.folder === undefined) throw new Error("--folder is missing: the folder of the catalog's files.");
const { folder, url, catalog } = values;
const count = Number(values.cases);
const rounds = Number(values.rounds);
const SCHEMA = 'compact_bench';
const TODAY = '2026-11-01';

interface Page {
  readonly nextUri?: string;
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly message: string };
}

interface Timed {
  readonly rows: readonly (readonly unknown[])[];
  readonly seconds: number;
}

/** Runs a statement to its end. Throws what the engine says of it. */
async function run(statement: Sql | string): Promise<Timed> {
  const text = typeof statement === 'string' ? statement : statement.text;
  const started = performance.now();
  const headers = {
    'X-Trino-User': 'bench',
    'X-Trino-Catalog': catalog,
    'X-Trino-Schema': SCHEMA,
    'X-Trino-Time-Zone': 'UTC',
    // Athena takes this from the statement, as write_compression.
    'X-Trino-Session': `${catalog}.compression_codec=ZSTD`,
  };
  const body = text.replace("write_compression = 'ZSTD', ", '');
  let page = await read(await fetch(`${url}/v1/statement`, { method: 'POST', headers, body }));
  const rows = [...(page.data ?? [])];
  while (page.nextUri !== undefined && page.error === undefined) {
    page = await read(await fetch(page.nextUri, { headers }));
    rows.push(...(page.data ?? []));
  }
  if (page.error !== undefined) throw new Error(`${page.error.message}\n${text.slice(0, 500)}`);
  return { rows, seconds: (performance.now() - started) / 1_000 };
}

async function read(response: Response): Promise<Page> {
  const page: Page = JSON.parse(await response.text());
  return page;
}

function line(name: string, ...cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(44)}${cells.map((cell) => cell.padStart(12)).join('')}\n`);
}

const shown = (seconds: number) => `${seconds.toFixed(2)} s`;

/** One small JSON file in a partition of its own for each case, as the bucket has them. */
async function makeCaseTable(): Promise<void> {
  const data = join(folder, `cases-${count}`);
  if (!existsSync(data)) {
    mkdirSync(data, { recursive: true });
    await writeCaseFolder(data, generateCases({ count, until: TODAY }));
  }
  await run(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
  await run(`DROP VIEW IF EXISTS ${compactView('case_summary')}`);
  await run('DROP TABLE IF EXISTS case_summary');
  const columns = CASE_COLUMNS.map((name) => `${name} varchar`).join(', ');
  await run(
    `CREATE TABLE case_summary (${columns}) WITH (format = 'JSON', external_location = 'local:///cases-${count}', partitioned_by = ARRAY['account_number', 'case_number'])`,
  );
  await run(`CALL system.sync_partition_metadata('${SCHEMA}', 'case_summary', 'ADD')`);
}

/** Every statement of two runs: the whole table, and one account of it. */
async function compactTwice(): Promise<void> {
  const columns = CASE_COLUMNS.map((name) => ({ name, type: 'string' }));
  const first: CompactRun = { caseTable: 'case_summary', columns, startedAt: new Date() };
  const second: CompactRun = { ...first, startedAt: new Date(first.startedAt.getTime() + 1_000) };
  line('copy of the whole table', shown((await run(createCompactTable(first))).seconds));
  const compared = await run(compareCompactTable(first));
  line('comparison with it', shown(compared.seconds), JSON.stringify(compared.rows));
  line('switch of the view', shown((await run(switchCompactView(first, count))).seconds));
  line('look at the view', shown((await run(inspectCompactView('case_summary'))).seconds));
  const account = String((await run('SELECT min(account_number) FROM case_summary_compact')).rows[0]?.[0]);
  line('copy with one account renewed', shown((await run(renewCompactTable(second, [account]))).seconds));
  const renewed = await run(compareCompactTable(second, { renewed: [account] }));
  line('comparison of that account', shown(renewed.seconds), JSON.stringify(renewed.rows));
  const kept = await run(compareCompactTable(second, { kept: [account] }));
  line('comparison of the others', shown(kept.seconds), JSON.stringify(kept.rows));
  await run(switchCompactView(second, count));
  line('drop of the first copy', shown((await run(dropCompactTable(compactTable(first)))).seconds));
}

const summary = getCaseSummary.inputSchema.parse({ days_back: 730 });
const trends = getServiceTrends.inputSchema.parse({ days_back: 730 });
const rootCause = getRcaAnalysis.inputSchema.parse({ rca_category: 'Throttling', limit: 100, details: true });
const analysis = analyzeCaseSummaries.inputSchema.parse({ start_date: '2024-11-01', end_date: TODAY });

/** The five built queries; an ORDER BY leaves none of their rows to chance. */
const QUERIES: Readonly<Record<string, (source: CaseSource) => Sql>> = {
  get_case_summary: (source) => caseSummaryQuery(summary, source, TODAY),
  get_service_trends: (source) => serviceTrendsQuery(trends, source, TODAY),
  get_rca_analysis: (source) => rcaAnalysisQuery(rootCause, source),
  'analyze_case_summaries, 200 summaries': (source) => caseSelectionQuery(analysis, source),
  'analyze_case_summaries, counts': (source) => caseStatisticsQuery(analysis, source),
};

async function median(statement: Sql, times: number): Promise<Timed> {
  const runs: Timed[] = [];
  for (let round = 0; round < times; round += 1) runs.push(await run(statement));
  const [middle] = runs.sort((a, b) => a.seconds - b.seconds).slice(Math.floor(times / 2));
  if (middle === undefined) throw new Error('--rounds must be at least 1.');
  return middle;
}

async function compareQueries(): Promise<void> {
  line(`${count.toLocaleString('en')} cases`, 'case files', 'compact', 'faster', 'rows');
  const onTable: CaseSource = { table: 'case_summary' };
  const onCopy: CaseSource = {
    ...onTable,
    compact: { view: compactView('case_summary'), columns: CASE_COLUMNS },
  };
  for (const [name, query] of Object.entries(QUERIES)) {
    const slow = await median(query(onTable), rounds);
    const fast = await median(query(onCopy), rounds);
    const asText = ({ rows }: Timed) => rows.map((row) => JSON.stringify(row)).sort();
    const same = JSON.stringify(asText(slow)) === JSON.stringify(asText(fast));
    const faster = `${Math.round(slow.seconds / fast.seconds)} ×`;
    line(
      name,
      shown(slow.seconds),
      shown(fast.seconds),
      faster,
      same ? `${slow.rows.length} same` : 'DIFFERENT',
    );
    if (!same) process.exitCode = 1;
  }
}

await makeCaseTable();
await compactTwice();
await compareQueries();
