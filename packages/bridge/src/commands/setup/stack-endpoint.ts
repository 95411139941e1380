import { readProfile } from '../../aws/profile.ts';
import { BridgeFailure } from '../../failure.ts';
import { askAws, element } from '../../http/aws-query.ts';
import { openLog } from '../../log.ts';
import type { Options } from '../../options/parse.ts';
import { callerCredentials } from '../../upstream/connection.ts';

/** The stack's output that holds the endpoint, as the deployment guide names it. */
const OUTPUT = 'MCPServerEndpoint';

/**
 * The endpoint of a deployed stack, read from its outputs in CloudFormation. Throws a failure that says what to do when
 * there is no such stack or output, or when the caller may not look.
 */
export async function stackEndpoint(stackName: string, options: Options): Promise<string> {
  const region = await stackRegion(options);
  const { xml, refusal } = await askAws({
    service: 'cloudformation',
    region,
    // API Reference of AWS CloudFormation, DescribeStacks.
    parameters: { Action: 'DescribeStacks', Version: '2010-05-15', StackName: stackName },
    credentials: callerCredentials(options, region),
    options,
    log: await openLog(options.logLevel, options.logFile),
  });
  if (refusal !== undefined) throw told(xml, refusal, stackName, region);
  const outputs = outputsIn(xml);
  const endpoint = outputs.get(OUTPUT);
  if (endpoint) return endpoint;
  const names = [...outputs.keys()].join(', ') || 'none';
  throw new BridgeFailure(
    'configuration',
    `The stack "${stackName}" in ${region} has no output ${OUTPUT} (it has: ${names}); name the stack of the MCP server, or give --url.`,
  );
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
    'The region of the stack is not configured; give --region or set AWS_REGION.',
  );
}

function outputsIn(xml: string): Map<string, string> {
  const outputs = new Map<string, string>();
  for (const [member] of xml.matchAll(/<member>(?:(?!<member>).)*?<OutputKey>.*?<\/member>/gs)) {
    outputs.set(element('OutputKey', member) ?? '', element('OutputValue', member) ?? '');
  }
  return outputs;
}

function told(xml: string, refusal: BridgeFailure, stackName: string, region: string): BridgeFailure {
  const code = element('Code', xml) ?? '';
  const message = element('Message', xml) ?? refusal.message;
  if (/does not exist/.test(message)) {
    return new BridgeFailure(
      'configuration',
      `There is no stack "${stackName}" in ${region} for these credentials; check the name, --region and --profile, or give --url.`,
    );
  }
  if (/AccessDenied/.test(code)) {
    return new BridgeFailure(
      'not_authorized',
      `CloudFormation denied the request (${message}); allow cloudformation:DescribeStacks, or give --url instead of --stack.`,
    );
  }
  if (/Expired|InvalidClientTokenId|UnrecognizedClient/.test(code)) {
    return new BridgeFailure(
      'expired_credentials',
      `CloudFormation does not accept these credentials (${message}); log in again, for instance with "aws sso login".`,
    );
  }
  return new BridgeFailure(
    'server_error',
    `The stack "${stackName}" could not be read from CloudFormation in ${region} (${message}); try again, or give --url.`,
  );
}
