import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BRIDGE } from '@case-insights/testing/bundles';
import { deferred } from '@case-insights/testing/deferred';
import { bareEnvironment, signingAs } from '@case-insights/testing/environment';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CREDENTIALS } from '../bridge.ts';
import { type ReferenceServer, startStatelessServer, z } from '../reference-servers.ts';
import { startGateway } from './gateway.ts';
import { runBridgeInThread } from './run.ts';

const home = temporaryFolder(afterAll);

const run = (url: string, args: string[], stdin?: string) =>
  runBridgeInThread([...args, '--url', url, '--retries', '0'], {
    env: { ...bareEnvironment(home), ...CREDENTIALS },
    ...(stdin === undefined ? {} : { stdin }),
  });

function buildServer(): McpServer {
  const server = new McpServer({ name: 'tools', version: '1.0.0' });
  server.registerTool(
    'echo',
    {
      title: 'Say it again',
      description: 'Answers with its arguments.',
      inputSchema: z.object({ n: z.number().int().min(1).default(3), text: z.string().optional() }),
      annotations: { readOnlyHint: true },
    },
    async (args) => ({ content: [{ type: 'text', text: 'ok' }], structuredContent: { ...args } }),
  );
  server.registerTool('fail', { inputSchema: z.object({}) }, async () => ({
    isError: true,
    content: [{ type: 'text', text: 'It cannot be done; try less.' }],
    _meta: { 'case-insights/error': { code: 'query_failed', request_id: 'r-1' } },
  }));
  server.registerTool('plain', { inputSchema: z.object({}) }, async () => ({
    content: [{ type: 'text', text: 'just \u001b[31mtext' }],
  }));
  server.registerTool('rows', { inputSchema: z.object({}) }, async () => ({
    content: [{ type: 'text', text: 'rows' }],
    structuredContent: { columns: ['n', 's'], rows: [{ n: 1, s: '@SUM(A1)' }], next_token: 'abc' },
  }));
  return server;
}

async function startTools(): Promise<ReferenceServer> {
  const server = await startStatelessServer(buildServer);
  onTestFinished(() => server.close());
  return server;
}

describe('tools', () => {
  it('lists names, arguments and descriptions', async () => {
    const { url } = await startTools();
    const { code, stdout, stderr } = await run(url, ['tools']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')[1]).toMatch(/^echo +\[n\], \[text\] +Answers with its arguments\.$/);
  });

  it('shows what one tool takes', async () => {
    const { url } = await startTools();
    const { stdout } = await run(url, ['tools', 'echo']);
    expect(stdout).toMatch(/^echo {2}Say it again\nAnswers with its arguments\.\n/);
    expect(stdout).toMatch(/\nn +integer from 1 to \d+ +3 +–\n/);
  });

  it('gives the schemas as JSON', async () => {
    const { url } = await startTools();
    const { tools } = JSON.parse((await run(url, ['tools', '--json'])).stdout);
    expect(tools[0]).toMatchObject({ name: 'echo', inputSchema: { properties: { n: { minimum: 1 } } } });
  });

  it('leaves out with --read-only what does not declare itself read-only', async () => {
    const { url } = await startTools();
    const { tools } = JSON.parse((await run(url, ['tools', '--json', '--read-only'])).stdout);
    expect(tools.map(({ name }: { name: string }) => name)).toEqual(['echo']);
  });

  it('lists prompts and resources too with --all', async () => {
    const server = await startStatelessServer(() => {
      const built = buildServer();
      built.registerPrompt(
        'greet',
        {
          description: 'Says hello.',
          argsSchema: z.object({ name: z.string(), tone: z.string().optional() }),
        },
        () => ({ messages: [] }),
      );
      const read = () => ({ contents: [] });
      const details = { description: 'A note.', mimeType: 'text/plain' };
      built.registerResource('note', 'note://1', details, read);
      built.registerResource(
        'notes',
        new ResourceTemplate('note://{id}', { list: undefined }),
        details,
        read,
      );
      return built;
    });
    onTestFinished(() => server.close());
    const { code, stdout } = await run(server.url, ['tools', '--all']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nprompt +arguments +description\ngreet +name, \[tone\] +Says hello\.\n/);
    expect(stdout).toMatch(/\nnote:\/\/1 +text\/plain +A note\.\nnote:\/\/\{id\} +text\/plain +A note\.\n$/);
    const all = JSON.parse((await run(server.url, ['tools', '--all', '--json'])).stdout);
    expect(all).toMatchObject({
      tools: [{ name: 'echo' }, { name: 'fail' }, { name: 'plain' }, { name: 'rows' }],
      prompts: [{ name: 'greet' }],
      resources: [{ uri: 'note://1' }],
      resourceTemplates: [{ uriTemplate: 'note://{id}' }],
    });
  });

  it('lists with --all what there is, and refuses it beside a name', async () => {
    const { url } = await startTools();
    const { code, stdout } = await run(url, ['tools', '--all']);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/prompt|resource/);
    expect(await run(url, ['tools', 'echo', '--all'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('tools takes a name or --all, not both'),
    });
  });
});

describe('call --csv', () => {
  it('writes the rows, and says on stderr that there are more', async () => {
    const { url } = await startTools();
    expect(await run(url, ['call', 'rows', '--csv'])).toMatchObject({
      code: 0,
      stdout: "n,s\r\n1,'@SUM(A1)\r\n",
      stderr: 'There are more rows: raise max_results (at most 5000), or add next_token=abc\n',
    });
  });

  it.each([
    [['plain', '--csv'], 'The answer of plain has no rows for --csv; use --json.'],
    [['rows', '--csv', '--json'], 'call takes --csv or --json, not both'],
  ])('refuses %j', async (args, message) => {
    const { url } = await startTools();
    const { code, stderr } = await run(url, ['call', ...args]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe('call', () => {
  it('gives key=value the types of the schema', async () => {
    const { url } = await startTools();
    const { code, stdout } = await run(url, ['call', 'echo', 'n=30', 'text=1', '--json']);
    expect({ code, result: JSON.parse(stdout) }).toEqual({ code: 0, result: { n: 30, text: '1' } });
  });

  it('sends JSON as it is, in one request', async () => {
    const server = await startTools();
    const { stdout } = await run(server.url, [
      'call',
      'echo',
      '{"n": 4}',
      '--json',
      '--metadata',
      'team=ops',
    ]);
    expect(JSON.parse(stdout)).toEqual({ n: 4 });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(server.requests[0]?.body).toMatchObject({
      method: 'tools/call',
      params: { _meta: { team: 'ops', 'case-insights/call': expect.any(String) } },
    });
  });

  it('reads JSON from stdin', async () => {
    const { url } = await startTools();
    const { stdout } = await run(url, ['call', 'echo', '-', '--json'], '{"n": 7}');
    expect(JSON.parse(stdout)).toEqual({ n: 7 });
  });

  it('shows a result for people without colours or control characters', async () => {
    const { url } = await startTools();
    expect((await run(url, ['call', 'echo', 'n=5'])).stdout).toBe('n  5\n');
    expect((await run(url, ['call', 'plain'])).stdout).toBe('just  [31mtext\n');
  });

  it('tells an error of the tool by exit code 3', async () => {
    const { url } = await startTools();
    expect(await run(url, ['call', 'fail'])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'It cannot be done; try less.\n',
    });
    const { code, stdout } = await run(url, ['call', 'fail', '--json']);
    expect({ code, error: JSON.parse(stdout) }).toEqual({
      code: 3,
      error: { error: 'It cannot be done; try less.', code: 'query_failed', request_id: 'r-1' },
    });
  });

  it.each([
    [['call'], /Say which tool to call/],
    [['call', 'echo', 'n=x'], /n takes a whole number, not "x"/],
    [['call', 'echo', 'm=1'], /echo takes no "m"; it takes n, text/],
    [['call', 'none', 'm=1'], /has no tool "none"; it has echo, fail, plain/],
    [['call', 'none'], /has no tool "none"; it has echo, fail, plain/],
    [['call', 'echo', '{'], /not valid JSON/],
    [['call', 'echo', '--jsn'], /no option --jsn; did you mean --json\?/],
    [['call', 'ecko'], /has no tool "ecko"; did you mean echo\?/],
    [['tools', 'none'], /has no tool "none"/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { url } = await startTools();
    const { code, stdout, stderr } = await run(url, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('refuses with --read-only a tool that does not declare itself read-only', async () => {
    const { url } = await startTools();
    const { code, stderr } = await run(url, ['call', 'fail', '{}', '--read-only']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/"fail" does not declare itself read-only/);
  });

  it('exits with 1 and a sentence when there is no answer, on stdout too with --json', async () => {
    const url = await startGateway((_request, response) => {
      response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' });
      response.end(
        '{"Message":"User: arn:aws:iam::1:user/u is not authorized to perform: execute-api:Invoke on resource: r"}',
      );
    });
    const { code, stdout, stderr } = await run(url, ['call', 'echo', '{}', '--json']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/arn:aws:iam::1:user\/u may not call/);
    expect(JSON.parse(stdout)).toEqual({ error: stderr.trim(), code: 'not_authorized' });
  });

  it('exits with 1 when the answer is no JSON-RPC', async () => {
    const url = await startGateway((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    });
    const { code, stderr } = await run(url, ['call', 'echo', '{}']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/text\/html that is not JSON/);
  });

  it.skipIf(process.platform === 'win32')('tells the server on Ctrl-C and exits with 130', async () => {
    let callId: unknown;
    const cancelled = deferred<unknown>();
    let child: ReturnType<typeof spawn> | undefined;
    const url = await startGateway((request, response) => {
      const message = JSON.parse(request.body);
      if (message.method === 'notifications/cancelled') {
        response.writeHead(202).end();
        cancelled.resolve(message.params._meta['case-insights/call']);
        return;
      }
      callId = message.params._meta['case-insights/call'];
      child?.kill('SIGINT');
    });
    child = spawn(process.execPath, [BRIDGE, 'call', 'echo', '{}', '--url', url], {
      env: { ...bareEnvironment(home), ...CREDENTIALS },
      stdio: 'ignore',
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(130);
    expect(await cancelled.promise).toBe(callId);
  });

  it('ends a call after --tool-timeout', async () => {
    const url = await startGateway((request, response) => {
      if (request.body.includes('notifications/cancelled')) response.writeHead(202).end();
    });
    const { code, stderr } = await run(url, ['call', 'echo', '{}', '--tool-timeout', '0.2']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/echo gave no answer within 0\.2 s and was cancelled/);
  });

  it('teaches with --help', async () => {
    for (const command of ['call', 'tools']) {
      const { code, stdout } = await runBridgeInThread([command, '--help'], { env: bareEnvironment(home) });
      expect(code).toBe(0);
      expect(stdout).toMatch(/Examples:[\s\S]*Exit codes:/);
    }
  });
});

describe('call before the local stack', () => {
  let stack: RunningStack;
  beforeAll(async () => {
    stack = await sharedStack('pinned');
  });

  const runAs = (caller: 'allowed' | 'denied', args: string[]) =>
    runBridgeInThread([...args, '--url', stack.endpoint], {
      env: { ...bareEnvironment(home), ...signingAs(stack.identities[caller], stack.region) },
    });

  it('answers with the product’s own tools', async () => {
    const { code, stdout, stderr } = await runAs('allowed', [
      'call',
      'query_athena',
      'query=SELECT count(*) AS n FROM case_summary',
      '--json',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ columns: ['n'], rows: [{ n: 1500 }], row_count: 1 });
  });

  it('passes the sentence of a refused argument on', async () => {
    const { code, stderr } = await runAs('allowed', ['call', 'get_case_summary', 'days_back=0']);
    expect(code).toBe(3);
    expect(stderr).toContain('days_back is 0, but must be a whole number of at least 1');
  });

  it('says who is not let in', async () => {
    const { code, stderr } = await runAs('denied', ['tools']);
    expect(code).toBe(1);
    expect(stderr).toContain(`${stack.identities.denied.arn} may not call`);
  });
});
