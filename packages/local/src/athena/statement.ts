import {
  readQuery,
  refusal,
  renderValue,
  statementText,
  type Translation,
} from '@case-insights/trino-duckdb';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readDefinition } from './ddl.ts';
import { columnInfo, queryColumns } from './result.ts';
import type { Outcome, Statement } from './runnable.ts';
import type { ScanEstimate } from './scan-estimate.ts';
import { readShow } from './show.ts';

const WRITES =
  /^(insert|create|drop|alter|msck|update|delete|merge|unload|prepare|execute|deallocate|vacuum|optimize|truncate|grant|revoke|load|export|analyze|call|use|set)\b/i;

/**
 * Reads a statement as StartQueryExecution does. Throws MalformedQueryError for a syntax error; every other error is
 * thrown when the statement runs.
 */
export async function readStatement(sql: string): Promise<Statement> {
  const text = statementText(withoutBackquotes(sql));
  const [first = ''] = /\w+/.exec(text) ?? [];
  const keyword = first.toLowerCase();
  const definition = await readDefinition(text);
  if (definition !== undefined) return definition;
  const write = WRITES.exec(text.trim())?.[1]?.toUpperCase();
  if (write) {
    return {
      type: 'DDL',
      substatement: write,
      run: async () => {
        throw refusal(`run ${write}: it only reads`);
      },
    };
  }
  if (['show', 'describe', 'desc'].includes(keyword)) return readUtility(text);
  if (keyword === 'explain') return readExplain(text);
  const query = await readQuery(text);
  return {
    type: 'DML',
    substatement: 'SELECT',
    run: async (connection, settings) => {
      const catalog = await settings.definitions.catalog(connection, settings.database);
      return runQuery(query.compile(catalog), connection, settings.scannedBytes);
    },
  };
}

/** SHOW and DESCRIBE are Hive's and can have its backquotes, which a query cannot. */
function withoutBackquotes(sql: string): string {
  return /^\s*(show|desc|drop)/i.test(sql) ? sql.replaceAll('`', '"') : sql;
}

function readUtility(text: string): Statement {
  const { substatement, run } = readShow(text);
  return {
    type: 'UTILITY',
    substatement,
    run: async (connection, settings) => {
      const catalog = await settings.definitions.catalog(connection, settings.database);
      const result = await run({ ...settings, catalog, connection });
      return { result, scannedBytes: 0, repeatable: false };
    },
  };
}

const PLAN_TITLE = "Plan of the local engine, DuckDB, for the translated statement; Athena shows Trino's";

/** EXPLAIN shows DuckDB's plan, and says that it is not Trino's. */
async function readExplain(text: string): Promise<Statement> {
  // Keeps line breaks, so that positions stay right.
  const inner = text.replace(/^\s*explain\b/i, (prefix) => prefix.replace(/\S/g, ' '));
  if (/^\s*(analyze\b|\()/i.test(inner)) throw refusal('run EXPLAIN with options');
  const write = WRITES.exec(inner.trim())?.[1]?.toUpperCase();
  if (write) throw refusal(`explain ${write}: it only reads`);
  const query = await readQuery(inner);
  return {
    type: 'UTILITY',
    substatement: 'EXPLAIN',
    run: async (connection, settings) => {
      const catalog = await settings.definitions.catalog(connection, settings.database);
      const reader = await connection.runAndReadAll(`EXPLAIN ${query.compile(catalog).sql}`);
      const lines = reader.getRows().flatMap((row) => String(row[1]).trimEnd().split('\n'));
      const result = {
        columns: [columnInfo('Query Plan', 'varchar')],
        rows: [PLAN_TITLE, ...lines].map((line) => [line]),
        header: false,
      };
      return { result, scannedBytes: 0, repeatable: false };
    },
  };
}

async function runQuery(
  translation: Translation,
  connection: DuckDBConnection,
  scannedBytes: ScanEstimate,
): Promise<Outcome> {
  const reader = await connection.runAndReadAll(translation.sql);
  const { columns } = translation;
  const rows = reader
    .getRows()
    .map((row) => columns.map((column, i) => renderValue(row[i] ?? null, column.type)));
  return {
    result: { columns: queryColumns(columns), rows, header: true },
    scannedBytes: await scannedBytes(translation.tables, connection),
    repeatable: translation.repeatable,
  };
}
