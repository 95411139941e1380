import type { Log } from './log.ts';

/** A CloudWatch metric. Its name is also the name of the log line's field that has the value. */
export interface Metric {
  readonly Name: string;
  readonly Unit: 'Count' | 'Milliseconds' | 'Bytes' | 'None';
}

/** Metrics and the sets of fields by which CloudWatch tells their values apart; the empty set is the sum of all. */
export interface MetricGroup {
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly Metric[];
}

export const COLD_STARTS: readonly Metric[] = [{ Name: 'cold_starts', Unit: 'Count' }];

/** The part of a log line that makes CloudWatch read metrics from it (embedded metric format). */
export function embeddedMetrics(namespace: string, groups: readonly MetricGroup[]) {
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: groups.map((group) => ({ Namespace: namespace, ...group })),
    },
  };
}

/** Writes the line of an instance's first request, whatever it asks for, with the metric that counts it. */
export function reportColdStart(log: Log, namespace: string): void {
  log.always(
    'INFO',
    'first request of an instance',
    { cold_start: true },
    { cold_starts: 1, ...embeddedMetrics(namespace, [{ Dimensions: [[]], Metrics: COLD_STARTS }]) },
  );
}
