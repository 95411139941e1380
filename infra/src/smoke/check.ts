/** One thing that must hold of a live stage. */
export interface Check {
  readonly name: string;
  /** Throws when it does not hold; returns a remark for the table, if there is one to make. */
  run(): Promise<string | undefined>;
}

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly duration_ms: number;
  /** A remark, or why it failed. */
  readonly note: string;
}

/** Runs checks one after the other, so that their latencies mean something, and never stops at a failure. */
export async function runChecks(
  checks: readonly Check[],
  report: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await runCheck(check);
    results.push(result);
    report(result);
  }
  return results;
}

async function runCheck({ name, run }: Check): Promise<CheckResult> {
  const start = performance.now();
  const done = (passed: boolean, note: string) => ({
    name,
    passed,
    duration_ms: Math.round(performance.now() - start),
    note,
  });
  try {
    return done(true, (await run()) ?? '');
  } catch (thrown) {
    return done(false, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** Throws with what was expected and what came, cut to a length that fits a table. */
export function expectThat(holds: boolean, expected: string, actual: unknown): void {
  if (holds) return;
  const text = typeof actual === 'string' ? actual : JSON.stringify(actual);
  throw new Error(`expected ${expected}, got ${text.slice(0, 300)}`);
}

/** JUnit's XML, which CI systems read. Times are in seconds there. */
export function junitXml(suite: string, results: readonly CheckResult[]): string {
  const failures = results.filter(({ passed }) => !passed).length;
  const seconds = (ms: number) => (ms / 1000).toFixed(3);
  const total = results.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  const cases = results.map(({ name, passed, duration_ms, note }) => {
    const open = `    <testcase classname="${xmlText(suite)}" name="${xmlText(name)}" time="${seconds(duration_ms)}"`;
    return passed ? `${open}/>` : `${open}>\n      <failure message="${xmlText(note)}"/>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${xmlText(suite)}" tests="${results.length}" failures="${failures}" time="${seconds(total)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function xmlText(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '�')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
