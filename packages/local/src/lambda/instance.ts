import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { FromInstance, ToInstance } from './protocol.ts';

export interface InstanceOptions {
  /** The built runtime, `bootstrap.js`. */
  readonly bootstrap: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** Takes each line of the function's log and of the platform's. */
  readonly log: (line: string) => void;
}

export interface InvocationRequest extends Omit<ToInstance, 'type'> {
  readonly onChunk: (data: Uint8Array) => void;
  /** Called when a streamed response is complete before its invocation is. */
  readonly onResponded: () => void;
}

/** Why an invocation did not complete; the names are Lambda's. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';

  constructor(
    message: string,
    /** The message of the error that the handler threw; absent where the platform ended the invocation. */
    readonly errorMessage?: string,
  ) {
    super(message);
  }
}

/** One function instance: a child process that runs one invocation at a time. */
export class Instance {
  private readonly child: ChildProcess;
  private readonly started = performance.now();
  private readonly exited: Promise<void>;
  private handle: ((message: FromInstance) => void) | undefined;
  /** How long the cold start took, ms; settles when the handler is loaded. */
  private readonly initialized: Promise<number>;
  private invocations = 0;

  constructor(private readonly options: InstanceOptions) {
    this.child = fork(options.bootstrap, [], {
      env: { ...options.environment },
      // As large a heap as Lambda allows, so that a leak shows here too.
      execArgv: [`--max-old-space-size=${Math.floor(options.memoryMb * 0.9)}`],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.exited = new Promise((resolve) => this.child.once('exit', () => resolve()));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', options.log);
    }
    this.initialized = new Promise((resolve) => {
      this.handle = (message) => {
        if (message.type === 'ready') resolve(performance.now() - this.started);
      };
    });
    this.child.on('message', (message: FromInstance) => this.handle?.(message));
    // When the channel closes while sending, the process has exited, which is handled below.
    this.child.on('error', () => this.child.kill('SIGKILL'));
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.connected;
  }

  /** Runs one invocation to its end. Throws FunctionError when it fails, times out, or the process exits. */
  async invoke(request: InvocationRequest): Promise<void> {
    const { onChunk, onResponded, ...message } = request;
    const cold = this.invocations++ === 0;
    const seconds = Math.round((request.deadline - Date.now()) / 1000);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), request.deadline - Date.now());
    const dead = new Promise<never>((_, reject) => {
      timeout.signal.addEventListener('abort', () => {
        this.child.kill('SIGKILL');
        reject(new FunctionError(`Task timed out after ${seconds} seconds`));
      });
      void this.exited.then(() => reject(new FunctionError('Runtime exited before the invocation ended')));
    });
    try {
      const initMs = await Promise.race([this.initialized, dead]);
      const begun = performance.now();
      const done = this.run(message, onChunk, onResponded);
      const maxMemoryBytes = await Promise.race([done, dead]);
      this.report(request.requestId, {
        status: 'success',
        durationMs: performance.now() - begun,
        ...(cold ? { initDurationMs: initMs } : {}),
        memorySizeMB: this.options.memoryMb,
        maxMemoryUsedMB: Math.ceil(maxMemoryBytes / 2 ** 20),
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.report(request.requestId, { status: timeout.signal.aborted ? 'timeout' : 'error', reason });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops the process and waits until it has exited. */
  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private run(
    message: Omit<ToInstance, 'type'>,
    onChunk: (data: Uint8Array) => void,
    onResponded: () => void,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      this.handle = (answer) => {
        if (answer.type === 'chunk') onChunk(answer.data);
        else if (answer.type === 'responded') onResponded();
        else if (answer.type === 'end') resolve(answer.maxMemoryBytes);
        else if (answer.type === 'failed')
          reject(new FunctionError(`${answer.errorType}: ${answer.errorMessage}`, answer.errorMessage));
      };
      this.child.send({ type: 'invoke', ...message } satisfies ToInstance, (error) => {
        if (error) reject(error);
      });
    });
  }

  /** Lambda's own line after an invocation, in its JSON log format. */
  private report(requestId: string, record: Record<string, unknown>): void {
    this.options.log(
      JSON.stringify({
        time: new Date().toISOString(),
        type: 'platform.report',
        record: { requestId, ...record },
      }),
    );
  }
}
