import { setMaxListeners } from 'node:events';
import { CaseInsightsError } from '@case-insights/core/errors';
import type { Scopes } from '../access/scopes.ts';
import type { Log, LogLevel } from '../log/log.ts';
import {
  CallCancelled,
  CallPaused,
  cannotGoOnError,
  deadlineError,
  deniedError,
  internalError,
  levelOf,
} from './call-errors.ts';
import { newCallRecord, reportCall } from './call-record.ts';
import { untilAborted, withinTime } from './call-signal.ts';
import type { CancelServices } from './cancel.ts';
import { type AnswerSoFar, type ContextServices, callContext } from './context.ts';
import {
  type AthenaService,
  type CompactFinding,
  type CompactTables,
  type KeptWork,
  NOTHING_KEPT,
} from './ports.ts';
import { principalHash, type RequestContext } from './request-context.ts';
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
  /** How long the client waits for its answer, in ms; absent for as long as the function has. */
  readonly patienceMs?: number | undefined;
}

/** What a call has of a short patience at least, however long its instance took to start. */
const LEAST_PATIENCE_MS = 1_000;

/** When the client wants to be answered, which counts from its request: in ms of `Date.now()`. */
function patienceEndOf({ request, patienceMs = Number.POSITIVE_INFINITY }: ToolCall): number {
  return Math.max(request.receivedAt + patienceMs, Date.now() + Math.min(patienceMs, LEAST_PATIENCE_MS));
}

/** An instance that has just started may take this much longer than a short patience before its work even begins. */
const LONGEST_START_MS = 1_500;

/** Less time than this before the deadline is not worth going on behind an answer. */
const LEAST_TIME_LEFT_MS = 2_000;

/**
 * Runs one tool call under its deadline and its caller's scope, and reports it in the log. Returns the tool's result, or
 * when the client's patience ends first, what the tool can say by then; the work then goes on behind the answer where
 * the deployment streams, and stops where it buffers, or where all it did was to wait for another instance. Throws
 * CaseInsightsError (whatever else went wrong is `internal`, its details in the log only) or CallCancelled.
 */
export async function callTool(services: CallServices, call: ToolCall): Promise<Record<string, unknown>> {
  const { request } = call;
  const running = startCall(services, call);
  const { ended, stop } = running;
  const patienceEnds = Math.min(patienceEndOf(call), request.deadline);
  const result = await within(ended, patienceEnds - Date.now());
  if (result !== undefined) return result;
  if (call.tool.analyzes && running.answerSoFar() === undefined) {
    const untilBegun = Math.min(LONGEST_START_MS, request.deadline - Date.now());
    const early = await within(Promise.race([ended, running.begun]), untilBegun);
    if (early !== undefined) return early;
  }

  const timeLeft = request.deadline - Date.now();
  const { usable, added, waiting } = running.kept();
  const goesOn = services.config.RESPONSE_MODE === 'stream' && timeLeft > LEAST_TIME_LEFT_MS && !waiting;
  const soFar = running.answerSoFar();
  if (soFar === undefined || !usable || !(goesOn || waiting || added > 0)) {
    stop(soFar === undefined ? deadlineError() : cannotGoOnError());
    return await ended;
  }
  const answer = await Promise.race([ended, soFar()]);
  if (goesOn) {
    const timer = setTimeout(() => stop(deadlineError()), request.deadline - Date.now());
    request.work.behind(ended.catch(() => {}).finally(() => clearTimeout(timer)));
    running.muteProgress();
  } else {
    stop(new CallPaused());
    await ended.catch(() => {});
  }
  return answer;
}

interface RunningCall {
  /** The result; the call is reported in the log by then. */
  readonly ended: Promise<Record<string, unknown>>;
  readonly stop: (reason: Error) => void;
  /** Resolves once there is an answer so far. */
  readonly begun: Promise<undefined>;
  readonly answerSoFar: () => AnswerSoFar | undefined;
  readonly kept: () => KeptWork;
  readonly muteProgress: () => void;
}

function startCall(services: CallServices, call: ToolCall): RunningCall {
  const { request, tool } = call;
  const startedAt = Date.now();
  const record = newCallRecord();
  const log = request.log.with({ tool: tool.definition.name });
  // The name alone: arguments may hold text of cases.
  log.info('executing tool');
  const report = (level: LogLevel, error?: string, cause?: unknown) =>
    reportCall(log, services.config.METRICS_NAMESPACE, {
      tool: tool.definition.name,
      durationMs: Date.now() - startedAt,
      coldStart: request.coldStart,
      record,
      spender: principalHash(request.caller),
      level,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });

  const controller = new AbortController();
  const { signal } = controller;
  // Each request to a service has three listeners until it ends, and an analysis makes several at once: no leak to warn of.
  setMaxListeners(0, signal);
  const forget = services.running.add(request.caller.hash, call.callId, controller);
  const clientLeft = () => controller.abort(request.work.signal.reason);
  request.work.signal.addEventListener('abort', clientLeft, { once: true });
  let onProgress = call.onProgress;
  let answerSoFar: AnswerSoFar | undefined;
  let begin = (_: undefined) => {};
  const begun = new Promise<undefined>((resolve) => {
    begin = resolve;
  });
  let kept: KeptWork = NOTHING_KEPT;

  const work = async () => {
    const run = tool.prepare(call.args);
    const looking = tool.readsCases ? services.compactTables.find(log) : {};
    const scope = await untilAborted(
      services.scopes.scopeOf(request.caller.id, request.caller.groups),
      signal,
    );
    if (scope === 'denied') throw deniedError(request.caller.id);
    const behind = (keeping: Promise<void>) => request.work.behind(keeping);
    const { callId } = call;
    const cancel = () => controller.abort(new CallCancelled());
    const owner = principalHash(request.caller);
    kept =
      services.store?.forCall({ accounts: scope, owner, signal, log, callId, cancel, behind }) ??
      NOTHING_KEPT;
    const runOn = (compact: CompactFinding) =>
      run(
        callContext(services, {
          request,
          callId: call.callId,
          maxAnswerTokens: call.maxAnswerTokens,
          onProgress: (message) => onProgress?.(message),
          accounts: scope,
          compact,
          signal,
          kept,
          answerSoFar: (answer) => {
            answerSoFar = answer;
            begin(undefined);
          },
          record,
          log,
          startedAt,
        }),
      );
    const found = await untilAborted(Promise.resolve(looking), signal);
    return await withinTime(
      request.work.run(() => runOnTable(services.compactTables, found, runOn, log), signal),
      signal,
    );
  };

  const reported = async () => {
    try {
      const result = await work();
      report('INFO');
      return result;
    } catch (error) {
      if (error instanceof CaseInsightsError) {
        report(levelOf(error.code), error.code);
        throw error;
      }
      if (error instanceof CallCancelled) {
        report('INFO', 'cancelled');
        kept.cancelled();
        throw error;
      }
      if (error instanceof CallPaused) {
        report('INFO');
        throw error;
      }
      report('ERROR', 'internal', error);
      throw internalError(error);
    } finally {
      forget();
      request.work.signal.removeEventListener('abort', clientLeft);
      // Where one of several queries failed, the others still run, and their results are no longer needed.
      controller.abort(new CallCancelled());
    }
  };

  return {
    ended: reported(),
    stop: (reason) => controller.abort(reason),
    begun,
    answerSoFar: () => answerSoFar,
    kept: () => kept,
    muteProgress: () => {
      onProgress = undefined;
      request.work.signal.removeEventListener('abort', clientLeft);
    },
  };
}

/** Runs a call on the compact copy, and once more without it where the copy was lost after it was looked for. */
async function runOnTable<T>(
  tables: CompactTables,
  found: CompactFinding,
  runOn: (finding: CompactFinding) => Promise<T>,
  log: Log,
): Promise<T> {
  try {
    return await runOn(found);
  } catch (error) {
    const instead = found.compact && (await tables.insteadOf(found.compact, error, log));
    if (instead === undefined) throw error;
    return await runOn(instead);
  }
}

/** The result of the work, or undefined when it takes longer than `ms`. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), undefined);
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
  }
}
