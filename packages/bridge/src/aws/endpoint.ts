import { BridgeFailure } from '../failure.ts';

/** Where requests go and what their signature is scoped to. */
export interface Endpoint {
  /** The URL messages are posted to; ends in `/mcp`. */
  readonly mcpUrl: URL;
  /** The stage URL that `mcpUrl` lies under, without a slash at the end: root of `/tools`, `/openapi.json`. */
  readonly stageUrl: string;
  readonly service: string;
  /** Undefined when neither the host name nor an option says it: then the environment and the profile do. */
  readonly region: string | undefined;
}

export interface EndpointOptions {
  readonly region?: string | undefined;
  readonly service?: string | undefined;
}

const EXAMPLE = 'https://<id>.execute-api.<region>.amazonaws.com/prod';

/**
 * Reads an endpoint from the stage URL or the full `/mcp` URL. The region comes from the host name before the option,
 * for no other region can be right there; the service from the option before the host name.
 *
 * Throws a `configuration` failure for what is no URL, for a scheme other than HTTPS (HTTP is allowed on loopback
 * only: a signed request in clear text can be replayed for five minutes), for credentials in the URL and for what is no
 * region.
 */
export function parseEndpoint(text: string, options: EndpointOptions = {}): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new BridgeFailure('configuration', `"${text}" is not a web address; give --url ${EXAMPLE}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new BridgeFailure(
      'configuration',
      'The endpoint URL must not hold a user name or password; remove them.',
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new BridgeFailure(
      'configuration',
      `${url.origin} is not encrypted; use https:// (http:// is accepted for this computer only).`,
    );
  }
  url.hash = '';
  const path = url.pathname.replace(/\/+$/, '');
  const stagePath = path.endsWith('/mcp') ? path.slice(0, -'/mcp'.length) : path;
  url.pathname = `${stagePath}/mcp`;
  const host = scopeOfHost(url.hostname);
  const given = options.region === undefined ? undefined : checkedRegion(options.region, '--region');
  return {
    mcpUrl: url,
    stageUrl: `${url.origin}${stagePath}`,
    service: options.service ?? host.service ?? 'execute-api',
    region: host.region ?? given,
  };
}

/** Whether a host name means this computer, so that HTTP is safe and no proxy is asked. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

const REGION = '[a-z]{2,}(?:-[a-z]+)+-\\d+';
const WHOLE_REGION = new RegExp(`^${REGION}$`);

/**
 * The region, as it was given. Throws a `configuration` failure that names `origin` for anything else, for a region becomes
 * part of the host names to which signed requests go.
 */
export function checkedRegion(text: string, origin: string): string {
  if (WHOLE_REGION.test(text)) return text;
  throw new BridgeFailure(
    'configuration',
    `${JSON.stringify(text)} is not an AWS region (${origin}); give one such as eu-west-1.`,
  );
}

const DOMAIN =
  '(?:amazonaws\\.com(?:\\.cn)?|api\\.aws|on\\.aws|amazonaws\\.eu|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov)';
/** `<anything>.<service>.<region>.<domain>`, with the `vpce` label of interface endpoints before the domain. */
const AWS_HOST = new RegExp(`(?:^|\\.)([a-z0-9-]+)\\.(${REGION})\\.(?:vpce\\.)?${DOMAIN}$`);

function scopeOfHost(hostname: string): { service?: string; region?: string } {
  const [, service, region] = AWS_HOST.exec(hostname) ?? [];
  if (service === undefined || region === undefined) return {};
  return { service: service === 'lambda-url' ? 'lambda' : service, region };
}
