import { CaseInsightsError } from '@case-insights/core/errors';
import type { CaseSource, CompactCopy, Sql } from '@case-insights/core/sql';
import type { Cell } from '@case-insights/core/tools';
import type * as z from 'zod';
import type { Log } from '../log/log.ts';
import type { CallRecord } from './call-record.ts';
import type { Scanning } from './scanning.ts';

/** What a call gives to Athena and to the model that work for it. */
export interface CallResources {
  /** Aborts when the call is cancelled or its deadline has come. */
  readonly signal: AbortSignal;
  readonly progress: (message: string) => void;
  readonly record: CallRecord;
  readonly log: Log;
}

/** What a call gives to Athena beside that. */
export interface AthenaCall extends CallResources {
  readonly scanning: Scanning;
  /** Until when a query can be watched after the answer, in ms of `Date.now()`. */
  readonly watchUntil: number;
  /** Takes work that must be done before the invocation ends, though no answer waits for it. */
  readonly behind: (work: Promise<void>) => void;
}

/** Athena, as calls need it. */
export interface AthenaService {
  forCall(call: AthenaCall): Athena & StatementSteps;
  /**
   * Stops the running statements of these calls of one caller, whichever instance started them, among those that Athena
   * got of late: the last 200, or with `newest` the last 50. Returns how many.
   */
  stopStatements(
    calls: { readonly callIds: ReadonlySet<string>; readonly callerHash: string },
    among: 'recent' | 'newest',
  ): Promise<number>;
}

/** The compact copy of the case table, or why there is one that is not read; neither where the deployment has none. */
export type CompactFinding = Pick<CaseSource, 'compact' | 'note'>;

/** The compact copy, as calls need it. */
export interface CompactTables {
  /** Looked for every five minutes at most. Never fails. */
  find(log: Log): Promise<CompactFinding>;
  /**
   * Looks again where a statement on this copy failed as one does whose view or table is gone. Returns what to read
   * instead; undefined where the failure is another, or the copy can be read.
   */
  insteadOf(copy: CompactCopy, failure: unknown, log: Log): Promise<CompactFinding | undefined>;
}

/** Bedrock, as calls need it. */
export interface ModelService {
  forCall(call: CallResources): Model;
  /** The model in use and what is known of its life, which is asked for at most once a day and never waited for. */
  status(log: Log): ModelStatus;
}

export interface ModelStatus {
  readonly id: string;
  /** As Bedrock calls it, `ACTIVE` or `LEGACY`; null as long as it is not known. */
  readonly status: string | null;
  /** The day from which the model does not answer, YYYY-MM-DD; null where none is announced or known. */
  readonly ends: string | null;
}

/** Rows of one page of a result at most (the maximum of Athena's GetQueryResults). */
export const PAGE_SIZE = 1_000;

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** A query that Athena finished, and what it cost. */
export interface FinishedQuery {
  readonly queryExecutionId: string;
  readonly dataScannedBytes: number;
  /** Engine time as Athena reports it. */
  readonly executionTimeMs: number;
  readonly resultReused: boolean;
  /** Whether the first row of the first page repeats the column names. */
  readonly header: 'always' | 'never' | 'when equal to the column names';
}

export interface QueryResult extends Omit<FinishedQuery, 'header'> {
  readonly columns: readonly Column[];
  /** In column order; a name may occur twice, so rows are not objects here. */
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * What a tool asks of Athena. Throws CaseInsightsError; stops the query when the call is cancelled, and when it scans
 * more than its call or its caller's day may.
 */
export interface Athena {
  /** Runs one of our own queries to its end and reads every row. Identical text may be answered from a reused result. */
  query(statement: Sql): Promise<QueryResult>;
}

export interface ResultPage {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Athena's token of the next page, or undefined after the last. */
  readonly nextToken: string | undefined;
}

/** Where a page starts, and how many rows it may have (at most PAGE_SIZE; fewer come where rows are large). */
export interface PageRequest {
  readonly token: string | undefined;
  readonly size: number;
}

/** The steps of a query one by one, for `query_athena`, whose caller may come back for the rest. */
export interface StatementSteps {
  /** Starts the caller's statement. Its result is never a reused one. Returns the id of the execution. */
  start(text: string): Promise<string>;
  /**
   * Waits until the query has succeeded. At the deadline it throws `deadline` and leaves the query running. With its
   * text, a query that Athena fails and calls retryable is started again, under another id.
   */
  finished(queryExecutionId: string, text?: string): Promise<FinishedQuery>;
  page(query: FinishedQuery, request: PageRequest): Promise<ResultPage>;
  /** The text of a query of this workgroup, or undefined where there is none by this id. */
  textOf(queryExecutionId: string): Promise<string | undefined>;
}

/** A tool that the model answers through where it can: the answer's text is then the JSON of the tool's input. */
export interface AnswerTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly inputSchema: Record<string, z.core.util.JSONType>;
}

export interface ModelRequest {
  /** What the model is asked to do. Never holds case text. */
  readonly system: string;
  /** The user turn: the question, and the data fenced as data. */
  readonly prompt: string;
  readonly maxOutputTokens?: number;
  /** What to answer through; a model without tools answers in text all the same, so the prompt asks for both. */
  readonly answerTool?: AnswerTool;
  /** Called as the answer grows, with the output tokens so far (an estimate until the end). */
  readonly onProgress?: (outputTokens: number) => void;
}

export interface ModelAnswer {
  readonly text: string;
  /** Anything but `end_turn` and `stop_sequence` means that the answer is not whole. */
  readonly stopReason: string;
  /** The output tokens that it was limited to, where the model allowed fewer than were asked for. */
  readonly maxOutputTokens?: number;
  /** The model thought before it answered; its thoughts are not in the text, and their tokens count as output. */
  readonly reasoned?: boolean;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

/**
 * The model in use, the first of the deployment's list that can be asked. Throws CaseInsightsError: `throttled` after
 * retries, `model_unavailable`, `deadline`; InputTooLongError when the model refuses the input for its length;
 * ModelPassedOver when another model is in use from now on; and NoModelLeft when it was the last.
 */
export interface Model {
  readonly id: string;
  /** Why earlier models of the list did not answer, a sentence or two for each. */
  readonly notes: readonly string[];
  /** What the deployment adds to every request, such as a guardrail: part of the key of each answer that is kept. */
  readonly settings: Readonly<Record<string, unknown>>;
  ask(request: ModelRequest): Promise<ModelAnswer>;
  /** Exact input tokens, or undefined where the model or its permissions do not support counting. */
  countTokens(request: Pick<ModelRequest, 'system' | 'prompt'>): Promise<number | undefined>;
}

/** The model refused the input for its length; the sizes, in tokens, are there when its message names them. */
export class InputTooLongError extends Error {
  override readonly name = 'InputTooLongError';
  constructor(
    message: string,
    readonly inputTokens: number | undefined,
    readonly maximumTokens: number | undefined,
  ) {
    super(message);
  }
}

/** What a call gives to the store of its work. */
export interface KeptCall {
  /** The accounts whose cases the caller may see: part of every name, so that nothing reaches another scope. */
  readonly accounts: 'all' | readonly string[];
  /** Whose call it is, without a session name: nobody else's cancel stops it, though their scope be the same. */
  readonly owner: string;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** The client's random id of the call, where it sent one. */
  readonly callId: string | undefined;
  /** Stops the call, whose client has told another instance to cancel it. */
  readonly cancel: () => void;
  /** Takes work that must be done before the invocation ends, though no answer waits for it. */
  readonly behind: (work: Promise<void>) => void;
}

/** Where unfinished and recent work is kept, as calls need it. */
export interface WorkStore {
  forCall(call: KeptCall): KeptWork;
  /** Has the owner's calls by these ids stopped, whichever instance runs them: within ten seconds, if they use what is kept. */
  cancel(of: Pick<KeptCall, 'accounts' | 'owner'>, callIds: readonly string[]): Promise<void>;
}

/** A result of work, and for how long another call may use it. */
export interface Keep<T> {
  readonly value: T;
  readonly usableSeconds: number;
  /** Marks what only helps to find work, so that it is no step of it. */
  readonly bookkeeping?: true;
}

/**
 * Work that is kept under everything that its result depends on, so that it is done once: by one instance at a time, and
 * not again by a later call. A key is JSON. Where the store fails, work is done as if there was none.
 */
export interface KeptWork {
  /** Whether anything can be kept, as far as is known. */
  readonly usable: boolean;
  /** Results that this call has added, bookkeeping left out. */
  readonly added: number;
  /** Whether the call does nothing but wait for another instance: then nothing is lost when it stops. */
  readonly waiting: boolean;
  /** Names the analysis that the call begins or continues: whoever cancels one of its calls stops all of theirs. */
  partOf(analysis: string): void;
  /** The client has cancelled the call: what continues its analysis elsewhere stops too. */
  cancelled(): void;
  /** The kept result, else that of `work`; while another instance is at it, waits for that. */
  once<T>(
    key: readonly unknown[],
    schema: z.ZodType<T>,
    work: () => Promise<Keep<T>>,
  ): Promise<{ readonly value: T; readonly reused: boolean }>;
  /** The kept result; while an instance is at it, waits for that. Undefined where there is none and nobody makes it. */
  wait<T>(key: readonly unknown[], schema: z.ZodType<T>): Promise<T | undefined>;
  /** The kept result, or undefined. */
  find<T>(key: readonly unknown[], schema: z.ZodType<T>): Promise<T | undefined>;
}

/** Keeps nothing: for a deployment without a place for unfinished work. */
export const NOTHING_KEPT: KeptWork = {
  usable: false,
  added: 0,
  waiting: false,
  partOf: () => {},
  cancelled: () => {},
  wait: async () => undefined,
  once: async (_key, _schema, work) => ({ value: (await work()).value, reused: false }),
  find: async () => undefined,
};

/**
 * The model can no longer be asked, and the next of the list is in use. The request was made for the limits of the
 * other, so whoever made it makes it again.
 */
export class ModelPassedOver extends Error {
  override readonly name = 'ModelPassedOver';
  constructor(modelId: string) {
    super(`The model ${modelId} is passed over for the next.`);
  }
}

/** No model of the list can be asked, so that asking again is in vain. */
export class NoModelLeft extends CaseInsightsError {}
