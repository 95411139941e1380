import type { ToolName } from '@case-insights/core/names';
import { BridgeFailure } from '../../failure.ts';
import type { JsonObject } from '../../json-rpc.ts';
import { isObject } from '../../json-rpc.ts';
import { RpcError } from '../../upstream/ask.ts';
import { contentText } from '../call/result-text.ts';
import { textIn } from './answers.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Trends need more days than a week to show anything. */
const LEAST_TREND_DAYS = 90;

/** Days, YYYY-MM-DD in UTC, both included. */
export interface Days {
  readonly first: string;
  readonly last: string;
}

export interface ReportRequest {
  /** The last day, YYYY-MM-DD in UTC. */
  readonly today: string;
  /** How many days back from today, both included, as `days_back` of the tools. */
  readonly days: number;
  readonly service: string | undefined;
  readonly analysis: boolean;
  /** An analysis that is still running after so many minutes is not asked for again. */
  readonly analysisMinutes: number;
}

/** What the server answered, and to what. */
export interface ReportData {
  readonly period: Days;
  readonly before: Days;
  readonly service: string | undefined;
  /** The answers as the tools gave them; the pages of a report read these. */
  readonly answers: {
    readonly get_case_summary: JsonObject;
    readonly get_service_trends: JsonObject;
    readonly analyze_case_summaries?: JsonObject;
  };
  /** The counts of the days before, where they can be compared. */
  readonly earlier?: JsonObject;
  /** Why they cannot: the data does not reach back so far. */
  readonly notCompared?: string;
  /** Why there is no analysis although one was asked for. */
  readonly analysisFailure?: string;
}

/** Makes one call and returns its result, an error of the tool included. */
export type CallTool = (name: ToolName, args: JsonObject) => Promise<JsonObject>;

/** What a report asks of a server. */
export interface ReportedServer {
  readonly call: CallTool;
  /** The day of the oldest case; undefined where there is none, or the server does not say. */
  readonly firstDay: () => Promise<string | undefined>;
}

/** An error that a tool answered with. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
}

/**
 * Asks for everything that the report shows, one call after the other. `say` hears what is done next. Throws a
 * `ToolFailure` where the counts cannot be had; without an analysis the report is still one.
 */
export async function gather(
  { today, days, service, analysis, analysisMinutes }: ReportRequest,
  { call, firstDay }: ReportedServer,
  say: (text: string) => void,
  now: () => number = () => performance.now(),
): Promise<ReportData> {
  const period = { first: daysBefore(today, days), last: today };
  const before = { first: daysBefore(period.first, days + 1), last: daysBefore(period.first, 1) };
  const filters = (range: Days) => ({
    start_date: range.first,
    end_date: range.last,
    ...(service === undefined ? {} : { service_code: service }),
  });
  say(`Counting the cases from ${period.first} to ${period.last}`);
  const summary = await structureOf(call, 'get_case_summary', filters(period));
  say('Counting those of the days before');
  const oldest = await firstDay();
  const compared =
    oldest === undefined || oldest <= before.first
      ? { earlier: await structureOf(call, 'get_case_summary', filters(before)) }
      : {
          notCompared: `Not compared with the days before, ${before.first} to ${before.last}, since the oldest case is of ${oldest}.`,
        };
  say('Following the services over time');
  const trendDays = { first: daysBefore(today, Math.max(days, LEAST_TREND_DAYS)), last: today };
  const trends = await structureOf(call, 'get_service_trends', filters(trendDays));
  const answers = { get_case_summary: summary, get_service_trends: trends };
  const counted = { period, before, service, ...compared };
  if (!analysis) return { ...counted, answers };
  say('Reading the cases');
  try {
    const args = { ...filters(period), coverage: 'all' };
    const analyzed = await wholeAnalysis(call, args, say, { minutes: analysisMinutes, now });
    return { ...counted, answers: { ...answers, analyze_case_summaries: analyzed } };
  } catch (error) {
    if (!leavesTheCounts(error)) throw error;
    return { ...counted, answers, analysisFailure: error.message };
  }
}

/** Whether an analysis failed, by its tool or on the way, and was not ended by the user: what was counted is still a report. */
function leavesTheCounts(error: unknown): error is Error {
  if (error instanceof BridgeFailure) return error.reason !== 'cancelled';
  return error instanceof ToolFailure || error instanceof RpcError;
}

/**
 * An analysis of many cases answers before it is done, and goes on with its token. The time is looked at between two calls,
 * since to end one would stop what the server goes on with and keeps.
 */
async function wholeAnalysis(
  call: CallTool,
  args: JsonObject,
  say: (text: string) => void,
  { minutes, now }: { readonly minutes: number; readonly now: () => number },
): Promise<JsonObject> {
  const end = now() + minutes * MINUTE_MS;
  let answer = await structureOf(call, 'analyze_case_summaries', args);
  while (answer.status === 'running') {
    const token = textIn(answer, 'next_token');
    if (token === undefined)
      throw new ToolFailure('The analysis is not done, and gives no token to go on with.');
    if (now() >= end) {
      throw new ToolFailure(
        `The analysis still runs after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}: ask for the same report again today, which resumes it, or raise --analysis-minutes.`,
      );
    }
    say('Still reading the cases');
    answer = await structureOf(call, 'analyze_case_summaries', { ...args, next_token: token });
  }
  return answer;
}

async function structureOf(call: CallTool, tool: ToolName, args: JsonObject): Promise<JsonObject> {
  const result = await call(tool, args);
  if (result.isError === true) {
    throw new ToolFailure(contentText(result) || `${tool} failed and did not say why.`);
  }
  if (isObject(result.structuredContent)) return result.structuredContent;
  throw new ToolFailure(`${tool} answered without a structure; deploy the current version of the server.`);
}

function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - count * DAY_MS).toISOString().slice(0, 10);
}
