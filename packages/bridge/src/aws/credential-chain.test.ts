import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chainCredentials } from './credential-chain.ts';

let home: string;
let portal: Server;

afterEach(() => {
  vi.unstubAllEnvs();
  portal.close();
  rmSync(home, { recursive: true, force: true });
});

describe('chainCredentials', () => {
  it('gives up on an SSO portal that takes the connection and says nothing, after the time that is set', async () => {
    portal = createServer(() => undefined);
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
    const address = portal.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    home = mkdtempSync(join(tmpdir(), 'bridge-home-'));
    const cache = join(home, '.aws', 'sso', 'cache');
    mkdirSync(cache, { recursive: true });
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const file = `${createHash('sha1').update('corp').digest('hex')}.json`;
    writeFileSync(join(cache, file), JSON.stringify({ accessToken: 't', expiresAt }));
    writeFileSync(
      join(home, '.aws', 'config'),
      `[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = reader
`,
    );
    vi.stubEnv('HOME', home);
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', `http://127.0.0.1:${port}`);
    const start = performance.now();
    const transport = {
      region: 'eu-west-1',
      connectTimeoutMs: 1000,
      callTimeoutMs: 200,
      httpsAgent: undefined,
    };
    await expect(chainCredentials('dev', transport)).rejects.toMatchObject({
      reason: 'connection_failed',
      message:
        'AWS could not be reached for the credentials of profile "dev" (no answer in time); check network, VPN and proxy, then try again.',
    });
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
