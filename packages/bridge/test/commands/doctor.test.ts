import { createServer } from 'node:http';
import { TOOL_NAMES } from '@case-insights/core/names';
import { bareEnvironment, signingAs } from '@case-insights/testing/environment';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { closeServer, listen } from '@case-insights/testing/loopback';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREDENTIALS } from '../bridge.ts';
import { startGateway } from './gateway.ts';
import { runBridgeInThread } from './run.ts';

const home = temporaryFolder(afterAll);

interface Report {
  readonly ok: boolean;
  readonly exit_code: number;
  readonly findings: readonly { step: string; result: string; message: string; fix?: string }[];
}

const doctor = (args: string[], env: Record<string, string> = CREDENTIALS) =>
  runBridgeInThread(['doctor', '--retries', '0', ...args], { env: { ...bareEnvironment(home), ...env } });

async function report(args: string[], env?: Record<string, string>) {
  const { code, stdout, stderr } = await doctor([...args, '--json'], env);
  return { code, stderr, report: JSON.parse(stdout) as Report };
}

/** The steps and results of a report, without those of single tools that are listed. */
const results = ({ findings }: Report) =>
  Object.fromEntries(findings.map(({ step, result }) => [step, result]));
const finding = ({ findings }: Report, step: string) => findings.find((found) => found.step === step);

/** An endpoint that wants a signature, and answers signed POSTs by method and a signed GET with what it is. */
function startEndpoint(
  results: Readonly<Record<string, unknown>>,
  headers: Record<string, string> = {},
  description: object = {},
  error: object = { code: -32601, message: 'Method not found' },
): Promise<string> {
  return startGateway((request, response) => {
    if (request.headers.authorization === undefined) {
      response.writeHead(403, headers).end('{"message":"Missing Authentication Token"}');
      return;
    }
    if (request.method === 'GET') {
      response.writeHead(200, headers).end(JSON.stringify(description));
      return;
    }
    const { id, method } = JSON.parse(request.body);
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    const answer = method in results ? { result: results[method] } : { error };
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  });
}

const GREETING = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } };
const STS_ANSWER = `<GetCallerIdentityResponse><GetCallerIdentityResult>
  <Arn>arn:aws:sts::123456789012:assumed-role/Support/ana</Arn><UserId>A:ana</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

describe('doctor', () => {
  it('fails the configuration without an endpoint', async () => {
    const { code, stdout } = await doctor([]);
    expect(code).toBe(10);
    expect(stdout).toMatch(/^✗ configuration {2}No endpoint is given\.\n +→ Add --url https/);
    expect(stdout).toMatch(/\n– tools +not tried: there is no usable configuration\n$/);
  });

  it('fails on missing credentials, and still checks the network', async () => {
    const url = await startEndpoint({});
    const { code, report: found } = await report(['--url', url, '--region', 'eu-west-1'], {});
    expect(code).toBe(11);
    expect(results(found)).toMatchObject({
      credentials: 'failed',
      connection: 'ok',
      clock: 'ok',
      signature: 'skipped',
    });
    expect(finding(found, 'credentials')?.fix).toMatch(/^Log in with "aws sso login"/);
  });

  it('says who the credentials are', async () => {
    const url = await startEndpoint({ initialize: GREETING });
    let asked = '';
    const sts = await startGateway((request, response) => {
      asked = `${request.body} ${request.headers.authorization}`;
      response.writeHead(200, { 'content-type': 'text/xml' }).end(STS_ANSWER);
    });
    const { report: found } = await report(['--url', url], { ...CREDENTIALS, AWS_ENDPOINT_URL_STS: sts });
    expect(finding(found, 'credentials')?.message).toMatch(
      /^arn:aws:sts::123456789012:assumed-role\/Support\/ana \(AKIDEXAMPLE from the environment/,
    );
    expect(asked).toMatch(/^Action=GetCallerIdentity&Version=2011-06-15 .*\/eu-west-1\/sts\/aws4_request/);
  });

  it.each([
    [403, '<Code>InvalidClientTokenId</Code><Message>The security token is invalid</Message>', 'failed', 11],
    [500, '<Code>InternalFailure</Code><Message>x</Message>', 'warning', 0],
    [
      403,
      '<Code>SignatureDoesNotMatch</Code><Message>Signature expired: 1 is now earlier</Message>',
      'warning',
      0,
    ],
  ])('takes %d %s from STS as %s', async (status, xml, result, exitCode) => {
    const url = await startEndpoint({
      initialize: GREETING,
      'tools/list': { tools: TOOL_NAMES.map((name) => ({ name, inputSchema: {} })) },
    });
    const sts = await startGateway((_request, response) => {
      response.writeHead(status).end(`<ErrorResponse><Error>${xml}</Error></ErrorResponse>`);
    });
    const { code, report: found } = await report(['--url', url], {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL_STS: sts,
    });
    expect(finding(found, 'credentials')?.result).toBe(result);
    expect(code).toBe(exitCode);
  });

  it('fails on a name that cannot be resolved', async () => {
    const url = 'https://nowhere.invalid/prod';
    const sts = await startGateway((_request, response) => response.writeHead(200).end(STS_ANSWER));
    const { code, report: found } = await report(['--url', url], {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL_STS: sts,
    });
    expect(code).toBe(12);
    expect(finding(found, 'name')?.message).toMatch(/nowhere\.invalid cannot be resolved/);
    expect(results(found)).toMatchObject({ connection: 'skipped', signature: 'skipped' });
  });

  it('fails a connection that is refused', async () => {
    const server = createServer();
    const url = await listen(server);
    await closeServer(server);
    const { code, report: found } = await report(['--url', url]);
    expect(code).toBe(13);
    expect(finding(found, 'connection')?.message).toMatch(/accepts no connection \(ECONNREFUSED\)/);
  });

  it('fails a clock that is off, and goes on', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    const url = await startEndpoint({ initialize: GREETING }, { date });
    const { code, report: found } = await report(['--url', url]);
    expect(code).toBe(14);
    expect(finding(found, 'clock')).toMatchObject({
      message: 'this computer is 60 min ahead of the server',
      fix: expect.stringMatching(/^Set the clock/),
    });
    expect(results(found).protocol).toBe('ok');
  });

  it('warns of an endpoint that asks for no signature', async () => {
    const url = await startGateway((request, response) => {
      if (request.method === 'GET') response.writeHead(405).end();
      else response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: GREETING }));
    });
    const { report: found } = await report(['--url', url]);
    expect(finding(found, 'signature')).toMatchObject({
      result: 'warning',
      message: expect.stringMatching(/without one is answered too \(405\)/),
    });
  });

  it('fails the protocol where something else answers', async () => {
    const url = await startGateway((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    });
    const { code, report: found } = await report(['--url', url]);
    expect(code).toBe(17);
    expect(finding(found, 'protocol')?.message).toMatch(/text\/html that is not JSON/);
    expect(results(found)).toMatchObject({ signature: 'skipped', tools: 'skipped' });
  });

  it('fails each tool that is missing', async () => {
    const url = await startEndpoint({
      initialize: GREETING,
      'tools/list': { tools: [{ name: 'query_athena', title: 'Query', inputSchema: {} }] },
    });
    const { code, stdout } = await doctor(['--url', url]);
    expect(code).toBe(18);
    expect(stdout).toMatch(/✓ tools +query_athena: Query\n/);
    expect(stdout).toMatch(/✗ tools +get_case_summary is not listed\.\n +→ Deploy the current version/);
  });

  it('tells when the model ends', async () => {
    const tools = TOOL_NAMES.map((name) => ({ name, inputSchema: {} }));
    const answers = { initialize: GREETING, 'tools/list': { tools } };
    const model = { id: 'anthropic.claude-old', status: 'LEGACY', ends: '2020-01-01' };
    const { code, stdout } = await doctor(['--url', await startEndpoint(answers, {}, { model })]);
    expect(code).toBe(19);
    expect(stdout).toMatch(
      /✗ model +anthropic\.claude-old ended on 2020-01-01\n +→ Deploy with another model: /,
    );
  });

  it('warns of prompts and resources that an older server does not have', async () => {
    const tools = TOOL_NAMES.map((name) => ({ name, inputSchema: {} }));
    const answers = { initialize: GREETING, 'tools/list': { tools }, 'prompts/list': { prompts: [] } };
    const { code, stdout } = await doctor(['--url', await startEndpoint(answers)]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/! prompts +not listed: weekly_review, .*\n +→ Deploy the current version/);
    expect(stdout).toMatch(/! resources +not listed: case-insights:\/\/schema, /);
  });

  it('takes a list that fails for a failure of the server, not of the bridge', async () => {
    const tools = TOOL_NAMES.map((name) => ({ name, inputSchema: {} }));
    const error = { code: -32603, message: 'Internal server error' };
    const answers = { initialize: GREETING, 'tools/list': { tools } };
    const { code, stdout } = await doctor(['--url', await startEndpoint(answers, {}, {}, error)]);
    expect(code).toBe(20);
    for (const kind of ['prompts', 'resources']) {
      expect(stdout).toMatch(
        new RegExp(
          `✗ ${kind} +The server refused ${kind}/list \\(-32603: Internal server error\\)\\.\n +→ Its log says why\\.`,
        ),
      );
    }
  });

  it('says of credentials in the environment that clients may withhold them', async () => {
    const { stdout } = await doctor(['--url', await startEndpoint({})]);
    expect(stdout).toMatch(
      /credentials +AKIDEXAMPLE from the environment \(AWS_ACCESS_KEY_ID\), which clients may not pass on: "setup --profile <name>" writes/,
    );
  });

  it('refuses a wrong command line with 2', async () => {
    expect(await doctor(['now'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/no "now"/),
    });
  });

  it('teaches its exit codes with --help', async () => {
    const { code, stdout } = await doctor(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /10 configuration · 11 credentials · [\s\S]* · 18 tools · 19 model · 20 prompts · 21 resources\./,
    );
  });
});

describe('doctor before the local stack', () => {
  let stack: RunningStack;
  beforeAll(async () => {
    stack = await sharedStack('pinned');
  });

  it('ticks everything for a caller who is let in', async () => {
    const env = signingAs(stack.identities.allowed, stack.region);
    const { code, stderr, report: found } = await report(['--url', stack.endpoint], env);
    expect({ code, stderr, ok: found.ok }).toEqual({ code: 0, stderr: '', ok: true });
    const before = found.findings.filter(({ step }) => step !== 'model');
    expect(before.map(({ result }) => result)).toEqual(new Array(16).fill('ok'));
  });

  it.each(['/wrong', '/prod/wrong'])('fails the protocol at %s, and says what is wrong', async (path) => {
    const env = signingAs(stack.identities.allowed, stack.region);
    const { origin, host } = new URL(stack.endpoint);
    const { code, report: found } = await report(['--url', `${origin}${path}`], env);
    expect(code).toBe(17);
    expect(finding(found, 'protocol')).toMatchObject({
      message: `${host} has nothing at ${path}/mcp: the stage or the path is wrong.`,
      fix: expect.stringMatching(/^Give the stack output MCPServerEndpoint as --url/),
    });
  });

  it('fails the permission of one who is not', async () => {
    const { denied } = stack.identities;
    const { code, report: found } = await report(['--url', stack.endpoint], signingAs(denied, stack.region));
    expect(code).toBe(16);
    expect(results(found)).toMatchObject({ signature: 'ok', permission: 'failed', protocol: 'skipped' });
    expect(finding(found, 'permission')).toMatchObject({
      message: expect.stringContaining(`${denied.arn} may not call`),
      fix: expect.stringMatching(/^Attach the policy MCPCaseInsights-UserAccess/),
    });
  });

  it.each([
    ['a wrong secret', { AWS_SECRET_ACCESS_KEY: 'wrong' }, /the secret key is wrong/],
    [
      'a wrong region',
      { AWS_REGION: 'eu-west-1' },
      /does not accept a signature for service "execute-api" in region "eu-west-1"/,
    ],
    ['an unknown key', { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' }, /does not accept the credentials/],
  ])('fails the signature for %s', async (_name, wrong, message) => {
    const env = { ...signingAs(stack.identities.allowed, stack.region), ...wrong };
    const { code, report: found } = await report(['--url', stack.endpoint], env);
    expect(code).toBe(15);
    expect(finding(found, 'signature')?.message).toMatch(message);
  });
});
