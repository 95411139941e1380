import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { readProfile } from '../../aws/profile.ts';
import { BridgeFailure, isFailure } from '../../failure.ts';
import type { Options } from '../../options/parse.ts';
import { awsAccess } from '../aws-access.ts';

/** The stack's output that holds the endpoint, as the deployment guide names it. */
const OUTPUT = 'MCPServerEndpoint';

/**
 * The endpoint of a deployed stack, read from its outputs in CloudFormation. Throws a failure that says what to do when
 * there is no such stack or output, or when the caller may not look.
 */
export async function stackEndpoint(stackName: string, options: Options): Promise<string> {
  const region = await stackRegion(options);
  const { clientConfig } = await awsAccess(options, region, `cloudformation.${region}.amazonaws.com`);
  const client = new CloudFormationClient(clientConfig);
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return outputOf(Stacks[0], stackName, region);
  } catch (error) {
    throw isFailure(error) ? error : told(error, stackName, region);
  } finally {
    client.destroy();
  }
}

async function stackRegion(options: Options): Promise<string> {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE } = process.env;
  const region =
    options.region ||
    AWS_REGION ||
    AWS_DEFAULT_REGION ||
    (await readProfile(options.profiles[0] ?? AWS_PROFILE ?? 'default')).region;
  if (region) return region;
  throw new BridgeFailure(
    'configuration',
    'Nothing says in which region the stack is; give --region or set AWS_REGION.',
  );
}

function outputOf(stack: Stack | undefined, stackName: string, region: string): string {
  const outputs = stack?.Outputs ?? [];
  const endpoint = outputs.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue;
  if (endpoint) return endpoint;
  const names = outputs.map(({ OutputKey }) => OutputKey).join(', ') || 'none';
  throw new BridgeFailure(
    'configuration',
    `The stack "${stackName}" in ${region} has no output ${OUTPUT} (it has: ${names}); name the stack of the MCP server, or give --url.`,
  );
}

function told(error: unknown, stackName: string, region: string): BridgeFailure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (/does not exist/.test(message)) {
    return new BridgeFailure(
      'configuration',
      `There is no stack "${stackName}" in ${region} for these credentials; check the name, --region and --profile, or give --url.`,
      { cause: error },
    );
  }
  if (/AccessDenied/.test(name)) {
    return new BridgeFailure(
      'not_authorized',
      `CloudFormation refuses (${message}); allow cloudformation:DescribeStacks, or give --url instead of --stack.`,
      { cause: error },
    );
  }
  if (/Expired|InvalidClientTokenId|UnrecognizedClient/.test(name)) {
    return new BridgeFailure(
      'expired_credentials',
      `CloudFormation does not accept these credentials (${message}); log in again, for instance with "aws sso login".`,
      { cause: error },
    );
  }
  return new BridgeFailure(
    'server_error',
    `The stack "${stackName}" could not be read from CloudFormation in ${region} (${message || name}); try again, or give --url.`,
    { cause: error },
  );
}
