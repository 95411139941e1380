/** Levels in ascending severity, as Lambda's own log filter spells them. */
const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof LEVELS)[number];

/**
 * What may stand in a log line. Case text, SQL from users, Athena's messages (they quote values), credentials and
 * headers have no field here, and none must be added.
 */
export interface LogFields {
  readonly request_id?: string;
  /** Lambda's own id of the invocation; `request_id` is API Gateway's, which its access log shows. */
  readonly function_request_id?: string;
  readonly xray_trace_id?: string;
  readonly caller?: string;
  /** The caller without a session name, hashed. */
  readonly spender?: string;
  readonly tool?: string;
  readonly duration_ms?: number;
  readonly query_execution_id?: string;
  readonly statement_hash?: string;
  readonly rows?: number;
  readonly data_scanned_bytes?: number;
  readonly result_reused?: boolean;
  readonly model_id?: string;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly estimated_cost_usd?: number;
  readonly stop_reason?: string;
  readonly error?: string;
  readonly error_name?: string;
  readonly stack?: string;
  readonly cold_start?: boolean;
  readonly attempt?: number;
  readonly statements_stopped?: number;
  /** Why a setting of the operator cannot be used, the kind of a service's refusal, or a query's state. Never text from a caller. */
  readonly reason?: string;
}

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log, with these fields in each line. */
  with(fields: LogFields): Log;
  /** A line that is written whatever the level, because it carries metrics. */
  always(level: LogLevel, message: string, fields: LogFields, extra: Readonly<Record<string, unknown>>): void;
}

type Write = (line: string) => void;

/** Lambda keeps a line that is written straight to stdout as it is, where it would wrap one from `console`. */
const toStdout: Write = (line) => {
  process.stdout.write(line);
};

/** A log of one JSON object a line. A line that cannot be written is dropped: a log never fails a request. */
export function createLog(minimum: LogLevel, write: Write = toStdout, bound: LogFields = {}): Log {
  const threshold = LEVELS.indexOf(minimum);
  const emit = (
    level: LogLevel,
    message: string,
    fields: LogFields,
    extra: Readonly<Record<string, unknown>>,
  ) => {
    try {
      const line = { level, timestamp: new Date().toISOString(), message, ...bound, ...fields, ...extra };
      write(`${JSON.stringify(line)}\n`);
    } catch {
      // There is no other place to report it.
    }
  };
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LEVELS.indexOf(level) >= threshold) emit(level, message, fields, {});
    };
  return {
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    with: (fields) => createLog(minimum, write, { ...bound, ...fields }),
    always: emit,
  };
}

const SHOWN_FRAMES = 8;

/** The name of an unexpected error and where it was thrown, without its message, which may hold anything. */
export function originOf(cause: unknown): LogFields {
  if (cause === undefined) return {};
  if (!(cause instanceof Error)) return { error_name: typeof cause };
  const frames = stackBelowMessage(cause)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  const shown = frames.slice(0, SHOWN_FRAMES).map((line) => line.trim());
  return { error_name: cause.name, stack: shown.join(' | ') };
}

/**
 * The stack without the message at its head, whose lines can look like frames. Nothing where the head is not the message,
 * since it was changed after the error was made: then the two cannot be told apart.
 */
function stackBelowMessage({ stack = '', message }: Error): string {
  const start = stack.indexOf(message);
  const atHead = start !== -1 && !stack.slice(0, start).includes('\n');
  return atHead ? stack.slice(start + message.length) : '';
}
