import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { DEMO, LOCAL, REPORT } from '@case-insights/testing/bundles';
import { runScript } from '@case-insights/testing/processes';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { generateCases, writeCaseFolder } from '../src/cases/index.ts';
import { descendants, isRunning } from './support/processes.ts';
import { startLocal, startLocalProcess, UNTIL } from './support/stack.ts';

const TOOLS = [
  'get_case_summary',
  'get_service_trends',
  'get_rca_analysis',
  'query_athena',
  'analyze_case_summaries',
  'analyze_with_bedrock',
];

/** The SDK waits a random part of a limit before each of its attempts: none of it is waited for, and all attempts are made. */
const WITHOUT_BACK_OFF = { NODE_OPTIONS: '--import=data:text/javascript,Math.random=()=>0' };

const folder = temporaryFolder(afterAll);

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(
  file: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): ChildProcess {
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  children.push(child);
  return child;
}

const run = (file: string, ...args: string[]) => runScript(file, args);

describe('local --json', () => {
  it('prints one line of JSON and nothing else', async () => {
    const stack = await startLocalProcess({}, ['--cases', '100']);
    try {
      expect(JSON.parse(stack.stdout())).toEqual({
        endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/prod$/),
        region: 'us-east-1',
        identities: {
          allowed: {
            accessKeyId: expect.any(String),
            secretAccessKey: expect.any(String),
            arn: 'arn:aws:iam::123456789012:user/allowed',
          },
          denied: {
            accessKeyId: expect.any(String),
            secretAccessKey: expect.any(String),
            arn: 'arn:aws:iam::123456789012:user/denied',
          },
        },
        athenaEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        bedrockEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        ssmEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        s3Endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        database: 'case_insights_local',
        workgroup: 'CaseInsights-local',
        compactWorkgroup: 'CaseInsightsCompact-local',
        compactLocation: 's3://case-insights-local-compact/',
        viewsPage: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      });
      expect((await stack.send('GET', '/')).status).toBe(200);
      expect(stack.stdout()).not.toContain('\n');
    } finally {
      await stack.stop();
    }
  });

  it('ends with everything it started on SIGTERM', async () => {
    const stack = await startLocalProcess({}, ['--cases', '100']);
    await stack.send('GET', '/');
    const instances = descendants(stack.pid);
    expect(instances).toHaveLength(1);
    await stack.stop();
    await expect.poll(() => instances.filter(isRunning)).toEqual([]);
    await expect(fetch(stack.endpoint)).rejects.toThrow();
  });

  it('leaves no instance behind when it is killed', async () => {
    const stack = await startLocalProcess({}, ['--cases', '100']);
    await stack.send('GET', '/');
    const instances = descendants(stack.pid);
    process.kill(stack.pid, 'SIGKILL');
    await expect.poll(() => instances.filter(isRunning)).toEqual([]);
    await stack.stop();
  });

  it('ends when the process that started it is killed', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      spawn(process.execPath, [${JSON.stringify(LOCAL)}, '--json', '--cases', '100'], { stdio: 'inherit' });
      setInterval(() => {}, 1000);`;
    const parent = start('-e', [script]);
    await once(createInterface({ input: parent.stdout! }), 'line');
    const [stack] = descendants(parent.pid!);
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(stack!)).toBe(false);
  });

  it('serves the port that is asked for, and says when it is taken', async () => {
    const first = await startLocal({}, ['--cases', '100']);
    const { port } = new URL(first.endpoint);
    const { code, stdout, stderr } = await run(LOCAL, '--json', '--cases', '100', '--port', port);
    await first.stop();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^Port ${port} is taken by another process: .+ free one\\.\n$`));
    const second = await startLocal({}, ['--port', port, '--cases', '100']);
    await second.stop();
    expect(second.endpoint).toBe(first.endpoint);
  });
});

describe('local', () => {
  it('prints the endpoint, credentials and a configuration for each client', async () => {
    const child = start(LOCAL, ['--cases', '100', '--until', UNTIL]);
    let shown = '';
    for await (const line of createInterface({ input: child.stdout! })) {
      shown += `${line}\n`;
      if (line.startsWith('Ctrl-C')) break;
    }
    expect(shown).toMatch(/100 generated cases · \d+ accounts/);
    for (const client of ['Kiro', 'Claude Desktop', 'Cursor', 'VS Code']) expect(shown).toContain(client);
    const [kiro] = /\{\n {2}"mcpServers".*?\n\}/s.exec(shown) ?? [];
    expect(JSON.parse(kiro ?? '')).toMatchObject({
      mcpServers: {
        'case-insights': {
          command: 'node',
          args: [expect.stringMatching(/bridge\.js$/), '--url', expect.any(String)],
        },
      },
    });
  });

  it.each([LOCAL, DEMO, REPORT])('explains itself in 80 columns: %s --help', async (file) => {
    const { code, stdout } = await run(file, '--', '--help');
    expect(code).toBe(0);
    for (const option of ['--data', '--cases', '--seed', '--until', '--hostile', '--port', 'corsOrigins'])
      expect(stdout).toContain(option);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each([
    [['--cases', 'many'], /--cases takes a whole number/],
    [['--until', '2025-02-30'], /--until takes a day as YYYY-MM-DD, not '2025-02-30'/],
    [['--port', '70000'], /--port takes a whole number from 0 to 65535/],
    [['--data', '/no/such/folder'], /--data takes a folder, and '\/no\/such\/folder' is not one/],
    [['--data', '.', '--seed', '2'], /--data brings its own cases/],
    [['--settings', '/no/such/file'], /--settings takes a JSON file/],
    [['--colour'], /--colour.*--help/],
    [['--seed', '-1'], /^Option '--seed'.*--help.*\n$/],
  ])('refuses %j with a sentence', async (args, message) => {
    const { code, stdout, stderr } = await run(LOCAL, '--json', ...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  it('says that a folder is no copy of the bucket', async () => {
    const { code, stderr } = await run(LOCAL, '--json', '--data', import.meta.dirname);
    expect(code).toBe(1);
    expect(stderr).toMatch(/account_number=/);
  });

  it('keeps random keys to itself where it serves real cases', async () => {
    const data = join(folder, 'keys');
    await writeCaseFolder(data, generateCases({ count: 20, until: UNTIL }));
    const secrets: string[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const stack = await startLocal({}, ['--data', data]);
      secrets.push(stack.identities.allowed.secretAccessKey);
      await stack.stop();
    }
    expect(new Set(secrets).size).toBe(2);
  });
});

describe('demo', () => {
  describe('on a folder of cases', () => {
    const seen = new Set<number>();
    const ended = { code: NaN, stdout: '', stderr: '' };
    beforeAll(async () => {
      const data = join(folder, 'demo');
      await writeCaseFolder(data, generateCases({ count: 200, until: UNTIL }));
      const broken = join(data, 'account_number=123456789012', 'case_number=1');
      mkdirSync(broken, { recursive: true });
      writeFileSync(join(broken, 'data.json'), '{"caseId":');
      const child = start(DEMO, ['--', '--data', data]);
      const output = Promise.all([text(child.stdout!), text(child.stderr!)]);
      const watch = setInterval(() => {
        for (const pid of descendants(child.pid!)) seen.add(pid);
      }, 50);
      [ended.code] = await once(child, 'exit');
      clearInterval(watch);
      [ended.stdout, ended.stderr] = await output;
    });

    it('calls all six tools through the bridge, and leaves nothing running', () => {
      const { code, stdout } = ended;
      expect(code).toBe(0);
      for (const tool of TOOLS) expect(stdout).toContain(tool);
      expect(stdout.match(/✓/g)).toHaveLength(6);
      expect(stdout).toContain('All 6 tools answered');
      expect(stdout).toContain('"mcpServers"');
      expect(stdout).not.toContain('\u001b');
      expect(seen.size).toBeGreaterThan(0);
      expect([...seen].filter(isRunning)).toEqual([]);
    });

    it('names the files it cannot read', () => {
      expect(ended.stderr).toContain(join('case_number=1', 'data.json'));
      expect(ended.stdout).toMatch(/200 cases · .* · 1 skipped/);
    });
  });

  it('ends quietly when its reader leaves', async () => {
    const child = start(DEMO, ['--cases', '100']);
    const errors = text(child.stderr!);
    const exited = once(child, 'exit');
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    expect(await exited).toEqual([expect.any(Number), null]);
    expect(await errors).toBe('');
  });

  it('fails when a step fails, and says which', async () => {
    const settings = join(folder, 'settings.json');
    const variables = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:9', ...WITHOUT_BACK_OFF };
    writeFileSync(settings, JSON.stringify({ variables }));
    const { code, stdout } = await run(DEMO, '--cases', '100', '--settings', settings);
    expect(code).toBe(1);
    expect(stdout.match(/✗/g)).toHaveLength(2);
    expect(stdout).toContain('2 of 6 calls failed');
  });
});

describe('report', () => {
  it('writes the report of the local cases, with options of the stack and of the bridge in any order', async () => {
    const { code, stdout, stderr } = await run(REPORT, '--days', '7', '--cases', '50', '--format', 'json');
    expect(stderr).toContain('Counting the cases from');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      answers: { get_case_summary: { total_cases: expect.any(Number) } },
    });
  });

  it('ends with the code of the bridge', async () => {
    expect(await run(REPORT, '--cases', '50', '--days=0')).toMatchObject({ code: 2, stdout: '' });
  });
});
