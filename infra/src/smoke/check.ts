/** One requirement on a live stage, or the reason why it is skipped. */
export type Check = RunnableCheck | { readonly name: string; readonly skip: string };

export interface RunnableCheck {
  readonly name: string;
  /** If this check fails, the ones after it would fail for the same reason, so they are skipped. */
  readonly gate?: true;
  /** Throws when the check fails. Returns a note for the table, if any. */
  run(): Promise<string | undefined>;
}

export interface CheckResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly duration_ms: number;
  /** A note, or why it failed or was skipped. */
  readonly note: string;
}

/** Runs checks one after the other, so that their latencies are comparable; only a failed gate stops them. */
export async function runChecks(
  checks: readonly Check[],
  report: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  let failedGate: string | undefined;
  for (const check of checks) {
    const skip = failedGate ?? ('skip' in check ? check.skip : undefined);
    const result =
      skip === undefined && 'run' in check
        ? await runCheck(check)
        : { name: check.name, outcome: 'skipped' as const, duration_ms: 0, note: skip ?? '' };
    if ('gate' in check && result.outcome === 'failed') failedGate = `needs: ${check.name}`;
    results.push(result);
    report(result);
  }
  return results;
}

async function runCheck({ name, run }: RunnableCheck): Promise<CheckResult> {
  const start = performance.now();
  const done = (outcome: 'passed' | 'failed', note: string) => ({
    name,
    outcome,
    duration_ms: Math.round(performance.now() - start),
    note,
  });
  try {
    return done('passed', (await run()) ?? '');
  } catch (thrown) {
    return done('failed', explain(thrown));
  }
}

/** The message with that of its cause, which is where `fetch` says why a connection failed. */
function explain(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? `${thrown.message}: ${thrown.cause.message}` : thrown.message;
}

/** Throws with the expected and the actual value, cut to a length that fits the table. */
export function expectThat(holds: boolean, expected: string, actual: unknown): void {
  if (holds) return;
  const text = typeof actual === 'string' ? actual : (JSON.stringify(actual) ?? 'nothing');
  throw new Error(`expected ${expected}, got ${text.slice(0, 300)}`);
}
