import { writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { parse } from '../options.ts';
import { type CheckResult, junitXml, runChecks } from '../smoke/check.ts';
import {
  protocolChecks,
  refusalChecks,
  routeChecks,
  type Spending,
  type Stage,
  toolChecks,
} from '../smoke/checks.ts';
import { openSignedFetch, regionOf } from '../smoke/signed-fetch.ts';
import { columns, type Terminal } from '../terminal.ts';

export interface SmokeOptions {
  readonly url: URL;
  readonly profile: string | undefined;
  readonly region: string | undefined;
  readonly unauthenticated: boolean;
  readonly model: boolean;
  readonly junit: string | undefined;
  readonly json: boolean;
}

export interface SmokeResult {
  readonly url: string;
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
  readonly spending: Spending;
}

export function parseSmoke(args: readonly string[]): SmokeOptions {
  const { values } = parse(args, {
    url: { type: 'string' },
    profile: { type: 'string' },
    region: { type: 'string' },
    'unauthenticated-check': { type: 'boolean', default: false },
    'no-model': { type: 'boolean', default: false },
    junit: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (values.url === undefined || !URL.canParse(values.url)) {
    throw new Failure(`--url ${values.url ?? ''} is not an endpoint.`, {
      fix: 'Give the stack output MCPServerEndpoint, such as https://abc123.execute-api.us-east-1.amazonaws.com/prod.',
      exitCode: 2,
    });
  }
  return {
    url: new URL(values.url),
    profile: values.profile,
    region: values.region,
    unauthenticated: values['unauthenticated-check'],
    model: !values['no-model'],
    junit: values.junit,
    json: values.json,
  };
}

/** Walks a live stage as its users do. Writes nothing there; costs a few small queries and a few model tokens. */
export async function smoke(options: SmokeOptions, terminal: Terminal): Promise<SmokeResult> {
  const base = options.url.href.replace(/\/(mcp)?\/?$/, '');
  const spending: Spending = { queries: 0, scannedBytes: 0, inputTokens: 0, outputTokens: 0 };
  const checks = options.unauthenticated ? refusalChecks(base) : allChecks(base, options, spending);
  const results = await runChecks(checks, ({ name, passed, duration_ms, note }) => {
    const line = `${name.padEnd(46)} ${`${duration_ms} ms`.padStart(9)}  ${passed ? terminal.style('dim', note) : note}`;
    if (passed) terminal.tick(line);
    else terminal.cross(line);
  });
  if (options.junit !== undefined) writeFileSync(options.junit, junitXml('case-insights-smoke', results));
  const passed = results.every((result) => result.passed);
  terminal.line();
  terminal.line(summary(results, spending));
  return { url: base, passed, checks: results, spending };
}

function allChecks(base: string, options: SmokeOptions, spending: Spending) {
  const region =
    options.region ?? regionOf(options.url) ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined) {
    throw new Failure(`${options.url.hostname} does not tell its region.`, {
      fix: 'Add --region <region>.',
      exitCode: 2,
    });
  }
  const fetch = openSignedFetch({ region, profile: options.profile });
  const stage: Stage = { base, fetch, today: new Date().toISOString().slice(0, 10), spending };
  return [
    ...refusalChecks(base, fetch),
    ...routeChecks(stage),
    ...protocolChecks(stage),
    ...toolChecks(stage, { model: options.model }),
  ];
}

function summary(results: readonly CheckResult[], spending: Spending): string {
  const failed = results.filter(({ passed }) => !passed).length;
  return columns([
    ['checks', `${results.length - failed} passed, ${failed} failed`],
    [
      'Athena',
      `${spending.queries} queries; ${spending.scannedBytes} bytes reported as scanned by query_athena`,
    ],
    [
      'Bedrock',
      `${spending.inputTokens} input and ${spending.outputTokens} output tokens reported by analyze_with_bedrock`,
    ],
  ]);
}
