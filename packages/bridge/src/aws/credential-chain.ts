import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { AwsCredentialIdentity, Logger } from '@smithy/types';

/** Keeps the chain's warnings ("Multiple credential sources detected") off the console. */
const SILENT: Logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * Asks the AWS SDK's standard chain: environment, profile (SSO, `credential_process`, assumed roles, login sessions),
 * web identity, container, instance metadata. Reads the files anew. Throws the SDK's own errors.
 */
export function chainCredentials(profile: string | undefined): Promise<AwsCredentialIdentity> {
  // Exactly 'true' silences the SDK's warning about the Node version, and nothing else.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const provider = defaultProvider({
    logger: SILENT,
    ignoreCache: true,
    ...(profile === undefined ? {} : { profile }),
  });
  return provider();
}
