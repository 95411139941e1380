/** One thing that must hold of a live stage, or the reason why it is not looked at. */
export type Check = RunnableCheck | { readonly name: string; readonly skip: string };

export interface RunnableCheck {
  readonly name: string;
  /** Where this one fails, those after it could only repeat why: they are skipped. */
  readonly gate?: true;
  /** Throws when it does not hold; returns a remark for the table, if there is one to make. */
  run(): Promise<string | undefined>;
}

export interface CheckResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly duration_ms: number;
  /** A remark, or why it failed or was skipped. */
  readonly note: string;
}

/** Runs checks one after the other, so that their latencies mean something; only a gate that fails stops them. */
export async function runChecks(
  checks: readonly Check[],
  report: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  let shut: string | undefined;
  for (const check of checks) {
    const skip = shut ?? ('skip' in check ? check.skip : undefined);
    const result =
      skip === undefined && 'run' in check
        ? await runCheck(check)
        : { name: check.name, outcome: 'skipped' as const, duration_ms: 0, note: skip ?? '' };
    if ('gate' in check && result.outcome === 'failed') shut = `needs: ${check.name}`;
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

/** The message with its cause's: of a connection that fails, `fetch` tells why only there. */
function explain(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? `${thrown.message}: ${thrown.cause.message}` : thrown.message;
}

/** Throws with what was expected and what came, cut to a length that fits a table. */
export function expectThat(holds: boolean, expected: string, actual: unknown): void {
  if (holds) return;
  const text = typeof actual === 'string' ? actual : (JSON.stringify(actual) ?? 'nothing');
  throw new Error(`expected ${expected}, got ${text.slice(0, 300)}`);
}
