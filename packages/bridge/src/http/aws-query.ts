import type { CredentialSource } from '../aws/credentials.ts';
import { checkedRegion } from '../aws/endpoint.ts';
import type { BridgeFailure } from '../failure.ts';
import type { Log } from '../log.ts';
import { readText } from './body.ts';
import { type ConnectorOptions, openConnector } from './connector.ts';
import { type ClientSettings, SignedClient } from './signed-client.ts';

/** One action of an AWS service that speaks the Query protocol: a signed form, answered in XML. */
export interface AwsQuery {
  readonly service: 'sts' | 'cloudformation';
  readonly region: string;
  /** `Action`, `Version` and what the action takes. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly credentials: CredentialSource;
  readonly options: ClientSettings & ConnectorOptions;
  readonly log: Log;
}

export interface AwsAnswer {
  /** The host that answered. */
  readonly host: string;
  readonly xml: string;
  /** Set when the service refused; its own words are in `xml`. */
  readonly refusal?: BridgeFailure;
}

/** The domain of each partition, by how its regions begin; the commercial one for all others. */
const DOMAINS: readonly (readonly [prefix: string, domain: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eusc-', 'amazonaws.eu'],
];

/** The longest time a service may take to answer, in ms: the actions used here answer within a second. */
const LIMIT_MS = 8000;

/**
 * The address of a service in a region, or the one that the AWS SDKs' own variables give. Throws a `configuration` failure
 * when the region is none.
 */
export function serviceUrl(service: AwsQuery['service'], region: string): URL {
  const { [`AWS_ENDPOINT_URL_${service.toUpperCase()}`]: own, AWS_ENDPOINT_URL: common } = process.env;
  const domain = DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  return new URL(own || common || `https://${service}.${checkedRegion(region, 'the region')}.${domain}/`);
}

/** Asks once. Throws a `BridgeFailure` when there is no answer at all. */
export async function askAws(query: AwsQuery): Promise<AwsAnswer> {
  const { service, region, options, credentials, log } = query;
  const url = serviceUrl(service, region);
  const connector = await openConnector(url, options);
  const client = new SignedClient({
    url,
    connector,
    credentials,
    scope: async () => ({ service, region }),
    settings: { ...options, retries: 0 },
    log,
  });
  try {
    const answer = await client.send({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams(query.parameters).toString(),
      retry: 'safe',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return answer.ok
      ? { host: url.host, xml: await readText(answer.response) }
      : { host: url.host, xml: answer.text, refusal: answer.failure };
  } finally {
    connector.target.agent.destroy();
  }
}

/**
 * The text of the first element by that name. A regular expression and no XML parser: the answers read here are AWS's
 * own, hold a handful of elements without attributes, and an error for what is not found covers the rest. The SDK's
 * `parseXML` (`@aws-sdk/xml-builder` 3.972) would add 5.3 kB to each of two parts of the bundle, and is not meant for
 * use outside the SDK.
 */
export function element(name: string, xml: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
