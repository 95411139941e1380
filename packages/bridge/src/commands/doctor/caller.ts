import type { CredentialSource } from '../../aws/credentials.ts';
import { readText } from '../../http/body.ts';
import { openConnector } from '../../http/connector.ts';
import { SignedClient } from '../../http/signed-client.ts';
import type { Log } from '../../log.ts';
import type { Options } from '../../options/parse.ts';

/** What AWS says of some credentials. */
export type Caller =
  | { readonly known: true; readonly arn: string; readonly account: string }
  /** `refused`: AWS does not take them; otherwise it could not be asked. */
  | { readonly known: false; readonly refused: boolean; readonly why: string };

/** The domain of each partition, by how its regions begin; the commercial one for all others. */
const DOMAINS: readonly (readonly [prefix: string, domain: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eusc-', 'amazonaws.eu'],
];

/** The longest time STS may take to answer, in ms: what it says is worth knowing, not waiting for. */
const LIMIT_MS = 8000;
/** API Reference of AWS STS, GetCallerIdentity: needs no permission, and no policy can deny it. */
const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

/** The host of STS in a region. */
export function stsHost(region: string): string {
  const domain = DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  return `sts.${region}.${domain}`;
}

/** Asks STS whose the credentials are. Never throws: not to know is an answer. */
export async function askCaller(
  credentials: CredentialSource,
  region: string,
  options: Options,
  log: Log,
): Promise<Caller> {
  const { AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL } = process.env;
  const url = new URL(AWS_ENDPOINT_URL_STS || AWS_ENDPOINT_URL || `https://${stsHost(region)}/`);
  try {
    const connector = await openConnector(url, { caBundle: options.caBundle });
    const client = new SignedClient({
      url,
      connector,
      credentials,
      scope: async () => ({ service: 'sts', region }),
      settings: { ...options, retries: 0 },
      log,
    });
    const answer = await client.send({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: BODY,
      retry: 'safe',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = answer.ok ? await readText(answer.response) : answer.text;
    connector.target.agent.destroy();
    return answer.ok ? identityIn(text, url) : refusalIn(text, answer.failure.message);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What to do about the way to the endpoint would not help here.
    return { known: false, refused: false, why: message.split('; ', 1)[0] ?? message };
  }
}

function identityIn(xml: string, url: URL): Caller {
  const arn = element('Arn', xml);
  const account = element('Account', xml);
  if (arn === undefined || account === undefined) {
    return { known: false, refused: false, why: `${url.host} gave an answer that is not from STS` };
  }
  return { known: true, arn, account };
}

/** The codes by which STS says that the credentials themselves are no good; a wrong clock is another matter. */
const UNUSABLE = new Set(['InvalidClientTokenId', 'ExpiredToken', 'UnrecognizedClientException']);

function refusalIn(xml: string, sentence: string): Caller {
  const code = element('Code', xml);
  const message = element('Message', xml) ?? sentence;
  const mistyped = code === 'SignatureDoesNotMatch' && !/Signature (expired|not yet current)/.test(message);
  const refused = code !== undefined && (UNUSABLE.has(code) || mistyped);
  return { known: false, refused, why: code === undefined ? sentence : `${code}: ${message}` };
}

function element(name: string, xml: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
