import * as bedrockSdk from '@aws-sdk/client-bedrock-runtime';
import type { Clients } from '../src/services.ts';

/** What an instant Athena answers to a statement. */
export type Answer = (statement: string) => {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
};

/**
 * AWS clients that answer at once and in this process, for tests of thousands of calls. Everything between the HTTP
 * request and `send` is real.
 */
export function instantAws(answer: Answer): Pick<Clients, 'athena' | 'bedrock' | 'sleep'> {
  const queries = new Map<string, string>();
  const respond = (name: string, input: Record<string, unknown>): unknown => {
    const id = String(input.QueryExecutionId);
    switch (name) {
      case 'StartQueryExecutionCommand': {
        const started = `query-${queries.size}`;
        queries.set(started, String(input.QueryString));
        return { QueryExecutionId: started };
      }
      case 'GetQueryExecutionCommand':
        return {
          QueryExecution: {
            QueryExecutionId: id,
            Query: queries.get(id),
            WorkGroup: 'CaseInsights-test',
            StatementType: 'DML',
            Status: { State: 'SUCCEEDED' },
          },
        };
      case 'GetQueryResultsCommand': {
        const { columns, rows } = answer(queries.get(id) ?? '');
        return {
          ResultSet: {
            ResultSetMetadata: { ColumnInfo: columns.map((Name) => ({ Name, Type: 'varchar' })) },
            Rows: [columns, ...rows].map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
          },
        };
      }
      case 'ListQueryExecutionsCommand':
        return { QueryExecutionIds: [] };
      default:
        return {
          output: { message: { content: [{ text: 'fine' }] } },
          stream: (async function* () {
            yield { contentBlockDelta: { delta: { text: 'fine' } } };
            yield { messageStop: { stopReason: 'end_turn' } };
          })(),
          stopReason: 'end_turn',
          usage: { inputTokens: 1, outputTokens: 1 },
        };
    }
  };
  const send = async (command: { constructor: { name: string }; input: unknown }) =>
    respond(command.constructor.name, command.input as Record<string, unknown>);
  return {
    athena: { send: send as never },
    sleep: async (_, signal) => signal.throwIfAborted(),
    bedrock: async () => ({ sdk: bedrockSdk, client: { send: send as never } }),
  };
}
