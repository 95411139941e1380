import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Engine } from './engine.ts';
import { type Failure, failureOf } from './failure.ts';
import type { QueryFault } from './faults.ts';
import type { ResultTable } from './result.ts';
import type { Statement, StatementSettings } from './runnable.ts';

export type State = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** What a caller asked for, as StartQueryExecution received it. */
export interface QueryRequest {
  readonly query: string;
  readonly workgroup: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly outputLocation: string;
  /** Minutes; absent when results must not be reused. */
  readonly reuseMaxAge: number | undefined;
}

/** One execution. Times are ms since 1970. */
export interface Execution extends QueryRequest {
  readonly id: string;
  readonly statement: Statement;
  readonly submittedAt: number;
  state: State;
  startedAt?: number;
  completedAt?: number;
  failure?: Failure;
  result?: ResultTable;
  scannedBytes: number;
  repeatable: boolean;
  reusedPreviousResult: boolean;
}

/** Results are kept in memory: beyond this number, the oldest executions are forgotten. */
const KEPT_EXECUTIONS = 500;

/** Starts, runs, stops and remembers executions. */
export class Executions {
  private readonly all = new Map<string, Execution>();
  private readonly running = new Map<string, { stop: AbortController; done: Promise<void> }>();

  constructor(
    private readonly engine: Engine,
    private readonly settings: StatementSettings,
    private readonly faultFor: (query: string) => QueryFault | undefined,
  ) {}

  start(request: QueryRequest, statement: Statement): Execution {
    const execution: Execution = {
      ...request,
      id: randomUUID(),
      statement,
      submittedAt: Date.now(),
      state: 'QUEUED',
      scannedBytes: 0,
      repeatable: false,
      reusedPreviousResult: false,
    };
    this.all.set(execution.id, execution);
    this.forgetOldest();
    const stop = new AbortController();
    this.running.set(execution.id, { stop, done: this.run(execution, stop.signal) });
    return execution;
  }

  get(id: string): Execution | undefined {
    return this.all.get(id);
  }

  /** Newest first, as ListQueryExecutions answers. */
  list(workgroup: string): Execution[] {
    return [...this.all.values()].filter((execution) => execution.workgroup === workgroup).reverse();
  }

  /** Cancels an execution, interrupting its query; nothing happens when it has ended. */
  stop(id: string): void {
    this.running.get(id)?.stop.abort();
  }

  /** Stops everything, and resolves when nothing uses the engine any more. */
  async close(): Promise<void> {
    const ending = [...this.running].map(([id, { done }]) => {
      this.stop(id);
      return done;
    });
    await Promise.all(ending);
  }

  private async run(execution: Execution, stopped: AbortSignal): Promise<void> {
    const fault = this.faultFor(execution.query);
    try {
      await pause(fault?.queueMs ?? 0, stopped);
      stopped.throwIfAborted();
      execution.state = 'RUNNING';
      execution.startedAt = Date.now();
      await pause(fault?.runMs ?? 0, stopped);
      stopped.throwIfAborted();
      if (fault?.failure) this.end(execution, 'FAILED', fault.failure);
      else if (!this.reuse(execution)) await this.execute(execution, stopped);
    } catch (error) {
      if (stopped.aborted) this.end(execution, 'CANCELLED');
      else this.end(execution, 'FAILED', failureOf(error));
    } finally {
      this.running.delete(execution.id);
    }
  }

  private async execute(execution: Execution, stopped: AbortSignal): Promise<void> {
    const connection = await this.engine.connect();
    const release = interruptWhen(stopped, connection);
    try {
      stopped.throwIfAborted();
      const outcome = await execution.statement.run(connection, this.settings, execution);
      stopped.throwIfAborted();
      execution.result = outcome.result;
      execution.scannedBytes = outcome.scannedBytes;
      execution.repeatable = outcome.repeatable;
      this.end(execution, 'SUCCEEDED');
    } finally {
      release();
      connection.closeSync();
    }
  }

  /** Reuses an earlier result of the same statement that is recent enough. */
  private reuse(execution: Execution): boolean {
    if (execution.reuseMaxAge === undefined) return false;
    const oldest = Date.now() - execution.reuseMaxAge * 60_000;
    const earlier = this.list(execution.workgroup).find(
      (other) =>
        other.state === 'SUCCEEDED' &&
        other.repeatable &&
        !other.reusedPreviousResult &&
        other.query === execution.query &&
        JSON.stringify(other.context) === JSON.stringify(execution.context) &&
        (other.completedAt ?? 0) >= oldest,
    );
    if (!earlier?.result) return false;
    execution.result = earlier.result;
    execution.repeatable = true;
    execution.reusedPreviousResult = true;
    this.end(execution, 'SUCCEEDED');
    return true;
  }

  private end(execution: Execution, state: State, failure?: Failure): void {
    execution.state = state;
    execution.completedAt = Date.now();
    if (failure) execution.failure = failure;
  }

  private forgetOldest(): void {
    for (const id of this.all.keys()) {
      if (this.all.size <= KEPT_EXECUTIONS) return;
      if (!this.running.has(id)) this.all.delete(id);
    }
  }
}

/** Milliseconds between two interrupts. */
const INTERRUPT_INTERVAL = 20;

/**
 * Interrupts the connection once stopped, and again until released: an interrupt between two queries is lost,
 * and an execution runs several in sequence.
 */
function interruptWhen(stopped: AbortSignal, connection: DuckDBConnection): () => void {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), INTERRUPT_INTERVAL);
  };
  stopped.addEventListener('abort', interrupt);
  return () => {
    stopped.removeEventListener('abort', interrupt);
    clearInterval(timer);
  };
}

/** Waits, or ends early when stopped. */
function pause(milliseconds: number, stopped: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    stopped.addEventListener('abort', end);
  });
}
