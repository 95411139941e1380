import { writeFileSync } from 'node:fs';
import { tableLines } from '@case-insights/terminal/table';
import type { SmokeOptions } from '../options.ts';
import { accessChecks, unsignedCheck } from '../smoke/access-checks.ts';
import { type Check, type CheckResult, runChecks } from '../smoke/check.ts';
import { contentChecks } from '../smoke/content-checks.ts';
import { junitXml } from '../smoke/junit.ts';
import { modelCheck } from '../smoke/model-check.ts';
import { protocolChecks } from '../smoke/protocol-checks.ts';
import { routeChecks } from '../smoke/route-checks.ts';
import { openSignedFetch } from '../smoke/signed-fetch.ts';
import type { Spending, Stage } from '../smoke/stage.ts';
import { toolChecks } from '../smoke/tool-checks.ts';
import type { Terminal } from '../terminal.ts';

/** What `--json` prints. */
export interface SmokeResult {
  readonly url: string;
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
  readonly spending: Spending;
}

/** Runs the checks against a live stage. Writes nothing; costs a few small queries and a few model tokens. */
export async function smoke(options: SmokeOptions, terminal: Terminal): Promise<SmokeResult> {
  const base = options.url.href.replace(/\/(mcp)?\/?$/, '');
  const spending: Spending = { queries: 0, data_scanned_bytes: 0, input_tokens: 0, output_tokens: 0 };
  const checks = checksOf(base, options, spending);
  const results = await runChecks(checks, (result) => report(result, terminal));
  if (options.junit !== undefined) writeFileSync(options.junit, junitXml('case-insights-smoke', results));
  terminal.line();
  terminal.line(summary(results, spending));
  return {
    url: base,
    passed: results.every(({ outcome }) => outcome !== 'failed'),
    checks: results,
    spending,
  };
}

function checksOf(base: string, options: SmokeOptions, spending: Spending): readonly Check[] {
  if (options.access === 'unauthenticated') return [unsignedCheck(base)];
  const fetch = openSignedFetch({ region: options.access.region, profile: options.profile });
  const stage: Stage = { base, fetch, today: new Date().toISOString().slice(0, 10), spending };
  return [
    unsignedCheck(base),
    ...accessChecks(stage),
    modelCheck(stage),
    ...routeChecks(stage),
    ...protocolChecks(stage, options),
    ...contentChecks(stage),
    ...toolChecks(stage, options),
  ];
}

function report({ name, outcome, duration_ms, note }: CheckResult, terminal: Terminal): void {
  const line = `${name.padEnd(44)} ${`${duration_ms} ms`.padStart(9)}  `;
  if (outcome === 'passed') terminal.tick(line + terminal.style('dim', note));
  else if (outcome === 'failed') terminal.cross(line + note);
  else terminal.line(terminal.style('dim', `- ${name.padEnd(44)} ${'skipped'.padStart(9)}  ${note}`));
}

function summary(results: readonly CheckResult[], spending: Spending): string {
  const count = (outcome: CheckResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  return tableLines([
    ['checks', `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`],
    ['Athena', `${spending.queries} queries, each billed for what it scans, 10 MB at least`],
    ['Bedrock', `${spending.input_tokens} input and ${spending.output_tokens} output tokens reported`],
  ]).join('\n');
}
