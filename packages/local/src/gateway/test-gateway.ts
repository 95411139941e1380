import type { Credentials } from '@case-insights/testing/environment';
import { sign } from '@case-insights/testing/sign';
import { afterEach } from 'vitest';
import type { AccessLogEntry } from './access-log.ts';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import { iamAuthorization } from './iam-authorization.ts';
import type { Identity } from './identity.ts';
import { IAM_RESOURCES } from './resource.ts';

const caller = (name: string, access: Identity['access']): Identity => ({
  accessKeyId: `KEYOF${name}`,
  secretAccessKey: 'secret',
  arn: `arn:aws:iam::123456789012:user/${name}`,
  access,
});
export const ALLOWED = caller('allowed', 'allow');
export const DENIED = caller('denied', 'implicit-deny');
export const BANNED = caller('banned', 'explicit-deny');

export type Invocation = Parameters<GatewayOptions['function']['invoke']>[0];
/** What a function writes before its body. */
export const head = (metadata: unknown) => Buffer.from(`${JSON.stringify(metadata)}${'\0'.repeat(8)}`);
/** A function that streams this. */
export const streamed =
  (metadata: unknown, body: string) =>
  async ({ onChunk }: Invocation) => {
    onChunk(Buffer.concat([head(metadata), Buffer.from(body)]));
  };

const running: Gateway[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.close()));
});

/** Starts a gateway that is closed when the test is over. */
export async function start(
  invoke: (invocation: Invocation) => Promise<void>,
  overrides: Partial<GatewayOptions> = {},
) {
  const entries: AccessLogEntry[] = [];
  const gateway = await startGateway({
    api: { accountId: '123456789012', apiId: 'api123', region: 'us-east-1', stage: 'prod' },
    resources: IAM_RESOURCES,
    authorize: iamAuthorization([ALLOWED, DENIED, BANNED]),
    function: { invoke },
    integration: { responseMode: 'stream', timeoutMs: 10_000 },
    throttle: { rate: 1000, burst: 1000 },
    corsOrigins: [],
    accessLog: (entry) => entries.push(entry),
    port: 0,
    ...overrides,
  });
  running.push(gateway);
  const send = async (
    method: string,
    path: string,
    body?: string | Uint8Array,
    options: { as?: Credentials | undefined; headers?: Record<string, string> } = {},
  ) => {
    const url = gateway.endpoint + path;
    const given = options.headers ?? {};
    const headers =
      'as' in options && options.as === undefined
        ? given
        : await sign(
            { method, url, headers: given, ...(body === undefined ? {} : { body }) },
            options.as ?? ALLOWED,
          );
    return fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  };
  return { gateway, entries, send };
}

export const refusal = async (response: Response) => ({
  status: response.status,
  errorType: response.headers.get('x-amzn-errortype'),
  body: await response.text(),
});
