import { CaseInsightsError, type ErrorCode } from '@case-insights/core/errors';
import type { Scopes } from '../access/scopes.ts';
import { AthenaSession, type AthenaSettings } from '../athena/session.ts';
import { type Bedrock, ConverseModel } from '../bedrock/converse.ts';
import type { Config } from '../config.ts';
import type { RequestContext } from '../http/request-context.ts';
import { newCallRecord } from '../log/call-record.ts';
import type { LogLevel } from '../log/log.ts';
import { reportCall } from '../log/metrics.ts';
import { CallCancelled, deadlineError, untilAborted } from './call-signal.ts';
import type { StatementContext } from './context.ts';
import type { Tool } from './registry.ts';
import type { RunningCalls } from './running-calls.ts';

/** What all tool calls share; made once where the function is wired. */
export interface ToolServices {
  readonly config: Config;
  readonly tools: readonly Tool[];
  readonly athena: AthenaSettings;
  readonly bedrock: () => Promise<Bedrock>;
  readonly scopes: Scopes;
  readonly running: RunningCalls;
}

export interface ToolCall {
  readonly tool: Tool;
  readonly args: unknown;
  readonly request: RequestContext;
  readonly callId?: string | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/**
 * A result of 4 MB at most. Where the deployment buffers, 2 MB: MCP carries a result twice (structured and as text),
 * and a buffered response of Lambda holds 6 MB.
 */
const MAX_RESULT_BYTES = { stream: 4_000_000, buffered: 2_000_000 } as const;

/** How long a handler may take to wind up after its signal, so that its own account of the end is the one told. */
const WIND_UP_MS = 250;

/** The tool by this name, or `not_found` with the names there are. */
export function findTool(services: ToolServices, name: string): Tool {
  const tool = services.tools.find(({ definition }) => definition.name === name);
  if (tool !== undefined) return tool;
  const names = services.tools.map(({ definition }) => definition.name).join(', ');
  throw new CaseInsightsError(
    'not_found',
    `There is no tool ${JSON.stringify(name.slice(0, 100))}; the tools are ${names}.`,
  );
}

/**
 * Runs one tool call under its deadline and its caller's scope, and reports it in the log. Returns the tool's result.
 * Throws CaseInsightsError (whatever else went wrong is `internal`, its details in the log only) or CallCancelled.
 */
export async function callTool(services: ToolServices, call: ToolCall): Promise<Record<string, unknown>> {
  const { request, tool } = call;
  const startedAt = Date.now();
  const record = newCallRecord();
  const log = request.log.with({ tool: tool.definition.name });
  const report = (level: LogLevel, error?: string, cause?: unknown) =>
    reportCall(log, services.config.METRICS_NAMESPACE, {
      tool: tool.definition.name,
      durationMs: Date.now() - startedAt,
      coldStart: request.coldStart,
      record,
      level,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });

  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(
    () => controller.abort(deadlineError()),
    Math.max(0, request.deadline - startedAt),
  );
  const forget = services.running.add(request.caller.hash, call.callId, controller);
  try {
    const run = tool.prepare(call.args);
    const scope = await untilAborted(services.scopes.scopeOf(request.caller.arn), signal);
    if (scope === 'denied') throw deniedError(request.caller.arn);
    const { config } = services;
    const progress = call.onProgress ?? (() => {});
    const context: StatementContext = {
      today: new Date(startedAt).toISOString().slice(0, 10),
      source: {
        table: config.CASE_TABLE,
        ...(scope === 'all' ? {} : { accounts: scope }),
      },
      athena: new AthenaSession(services.athena, { signal, progress, record, log }),
      model: new ConverseModel(config.BEDROCK_MODEL_ID, services.bedrock, { signal, record, log }),
      limits: {
        ...(config.MAX_INPUT_TOKENS === undefined ? {} : { maxInputTokens: config.MAX_INPUT_TOKENS }),
        ...(config.MAX_OUTPUT_TOKENS === undefined ? {} : { maxOutputTokens: config.MAX_OUTPUT_TOKENS }),
        ...(config.MAX_ANALYSIS_TOKENS === undefined
          ? {}
          : { maxAnalysisTokens: config.MAX_ANALYSIS_TOKENS }),
        concurrency: config.ANALYSIS_CONCURRENCY,
      },
      signal,
      progress,
      database: config.ATHENA_DATABASE,
      requestId: request.requestId,
      caller: request.caller,
      callId: call.callId,
      maxResultBytes: MAX_RESULT_BYTES[config.RESPONSE_MODE],
      noteStatement: (hash) => {
        record.statementHash = hash;
      },
    };
    const result = await withinTime(run(context), signal);
    report('INFO');
    return result;
  } catch (error) {
    if (error instanceof CaseInsightsError) {
      report(levelOf(error.code), error.code);
      throw error;
    }
    if (error instanceof CallCancelled) {
      report('INFO', 'cancelled');
      throw error;
    }
    report('ERROR', 'internal', error);
    throw internalError(error);
  } finally {
    clearTimeout(timer);
    forget();
  }
}

function deniedError(callerArn: string): CaseInsightsError {
  return new CaseInsightsError(
    'forbidden',
    `The access policy of this server lets ${callerArn} see no cases; ask whoever operates it for a rule that names your role or user.`,
  );
}

/** What a caller is told of an error that nobody foresaw. */
export function internalError(cause: unknown): CaseInsightsError {
  return new CaseInsightsError(
    'internal',
    'The server failed in a way it does not know; quote the request id to whoever operates it, whose log has the details.',
    { cause },
  );
}

/** `ERROR` for what operators must look at: faults of the server and failed queries. */
export function levelOf(code: ErrorCode): LogLevel {
  const { status } = new CaseInsightsError(code, '');
  return status >= 500 || code === 'query_failed' ? 'ERROR' : 'WARN';
}

/** Gives the handler a moment after the abort to say how far it got, then ends the call without it. */
async function withinTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const overdue = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => overdue.abort(signal.reason), WIND_UP_MS);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await untilAborted(work, overdue.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
