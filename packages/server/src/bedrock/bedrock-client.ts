import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { CLIENT_OPTIONS } from '../aws/client-options.ts';
import { isDailyQuota } from './refusals.ts';

/** Parts of the SDK that a call needs; loaded on the first one, since most calls ask no model. */
export interface Bedrock {
  readonly sdk: typeof import('@aws-sdk/client-bedrock-runtime');
  readonly client: Pick<BedrockRuntimeClient, 'send'>;
}

/** Makes the client on first use. HTTP/1.1, because the SDK's default for this service is HTTP/2 only. */
export function bedrockOnFirstUse(): () => Promise<Bedrock> {
  let loading: Promise<Bedrock> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

async function load(): Promise<Bedrock> {
  const [sdk, { NodeHttpHandler }, { StandardRetryStrategy }] = await Promise.all([
    import('@aws-sdk/client-bedrock-runtime'),
    import('@smithy/node-http-handler'),
    import('@smithy/core/retry'),
  ]);

  /** The SDK's own retries, but for a quota of the day: it is reported as throttling, and stays used up until tomorrow. */
  class BedrockRetries extends StandardRetryStrategy {
    override async refreshRetryTokenForRetry(
      ...[token, failure]: Parameters<typeof StandardRetryStrategy.prototype.refreshRetryTokenForRetry>
    ) {
      if (isDailyQuota(failure.error)) throw failure.error;
      return await super.refreshRetryTokenForRetry(token, failure);
    }
  }

  return {
    sdk,
    client: new sdk.BedrockRuntimeClient({
      requestHandler: new NodeHttpHandler(),
      retryStrategy: new BedrockRetries(CLIENT_OPTIONS.maxAttempts),
    }),
  };
}
