import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Credentials, signingAs } from '@case-insights/testing/environment';
import { type LocalStack, type RunningStack, startLocalStack } from '@case-insights/testing/local-stack';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSignedFetch } from '../src/smoke/signed-fetch.ts';
import { readTemplate } from '../src/template.ts';
import { evaluate } from './evaluate.ts';
import { runCommand } from './run-command.ts';

const folder = temporaryFolder(afterAll);

interface Report {
  passed: boolean;
  checks: { name: string; outcome: string; note: string; duration_ms: number }[];
  spending: Record<string, number>;
}

/** Runs the smoke checks as this caller; without keys, as someone who is not logged in. */
function smoke(stack: RunningStack, keys: Credentials | undefined, ...args: string[]) {
  return runCommand(['smoke', '--url', stack.endpoint, ...args], {
    HOME: folder,
    AWS_REGION: stack.region,
    ...(keys === undefined ? {} : signingAs(keys, stack.region)),
  });
}

let stack: RunningStack;
beforeAll(async () => {
  stack = await sharedStack('current');
});

const junit = join(folder, 'smoke.xml');
/** The run with every check, made once: the first test reads its report, the last ones what it left in the logs. */
let everyCheck: ReturnType<typeof smoke> | undefined;
const runEveryCheck = () => {
  everyCheck ??= smoke(stack, stack.identities.allowed, '--json', '--junit', junit);
  return everyCheck;
};

describe('smoke against the local stack', () => {
  it('passes every check, and reports the latency and cost in JSON, XML and a table', async () => {
    const { stdout, stderr, code } = await runEveryCheck();
    expect(code, stderr).toBe(0);
    const { passed, checks, spending } = JSON.parse(stdout) as Report;
    expect(passed).toBe(true);
    expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual([
      'an unsigned request is refused',
      'GET / names the server',
      'a request altered after signing is refused',
      'the model has at least 30 days to live',
      'GET /tools lists every tool',
      'GET /tools/{name} describes one',
      'GET /openapi.json describes REST',
      'an unknown route is 404',
      'GET /mcp is 405',
      'DELETE /mcp is 405',
      'bad arguments are 400, named',
      'MCP by a plain POST lists every tool',
      'MCP of 2025 (initialize) lists every tool',
      'MCP of 2026 (no handshake) lists every tool',
      'progress arrives in pieces',
      'every prompt is listed',
      'a service is completed',
      'every resource is listed',
      'the age of the data can be read',
      'query_athena answers',
      'get_case_summary answers',
      'get_rca_analysis answers',
      'get_service_trends answers',
      'analyze_with_bedrock answers',
      'analyze_case_summaries answers',
    ]);
    expect(spending.queries).toBe(7);
    expect(spending.input_tokens).toBeGreaterThan(0);
    expect(readFileSync(junit, 'utf8')).toContain('tests="25" failures="0" skipped="0"');
    expect(stderr).toMatch(/✓ query_athena answers +\d+ ms/);
    expect(stderr).toMatch(/checks +25 passed, 0 failed, 0 skipped/);
  });

  it('spends nothing on a model with --no-model, and shows what it skips', async () => {
    const { stdout, stderr, code } = await smoke(stack, stack.identities.allowed, '--json', '--no-model');
    expect(code, stderr).toBe(0);
    const { checks, spending } = JSON.parse(stdout) as Report;
    expect(checks.filter(({ outcome }) => outcome === 'skipped')).toEqual([
      { name: 'analyze_with_bedrock answers', outcome: 'skipped', duration_ms: 0, note: '--no-model' },
      { name: 'analyze_case_summaries answers', outcome: 'skipped', duration_ms: 0, note: '--no-model' },
    ]);
    expect(spending).toMatchObject({ input_tokens: 0, output_tokens: 0 });
  });

  it.each([
    ['an identity without the policy', 'denied', 'npx -y pnpm@12 grant --id <id> --user <name>'],
    ['someone who is not logged in', undefined, 'there are no AWS credentials'],
    ['a wrong secret', 'forged', 'aws sts get-caller-identity'],
  ] as const)('says once, with the fix, that %s has no access', async (_, who, fix) => {
    const { allowed, denied } = stack.identities;
    const keys = { denied, forged: { ...allowed, secretAccessKey: 'another' } };
    const { stderr, stdout, code } = await smoke(stack, who && keys[who]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.split('\n').filter((line) => line.startsWith('✗'))).toEqual([expect.stringContaining(fix)]);
    expect(stderr).toContain('needs: GET / names the server');
    expect(stderr).toMatch(/1 passed, 1 failed, 23 skipped/);
  });

  it('needs no credentials to see that an unsigned request is refused', async () => {
    const { stdout, code } = await smoke(stack, undefined, '--json', '--unauthenticated-check');
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Report).checks).toEqual([
      expect.objectContaining({
        name: 'an unsigned request is refused',
        outcome: 'passed',
        note: 'MissingAuthenticationTokenException',
      }),
    ]);
  });

  it('fails where nothing listens, and says so', async () => {
    const nowhere = { ...stack, endpoint: 'https://nowhere.invalid/prod' };
    const { stderr, code } = await smoke(nowhere, undefined, '--unauthenticated-check');
    expect(code).toBe(1);
    expect(stderr).toMatch(/✗ an unsigned request is refused .*fetch failed: .*nowhere\.invalid/);
  });
});

describe('smoke against a stack that buffers', () => {
  let buffered: LocalStack;
  beforeAll(async () => {
    buffered = await startLocalStack({ settings: { responseMode: 'buffered' }, args: ['--cases', '100'] });
  });
  afterAll(() => buffered?.stop());

  it('passes with --buffered, and otherwise names that option', async () => {
    const { allowed } = buffered.identities;
    const told = await smoke(buffered, allowed, '--buffered');
    expect(told.code, told.stderr).toBe(0);
    expect(told.stderr).toContain('24 passed, 0 failed, 1 skipped');
    const untold = await smoke(buffered, allowed, '--no-model');
    expect(untold.code).toBe(1);
    expect(untold.stderr).toMatch(/✗ progress arrives in pieces .*add --buffered/);
  });
});

describe('what the stack logs', () => {
  beforeAll(async () => {
    await runEveryCheck();
    await failingCall();
  });
  afterEach(() => vi.unstubAllEnvs());

  const { resources } = evaluate(readTemplate(), { UniqueIdentifier: 'acme' });
  const { resources: watched } = evaluate(readTemplate('add-ons/watch.yaml'), {
    UniqueIdentifier: 'acme',
    AccessLogGroup: '/aws/apigateway/access',
  });
  const query = (name: string) => {
    const { QueryString } = watched[name]!.Properties;
    if (typeof QueryString !== 'string') throw new Error(`${name} is not a saved query`);
    return QueryString;
  };
  /** Field names of a saved query: its words, without its own language, functions and names it makes up. */
  const fieldsOf = (text: string) => {
    const made = [...text.matchAll(/ as (\w+)/g)].map(([, name]) => name);
    const language =
      /^(fields|filter|stats|sort|limit|desc|by|as|and|count|pct|sum|avg|bin|ispresent|\d+m?)$/;
    return (text.match(/\w+/g) ?? []).filter((word) => !language.test(word) && !made.includes(word));
  };

  it("is, for a request, what the template's access log format names", () => {
    const { Format } = resources.Stage!.Properties.AccessLogSetting as { Format: string };
    const names = [...Format.matchAll(/"(\w+)":/g)].map(([, name]) => name);
    const lines = stack.accessLog();
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(Object.keys(line)).toEqual(names);
  });

  it.each(['ThrottlingQuery', 'SlowQuery', 'UsersQuery'])('answers the saved %s', (name) => {
    const [line = {}] = stack.accessLog();
    expect(fieldsOf(query(name)).filter((field) => !(field in line))).toEqual([]);
  });

  it.each(['FailuresQuery', 'ToolsQuery'])('answers the saved %s of calls', (name) => {
    const written = new Set(stack.functionLog().flatMap((line) => Object.keys(line)));
    expect(fieldsOf(query(name)).filter((field) => !written.has(field))).toEqual([]);
  });

  it('carries the metrics that the dashboard draws, by the dimensions it draws them by', () => {
    const body = String(watched.Dashboard!.Properties.DashboardBody);
    const drawn = [...body.matchAll(/SEARCH\('\{\\"([^,]+)\\",(\w+)\} MetricName=\\"(\w+)\\"/g)];
    expect(drawn.map(([, namespace]) => namespace)).toEqual(drawn.map(() => 'CaseInsightsMCP/acme'));
    const emitted = new Set(stack.functionLog().flatMap(metricsOf));
    expect(drawn.map(([, , dimension, metric]) => `${metric} by ${dimension}`)).toHaveLength(7);
    for (const [, , dimension, metric] of drawn) expect([...emitted]).toContain(`${metric} by ${dimension}`);
  });
});

/** A statement that fails: only such a call writes the field `error` beside its query. */
async function failingCall(): Promise<void> {
  const { accessKeyId, secretAccessKey } = stack.identities.allowed;
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  const signed = openSignedFetch({ region: stack.region });
  const response = await signed(`${stack.endpoint}/tools/query_athena`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'SELECT nothing FROM case_summary' }),
  });
  expect(response.status).toBe(400);
}

/** The metrics of one line in CloudWatch's embedded metric format, as `name by dimension`. */
function metricsOf(line: Record<string, unknown>): string[] {
  const { _aws: embedded } = line as {
    _aws?: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  };
  return (embedded?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.map((names) => (Name in line ? `${Name} by ${names.join('+')}` : '')),
    ),
  );
}
