import type { AwsCredentialIdentity } from '@smithy/types';

/**
 * The credentials in `AWS_ACCESS_KEY_ID` and its companions, or undefined when they are absent or when a profile is
 * chosen (`AWS_PROFILE` then decides, as in the AWS SDK). Needs no SDK, so that the commonest case of a CI job or an
 * assumed role starts fast.
 */
export function environmentCredentials(
  environment: NodeJS.ProcessEnv = process.env,
): AwsCredentialIdentity | undefined {
  const accessKeyId = environment.AWS_ACCESS_KEY_ID;
  const secretAccessKey = environment.AWS_SECRET_ACCESS_KEY;
  if (!accessKeyId || !secretAccessKey || environment.AWS_PROFILE) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...(environment.AWS_SESSION_TOKEN ? { sessionToken: environment.AWS_SESSION_TOKEN } : {}),
  };
}
