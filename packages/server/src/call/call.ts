import { CaseInsightsError } from '@case-insights/core/errors';
import type { Scopes } from '../access/scopes.ts';
import type { LogLevel } from '../log/log.ts';
import { CallCancelled, deadlineError, deniedError, internalError, levelOf } from './call-errors.ts';
import { newCallRecord, reportCall } from './call-record.ts';
import { untilAborted, withinTime } from './call-signal.ts';
import type { CancelServices } from './cancel.ts';
import { type ContextServices, callContext } from './context.ts';
import type { AthenaService } from './ports.ts';
import type { RequestContext } from './request-context.ts';
import type { Tool } from './tool.ts';

/** What all tool calls share; made once where the function is wired. */
export interface CallServices extends ContextServices, CancelServices {
  readonly tools: readonly Tool[];
  readonly athena: AthenaService;
  readonly scopes: Scopes;
}

export interface ToolCall {
  readonly tool: Tool;
  readonly args: unknown;
  readonly request: RequestContext;
  readonly callId?: string | undefined;
  /** Tokens that the answer may have, where the caller asks for other than the deployment's limit. */
  readonly maxAnswerTokens?: number | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/**
 * Runs one tool call under its deadline and its caller's scope, and reports it in the log. Returns the tool's result.
 * Throws CaseInsightsError (whatever else went wrong is `internal`, its details in the log only) or CallCancelled.
 */
export async function callTool(services: CallServices, call: ToolCall): Promise<Record<string, unknown>> {
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
  const clientLeft = () => controller.abort(request.work.signal.reason);
  request.work.signal.addEventListener('abort', clientLeft, { once: true });
  try {
    const run = tool.prepare(call.args);
    const scope = await untilAborted(services.scopes.scopeOf(request.caller.arn), signal);
    if (scope === 'denied') throw deniedError(request.caller.arn);
    const context = callContext(services, {
      request,
      callId: call.callId,
      maxAnswerTokens: call.maxAnswerTokens,
      onProgress: call.onProgress,
      accounts: scope,
      signal,
      record,
      log,
      startedAt,
    });
    const result = await withinTime(
      request.work.run(() => run(context), signal),
      signal,
    );
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
    request.work.signal.removeEventListener('abort', clientLeft);
    // Where one of several queries failed, the others still run, and their results are no longer needed.
    controller.abort(new CallCancelled());
  }
}
