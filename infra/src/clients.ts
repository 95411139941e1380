import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { BedrockClient } from '@aws-sdk/client-bedrock';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';

export interface Clients {
  readonly apiGateway: APIGatewayClient;
  readonly bedrock: BedrockClient;
  readonly cloudFormation: CloudFormationClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  /** The same, for requests that must not be sent twice. */
  readonly lambdaOnce: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
  /** The region all of them speak to. Throws when none is configured. */
  region(): Promise<string>;
}

/** Clients of one profile and region. Endpoints come from the SDK's own AWS_ENDPOINT_URL variables. */
export function openClients(options: { profile?: string | undefined; region?: string | undefined }): Clients {
  const settings = {
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.region === undefined ? {} : { region: options.region }),
    maxAttempts: 5,
  };
  // Path style, so that an endpoint of one's own serves every bucket.
  const forcePathStyle = (process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL) !== undefined;
  const cloudFormation = new CloudFormationClient(settings);
  return {
    apiGateway: new APIGatewayClient(settings),
    bedrock: new BedrockClient(settings),
    cloudFormation,
    iam: new IAMClient(settings),
    lambda: new LambdaClient(settings),
    lambdaOnce: new LambdaClient({ ...settings, maxAttempts: 1 }),
    logs: new CloudWatchLogsClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle }),
    sts: new STSClient(settings),
    region: () => cloudFormation.config.region(),
  };
}
