import { CaseInsightsError } from '@case-insights/core/errors';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { CallRecord } from './call-record.ts';
import { type Caller, principalHash } from './request-context.ts';

/** What a day has a budget of: input tokens of models, and bytes that Athena scans. */
export type SpentUnit = 'tokens' | 'bytes';

/** Counts what is spent today, as calls need it. */
export interface DailySpending {
  /** Adds an amount, which may be negative, unless the sum would be over the limit. Returns whether it was added. */
  add(name: string, unit: SpentUnit, amount: number, limit: number, log: Log): Promise<boolean>;
  /** Seconds until the counts begin anew. */
  secondsLeft(): number;
}

/** Runs work that may send so many input tokens to a model. Throws `throttled` where a budget of the day is used up. */
export type Spend = <T>(inputTokens: number, work: () => Promise<T>) => Promise<T>;

/**
 * Spending within the caller's budget of the day and the deployment's. The tokens are counted before the work, so that
 * calls that come together cannot all pass, and corrected to what was used when it ends.
 */
export function spendingOf(
  daily: DailySpending,
  config: Config,
  { caller, record, log }: { readonly caller: Caller; readonly record: CallRecord; readonly log: Log },
): Spend {
  const budgets = [
    {
      name: callersDay(caller),
      limit: config.MAX_TOKENS_PER_CALLER_PER_DAY,
      whose: 'Your budget',
      setting: 'MAX_TOKENS_PER_CALLER_PER_DAY',
    },
    {
      name: 'deployment',
      limit: config.MAX_TOKENS_PER_DAY,
      whose: 'The budget of this deployment',
      setting: 'MAX_TOKENS_PER_DAY',
    },
  ].filter(({ limit }) => limit > 0);

  return async (inputTokens, work) => {
    const counted: typeof budgets = [];
    const correct = async (tokens: number) => {
      for (const { name, limit } of counted) await daily.add(name, 'tokens', tokens, limit, log);
    };
    for (const budget of budgets) {
      if (await daily.add(budget.name, 'tokens', inputTokens, budget.limit, log)) {
        counted.push(budget);
        continue;
      }
      await correct(-inputTokens);
      throw overBudget(budget, inputTokens, daily.secondsLeft());
    }
    const before = record.inputTokens;
    try {
      return await work();
    } finally {
      const difference = record.inputTokens - before - inputTokens;
      // What was used is counted whatever the limit: it is spent.
      if (difference <= 0) await correct(difference);
      else
        for (const { name } of counted)
          await daily.add(name, 'tokens', difference, Number.POSITIVE_INFINITY, log);
    }
  };
}

/** The name of what a caller spends in a day. */
export function callersDay(caller: Caller): string {
  return `caller-${principalHash(caller)}`;
}

/** When a budget is new again: `after midnight UTC, in 3 hours at most`. */
export function whenItResets(secondsLeft: number): string {
  const hours = Math.ceil(secondsLeft / 3_600);
  return `after midnight UTC, in ${hours === 1 ? 'an hour' : `${hours} hours`} at most`;
}

function overBudget(
  { whose, limit, setting }: { readonly whose: string; readonly limit: number; readonly setting: string },
  inputTokens: number,
  secondsLeft: number,
): CaseInsightsError {
  return new CaseInsightsError(
    'throttled',
    `${whose} is ${limit.toLocaleString('en-US')} input tokens a day (${setting}), and what is left of it today does not hold the about ${inputTokens.toLocaleString('en-US')} tokens of this analysis: ask about fewer cases, or ask again ${whenItResets(secondsLeft)}.`,
    { retryAfterSeconds: secondsLeft },
  );
}
