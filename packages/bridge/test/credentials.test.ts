import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVELOPE } from '@case-insights/testing/protocol';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './bridge.ts';
import {
  event,
  type Gateway,
  type Handler,
  INITIALIZE_RESULT,
  openEvents,
  sendHandshake,
  sendJson,
  sendResult,
  startGateway,
} from './gateway.ts';
import { BridgeProcess } from './process.ts';

/** No credentials but those in a home folder of the test, and no instance metadata service. */
const NOTHING = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };

let home: string;
let gateway: Gateway;
let bridge: BridgeProcess;

beforeEach(() => {
  home = temporaryFolder();
  mkdirSync(join(home, '.aws'));
});

afterEach(async () => {
  bridge?.kill();
  await gateway?.close();
});

const write = (name: string, text: string) => writeFileSync(join(home, '.aws', name), text);
const keys = (id: string, token?: string) =>
  `aws_access_key_id = ${id}\naws_secret_access_key = secret\n${token ? `aws_session_token = ${token}\n` : ''}`;
/** The access key that signed a request. */
const signer = (request: { headers: Record<string, unknown> } | undefined) =>
  /Credential=([^/]+)/.exec(String(request?.headers.authorization))?.[1];

async function start(
  args: string[] = [],
  handler: Handler = answerAll,
  env: Record<string, string> = {},
): Promise<void> {
  gateway = await startGateway(handler);
  bridge = new BridgeProcess(gateway.url, { args, env: { HOME: home, ...NOTHING, ...env } });
}

const answerAll: Handler = (request, response) => {
  if (!sendHandshake(request, response)) sendResult(response, request, { tools: [] });
};

describe('the standard chain', () => {
  it('takes environment credentials with their session token', async () => {
    await start([], answerAll, {
      AWS_ACCESS_KEY_ID: 'ENVKEY',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_SESSION_TOKEN: 'tok',
    });
    await bridge.ask(1, 'tools/list');
    expect(signer(gateway.requests[0])).toBe('ENVKEY');
    expect(gateway.requests[0]?.headers['x-amz-security-token']).toBe('tok');
  });

  it('prefers AWS_PROFILE to environment credentials, without the warning of the SDK', async () => {
    write('credentials', `[work]\n${keys('WORKKEY')}`);
    await start([], answerAll, {
      AWS_ACCESS_KEY_ID: 'ENVKEY',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_PROFILE: 'work',
    });
    await bridge.ask(1, 'tools/list');
    await bridge.close();
    expect(signer(gateway.requests[0])).toBe('WORKKEY');
    expect(bridge.stderr).toBe('');
  });

  it('runs credential_process without giving it the messages on stdin', async () => {
    const answer = JSON.stringify({
      Version: 1,
      AccessKeyId: 'PROCKEY',
      SecretAccessKey: 's',
      SessionToken: 't',
    });
    const script = join(home, 'process.cjs');
    const body = `let n=0;process.stdin.on('data',(d)=>{n+=d.length});setTimeout(()=>{process.stdout.write(n===0?${JSON.stringify(answer)}:'{}');process.exit()},50);`;
    writeFileSync(script, body);
    write('config', `[profile p]\ncredential_process = ${process.execPath} ${script}\n`);
    await start(['--profile', 'p']);
    const first = bridge.ask(1, 'tools/list');
    bridge.send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
    await first;
    await bridge.find((message) => message.id === 2);
    expect(gateway.requests.map(signer)).toEqual(['PROCKEY', 'PROCKEY']);
  });

  it('says which profile is missing and which there are', async () => {
    write('credentials', `[one]\n${keys('A')}[two]\n${keys('B')}`);
    await start(['--profile', 'three']);
    const answer = await bridge.ask(1, 'tools/list');
    expect(answer.error?.data?.reason).toBe('no_credentials');
    expect(answer.error?.message).toMatch(/no profile "three".*one, two/);
  });

  it('says which sources were tried', async () => {
    await start();
    const answer = await bridge.ask(1, 'tools/list');
    expect(answer.error?.message).toMatch(
      /tried: environment variables, the AWS configuration files, web identity/,
    );
    expect(answer.error?.code).toBe(-32010);
  });

  it('names the login of an SSO profile, also behind a role', async () => {
    const session =
      '[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n';
    const sso = 'sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\n';
    const role = 'role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = dev\nregion = eu-west-1\n';
    write('config', `${session}[profile dev]\n${sso}[profile admin]\n${role}`);
    await start(['--profile', 'dev,admin']);
    const direct = await bridge.ask(1, 'tools/list');
    expect(direct.error?.data?.reason).toBe('expired_credentials');
    expect(direct.error?.message).toMatch(/run "aws sso login --profile dev"/);
    const behind = await bridge.ask(2, 'tools/list', { _meta: { 'case-insights/profile': 'admin' } });
    expect(behind.error?.message).toMatch(/run "aws sso login --profile dev"/);
  });

  it('does not show what a failing credential_process printed', async () => {
    write('config', '[profile p]\ncredential_process = /bin/sh -c "echo hunter2 >&2; exit 1"\n');
    await start(['--profile', 'p', '--log-level', 'debug']);
    const answer = await bridge.ask(1, 'tools/list');
    await bridge.close();
    expect(answer.error?.message).toMatch(/credential_process of profile "p" gave no credentials/);
    expect(JSON.stringify(answer) + bridge.stderr).not.toMatch(/hunter2/);
  });
});

describe('a failure of the chain', () => {
  const SESSION =
    '[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n';
  const SSO = 'sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\n';
  const token = (name: string) =>
    writeFileSync(
      join(home, '.aws', 'sso', 'cache', `${createHash('sha1').update(name).digest('hex')}.json`),
      JSON.stringify({ accessToken: 't', expiresAt: new Date(Date.now() + 3_600_000).toISOString() }),
    );

  async function failureFor(profile: string, env: Record<string, string> = {}) {
    await start(['--profile', profile, '--retries', '0'], answerAll, env);
    const { error } = await bridge.ask(1, 'tools/list');
    return { reason: error?.data?.reason, message: error?.message };
  }

  it('names a session that the files do not have, and advises no login', async () => {
    write('config', `[profile dev]\n${SSO}`);
    expect(await failureFor('dev')).toEqual({
      reason: 'no_credentials',
      message:
        'Profile "dev" logs in through the sso-session "corp", which the AWS configuration file does not have; add [sso-session corp] with sso_start_url and sso_region, or run "aws configure sso".',
    });
  });

  it('says that a role needs MFA, which the bridge cannot ask for', async () => {
    const role =
      'role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n';
    write('config', `[profile base]\nregion = eu-west-1\n[profile admin]\n${role}`);
    write('credentials', `[base]\n${keys('BASEKEY')}`);
    expect(await failureFor('admin')).toEqual({
      reason: 'no_credentials',
      message:
        'Profile "admin" needs an MFA code, which the bridge cannot ask for; get a session with "aws sts get-session-token --serial-number <your MFA device> --token-code <code>" and put its keys into a profile, or use a credential_process that asks.',
    });
  });

  it.each([
    ['a broken connection', undefined, 'connection_failed', /check network, VPN and proxy/],
    [
      'a missing assignment',
      [403, 'ForbiddenException', 'No access'],
      'no_credentials',
      /does not reach its account and role \(No access\)/,
    ],
    [
      'an ended session',
      [401, 'UnauthorizedException', 'Session token not found or invalid'],
      'expired_credentials',
      /run "aws sso login --profile dev"/,
    ],
  ] as const)('tells %s of the SSO portal as what it is', async (_name, refusal, reason, sentence) => {
    const portal = await startGateway((_request, response) => {
      if (refusal === undefined) {
        response.destroy();
        return;
      }
      const [status, type, message] = refusal;
      sendJson(response, { message }, status, { 'x-amzn-errortype': type });
    });
    mkdirSync(join(home, '.aws', 'sso', 'cache'), { recursive: true });
    token('corp');
    write('config', `${SESSION}[profile dev]\n${SSO}`);
    const failure = await failureFor('dev', { AWS_ENDPOINT_URL_SSO: portal.url.replace('/prod', '') });
    await portal.close();
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(sentence);
  });

  it('shows nothing of a credential_process behind a role either', async () => {
    const role = 'role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = p\nregion = eu-west-1\n';
    write('config', `[profile p]\ncredential_process = /bin/false hunter2\n[profile admin]\n${role}`);
    const { message } = await failureFor('admin');
    expect(message).toMatch(/credential_process/);
    expect(message).not.toMatch(/hunter2|false/);
  });

  it('says that a client may withhold the environment, where nothing is in it', async () => {
    await start();
    expect((await bridge.ask(1, 'tools/list')).error?.message).toBe(
      'There are no AWS credentials (tried: environment variables, the AWS configuration files, web identity); log in with "aws sso login" or "aws login", or name a profile with --profile; if your shell has them, the MCP client may not pass them on, as Gemini CLI, Codex and the Inspector do: put AWS_PROFILE into the "env" of its configuration.',
    );
  });

  it.each([
    ['region', 'region = x/../evil.example#\n'],
    ['sso_region', `${SSO.replace('corp', 'evil')}`],
  ])('refuses a %s that is none before anything is signed or sent', async (_name, text) => {
    const evil =
      '[sso-session evil]\nsso_start_url = https://example.awsapps.com/start\nsso_region = a.evil.example/\n';
    write('config', `${evil}[profile dev]\n${text}`);
    const failure = await failureFor('dev');
    expect(failure.reason).toBe('configuration');
    expect(failure.message).toMatch(/evil\.example.*is not an AWS region/);
  });
});

describe('names and values as people write them', () => {
  it.each(['[profile "my profile"]', '[profile my profile]'])(
    'takes %s, and a role with it as its source',
    async (header) => {
      write('config', `${header}\n${keys('SPACED')}`);
      await start(['--profile', 'my profile']);
      await bridge.ask(1, 'tools/list');
      expect(gateway.requests.map(signer)).toEqual(['SPACED']);
    },
  );

  it('takes a name with a space from the credentials file and from AWS_PROFILE', async () => {
    write('credentials', `[my profile]\n${keys('SPACED')}`);
    await start([], answerAll, { AWS_PROFILE: 'my profile' });
    await bridge.ask(1, 'tools/list');
    expect(gateway.requests.map(signer)).toEqual(['SPACED']);
  });

  it('quotes a name in the command that it advises, so that it can be pasted', async () => {
    write('config', '[profile my profile]\nlogin_session = arn:aws:iam::1:user/x\n');
    await start(['--profile', 'my profile']);
    expect((await bridge.ask(1, 'tools/list')).error?.message).toBe(
      'The AWS login of profile "my profile" has expired or was never made; run "aws login --profile \'my profile\'", then try again.',
    );
  });

  it('takes an empty AWS_PROFILE for none, and a key with a line end for the key', async () => {
    await start([], answerAll, {
      AWS_PROFILE: '',
      AWS_ACCESS_KEY_ID: 'TRIMMED\n',
      AWS_SECRET_ACCESS_KEY: ' s\r\n',
    });
    await bridge.ask(1, 'tools/list');
    expect(gateway.requests.map(signer)).toEqual(['TRIMMED']);
  });

  it('names a key that holds what none holds', async () => {
    await start([], answerAll, { AWS_ACCESS_KEY_ID: 'A\nB', AWS_SECRET_ACCESS_KEY: 's' });
    expect((await bridge.ask(1, 'tools/list')).error?.message).toBe(
      'The access key id of the environment (AWS_ACCESS_KEY_ID) holds a character that none has, such as a space or a line end; set it again.',
    );
    expect(gateway.requests).toEqual([]);
  });
});

describe('several profiles', () => {
  it('signs a cancel as the call was signed, since the server ends only calls of the same caller', async () => {
    write('credentials', `[a]\n${keys('KEYA')}[b]\n${keys('KEYB')}`);
    await start(['--profile', 'a,b'], (request, response) => {
      if (request.message.method !== 'tools/call') sendResult(response, request, { tools: [] });
    });
    const _meta = { 'case-insights/profile': 'b' };
    bridge.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x', _meta } });
    await gateway.received(1);
    bridge.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    const [call, cancel] = await gateway.received(2);
    expect(cancel?.message.method).toBe('notifications/cancelled');
    expect([signer(call), signer(cancel)]).toEqual(['KEYB', 'KEYB']);
  });

  it('signs with the first unless a call names another, and refuses one that is not listed', async () => {
    write('credentials', `[a]\n${keys('AKEY')}[b]\n${keys('BKEY')}[c]\n${keys('CKEY')}`);
    await start(['--profile', 'a', '--profile', 'b']);
    await bridge.ask(1, 'tools/list');
    await bridge.ask(2, 'tools/list', { _meta: { 'case-insights/profile': 'b' } });
    const refused = await bridge.ask(3, 'tools/list', { _meta: { 'case-insights/profile': 'c' } });
    expect(gateway.requests.map(signer)).toEqual(['AKEY', 'BKEY']);
    expect(refused.error?.data?.reason).toBe('unknown_profile');
    expect(refused.error?.message).toMatch(/may not use profile "c".*a, b/);
  });
});

describe('credentials that change', () => {
  it('are read again when the files change', async () => {
    write('credentials', `[default]\n${keys('OLDKEY')}`);
    await start();
    await bridge.ask(1, 'tools/list');
    write('credentials', `[default]\n${keys('NEWERKEY')}`);
    await bridge.ask(2, 'tools/list');
    expect(gateway.requests.map(signer)).toEqual(['OLDKEY', 'NEWERKEY']);
  });

  it('are read again when AWS refuses them, and the call is repeated, for it did not run', async () => {
    write('credentials', `[default]\n${keys('OLDKEY', 'old')}`);
    await start([], (request, response) => {
      if (signer(request) === 'NEWKEY') return sendResult(response, request);
      write('credentials', `[default]\n${keys('NEWKEY', 'new')}`);
      const headers = { 'x-amzn-errortype': 'ExpiredTokenException' };
      sendJson(response, { message: 'The security token included in the request is expired' }, 403, headers);
    });
    const answer = await bridge.ask(1, 'tools/call', { name: 'x' });
    expect(answer.result).toEqual({ ok: true });
    expect(gateway.requests.map(signer)).toEqual(['OLDKEY', 'NEWKEY']);
  });

  it('that expire soon are read again before every use', async () => {
    const script = join(home, 'process.cjs');
    const soon = `Expiration:new Date(Date.now()+30000).toISOString()`;
    const identity = `{Version:1,AccessKeyId:'K'+process.pid,SecretAccessKey:'s',SessionToken:'t',${soon}}`;
    writeFileSync(script, `process.stdout.write(JSON.stringify(${identity}))`);
    write('config', `[default]\ncredential_process = ${process.execPath} ${script}\n`);
    await start();
    await bridge.ask(1, 'tools/list');
    await bridge.ask(2, 'tools/list');
    expect(new Set(gateway.requests.map(signer)).size).toBe(2);
  });

  it('may rotate while calls run: every call is answered, signed by the one or the other', async () => {
    write('credentials', `[default]\n${keys('KEY0')}`);
    await start();
    const answers: Promise<unknown>[] = [];
    for (let id = 1; id <= 60; id++) {
      if (id % 10 === 0) write('credentials', `[default]\n${keys(`KEY${id}`)}`);
      answers.push(bridge.ask(id, 'tools/call', { name: 'x' }).then((answer) => answer.result));
      if (id % 5 === 0) await answers.at(-1);
    }
    expect(await Promise.all(answers)).toEqual(answers.map(() => ({ tools: [] })));
    expect(gateway.requests.map(signer)).toContain('KEY60');
  });
});

describe('a start before anyone has logged in', () => {
  it.each(['v1', 'v2'] as const)(
    'lets the %s client connect, and works once there are credentials',
    async (kind) => {
      const tools = [{ name: 'echo', inputSchema: { type: 'object' } }];
      gateway = await startGateway((request, response) => {
        if (!sendHandshake(request, response)) sendResult(response, request, { tools });
      });
      const { client, stderr } = await connect(kind, gateway.url, { env: { HOME: home, ...NOTHING } });
      expect(client.getServerCapabilities()).toEqual({
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true },
        completions: {},
      });
      expect(client.getInstructions()).toMatch(/no AWS credentials.*aws sso login/);
      await expect(client.listTools()).rejects.toThrow(/There are no AWS credentials/);
      expect(gateway.requests).toEqual([]);

      const changed = new Promise<void>((resolve) => {
        client.fallbackNotificationHandler = async ({ method }) => {
          if (method === 'notifications/tools/list_changed') resolve();
        };
      });
      write('credentials', `[default]\n${keys('LATEKEY')}`);
      expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['echo']);
      await changed;
      const opening = gateway.requests
        .filter((request) => request.method === 'POST')
        .map(({ message }) => message.method);
      expect(opening).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
      expect(gateway.requests[0]?.message.params).toMatchObject({ clientInfo: { name: 'test-client' } });
      await client.close();
      expect(stderr()).toBe('');
    },
  );

  it('answers the 2026-era opening and subscription itself, and announces the tools on the subscription', async () => {
    await start([], (request, response) => {
      if (request.message.method !== 'subscriptions/listen')
        return sendResult(response, request, { tools: [] });
      openEvents(response);
      response.write(
        event({ jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: {} }),
      );
    });
    const discovered = await bridge.ask(1, 'server/discover', { _meta: ENVELOPE });
    expect(discovered.result).toMatchObject({
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true },
        completions: {},
      },
    });
    expect(discovered.result?.instructions).toMatch(/no AWS credentials/);
    const notifications = {
      toolsListChanged: true,
      promptsListChanged: true,
      resourceSubscriptions: ['a:b'],
    };
    const params = { notifications, _meta: ENVELOPE };
    bridge.send({ jsonrpc: '2.0', id: 'listen:0', method: 'subscriptions/listen', params });
    const ack = await bridge.find((message) => message.method === 'notifications/subscriptions/acknowledged');
    expect(ack.params).toEqual({
      _meta: { 'io.modelcontextprotocol/subscriptionId': 'listen:0' },
      notifications: { toolsListChanged: true, promptsListChanged: true },
    });
    expect((await bridge.ask(2, 'tools/list', { _meta: ENVELOPE })).error?.message).toMatch(
      /no AWS credentials/,
    );
    write('credentials', `[default]\n${keys('LATEKEY')}`);
    expect((await bridge.ask(3, 'tools/list', { _meta: ENVELOPE })).result).toEqual({ tools: [] });
    for (const list of ['tools', 'prompts']) {
      const changed = await bridge.find(({ method }) => method === `notifications/${list}/list_changed`);
      expect(changed.params?._meta).toEqual({ 'io.modelcontextprotocol/subscriptionId': 'listen:0' });
    }
    await gateway.received(1, (request) => request.message.method === 'subscriptions/listen');
    expect(await bridge.close()).toBe(0);
  });

  it('does so too when AWS refuses the credentials there are', async () => {
    await start(
      [],
      (_request, response) => {
        const headers = { 'x-amzn-errortype': 'UnrecognizedClientException' };
        sendJson(
          response,
          { message: 'The security token included in the request is invalid.' },
          403,
          headers,
        );
      },
      { AWS_ACCESS_KEY_ID: 'DEAD', AWS_SECRET_ACCESS_KEY: 's' },
    );
    const opened = await bridge.open();
    expect(opened.result).toMatchObject({ protocolVersion: INITIALIZE_RESULT.protocolVersion });
    expect(opened.result?.instructions).toMatch(/does not accept the credentials of the environment/);
  });

  it('but tells any other failure of the opening as what it is', async () => {
    await start(
      [],
      (_request, response) => {
        const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
        sendJson(
          response,
          { Message: 'User: arn:x is not authorized to perform: execute-api:Invoke' },
          403,
          headers,
        );
      },
      { AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 's' },
    );
    expect((await bridge.open()).error?.data?.reason).toBe('not_authorized');
  });
});

describe('--skip-auth', () => {
  it('sends unsigned where there are no credentials, and signed where there are', async () => {
    await start(['--skip-auth']);
    await bridge.ask(1, 'tools/list');
    write('credentials', `[default]\n${keys('LATEKEY')}`);
    await bridge.ask(2, 'tools/list');
    expect(gateway.requests.map((request) => request.headers.authorization === undefined)).toEqual([
      true,
      false,
    ]);
  });
});
