import { isLoopback, parseEndpoint } from '../../aws/endpoint.ts';
import { BridgeFailure } from '../../failure.ts';
import type { Options } from '../../options/parse.ts';

/** An endpoint that may be written into a configuration. */
export interface CheckedEndpoint {
  readonly url: string;
  /** What was changed in it, or should be known, as sentences. */
  readonly notes: readonly string[];
  /** The host, where it is neither AWS's nor this computer: somebody must say that it is meant. */
  readonly foreignHost: string | undefined;
}

/** The stage that the deployment makes. */
const STAGE = '/prod';
/** What a URL of this product consists of. Nothing in it means anything to a shell or to a client's own expansion. */
const PLAIN =
  /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.~-]+)*\/*$|^http:\/\/\[::1\](?::\d+)?(?:\/[\w.~-]+)*\/*$/i;

/**
 * Reads the endpoint and returns it put together from its parts. The URL of an API without a stage gets the stage that
 * the deployment makes. Throws a `configuration` failure for what is no endpoint, or holds quotes, blanks, `&`, a query.
 */
export function checkedEndpoint(text: string, options: Options): CheckedEndpoint {
  const given = text.trim();
  if (!PLAIN.test(given)) {
    // parseEndpoint has better words for what is no web address at all.
    parseEndpoint(given, options);
    throw new BridgeFailure(
      'configuration',
      `${JSON.stringify(given)} holds more than an address and a path; give the stage URL alone, as https://<id>.execute-api.<region>.amazonaws.com/prod.`,
    );
  }
  const { stageUrl, mcpUrl } = parseEndpoint(given, options);
  // Only of AWS's own host names can the region be read.
  const isAws = parseEndpoint(given).region !== undefined;
  const isBareApi = isAws && /\.execute-api\./.test(mcpUrl.hostname) && stageUrl === mcpUrl.origin;
  return {
    url: isBareApi ? `${stageUrl}${STAGE}` : stageUrl,
    notes: isBareApi
      ? [`The URL named no stage: ${STAGE} was added, which is what the deployment makes.`]
      : [],
    foreignHost: isAws || isLoopback(mcpUrl.hostname) ? undefined : mcpUrl.host,
  };
}
