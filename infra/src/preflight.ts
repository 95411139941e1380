import { GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { type CloudFormationClient, ListExportsCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Clients } from './clients.ts';
import { errorMessage, errorName, Failure, isAccessDenied } from './failure.ts';
import { describeStack, stackParameters } from './stack.ts';

export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly partition: string;
}

/** The identity that deploys. Fails with the command that logs in. */
export async function checkCredentials(clients: Clients, profile: string | undefined): Promise<Identity> {
  try {
    const { Account: account = '', Arn: arn = '' } = await clients.sts.send(new GetCallerIdentityCommand({}));
    return { account, arn, partition: arn.split(':')[1] ?? 'aws' };
  } catch (thrown) {
    const endpoint = process.env.AWS_ENDPOINT_URL_STS ?? process.env.AWS_ENDPOINT_URL;
    if (endpoint !== undefined && isRefused(thrown)) {
      throw new Failure(`Nothing answers at ${endpoint}, which AWS_ENDPOINT_URL sets instead of AWS.`, {
        fix: 'Start the emulator (npx -y pnpm@12 emulate) and set the variables that it prints, or unset AWS_ENDPOINT_URL.',
        cause: thrown,
      });
    }
    // A missing or wrong region is not a problem of credentials.
    if (/Region (is missing|not accepted)|ENOTFOUND|EAI_AGAIN/.test(errorMessage(thrown))) throw thrown;
    const login = profile === undefined ? 'aws sso login' : `aws sso login --profile ${profile}`;
    throw new Failure(`The AWS credentials do not work: ${errorMessage(thrown)}`, {
      fix: `${login}, or give --profile; check with aws sts get-caller-identity.`,
      cause: thrown,
    });
  }
}

/** Whether nothing listens at the address. The error of a name with several addresses has no message. */
function isRefused(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ECONNREFUSED';
}

/** The exports that the template imports, each `<stack>-<name>`. */
const IMPORTS = ['AthenaDatabaseName', 'AthenaWorkGroupName', 'AthenaQueryResultsBucket'] as const;

/** Checks that the Case Insights stack exports what the template imports and has analytics enabled. */
export async function checkCaseInsights(
  client: CloudFormationClient,
  stackName: string,
  id: string,
): Promise<void> {
  const exported = await allExports(client);
  const missing = IMPORTS.filter((name) => !exported.has(`${stackName}-${name}`));
  if (missing.length === 0) {
    if (/^false$/i.test(exported.get(`${stackName}-AnalyticsEnabled`) ?? 'true'))
      throw analyticsOff(stackName);
    checkIdentifier(exported, stackName, id);
    return;
  }
  if (exported.has(`${stackName}-AnalyticsEnabled`)) throw analyticsOff(stackName);
  const suffix = '-AthenaDatabaseName';
  const others = [...exported.keys()]
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length));
  throw new Failure(`No export named ${stackName}-${missing[0]} in this account and region.`, {
    fix:
      others.length > 0
        ? `Case Insights is deployed as ${others.join(' or ')} here: add --case-insights-stack ${others[0]}.`
        : 'Deploy Case Insights with EnableAnalytics=true first, or give the --region it is deployed in.',
  });
}

/** The results bucket holds the identifier as it was given; with another one the function's role could read no case. */
function checkIdentifier(exported: ReadonlyMap<string, string>, stackName: string, id: string): void {
  const suffix = '-AthenaQueryResultsBucket';
  const bucket = exported.get(stackName + suffix) ?? '';
  const [, deployed] = /^s3-(.+)-athena-results$/.exec(bucket) ?? [];
  if (deployed === undefined || deployed === id) return;
  const named = [...exported.keys()].find(
    (name) => name.endsWith(suffix) && exported.get(name) === `s3-${id}-athena-results`,
  );
  const other =
    named === undefined
      ? ''
      : `, or --case-insights-stack ${named.slice(0, -suffix.length)}, which has ${id}`;
  throw new Failure(`The stack ${stackName} is the Case Insights deployment ${deployed}, not ${id}.`, {
    fix: `Give --id ${deployed}${other}.`,
    exitCode: 2,
  });
}

function analyticsOff(stackName: string): Failure {
  return new Failure(`The stack ${stackName} has no analytics, so there is no table to query.`, {
    fix: `Update ${stackName} with the parameter EnableAnalytics=true.`,
  });
}

async function allExports(client: CloudFormationClient): Promise<Map<string, string>> {
  const exported = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await client.send(new ListExportsCommand(token === undefined ? {} : { NextToken: token }));
    for (const { Name = '', Value = '' } of page.Exports ?? []) exported.set(Name, Value);
    token = page.NextToken;
  } while (token !== undefined);
  return exported;
}

/** States of a stack that can only be deleted. */
const UNFINISHED = new Set(['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED']);

/** The stack of this name if it can be updated, undefined if there is none. Throws when the stack is in the way. */
export async function checkName(
  clients: { cloudFormation: CloudFormationClient; lambda: LambdaClient },
  options: { stackName: string; id: string },
): Promise<Stack | undefined> {
  const { stackName, id } = options;
  const stack = await updatableStack(
    clients.cloudFormation,
    stackName,
    `npx -y pnpm@12 destroy:stack --id ${id} --stack-name ${stackName}, then deploy again.`,
  );
  const stackId = stackParameters(stack).UniqueIdentifier;
  if (stackId !== undefined && stackId !== id) {
    throw new Failure(`The stack ${stackName} was deployed for the identifier ${stackId}, not ${id}.`, {
      fix: `Give --stack-name mcp-case-insights-${id} for a second deployment, or --id ${stackId} to update it.`,
    });
  }
  if (stack === undefined && (await functionExists(clients.lambda, `MCP-CaseInsights-${id}`))) {
    throw new Failure(
      `The function MCP-CaseInsights-${id} exists already, but not in a stack called ${stackName}.`,
      {
        fix: `Give the --stack-name it was deployed with; if its stack is gone: aws lambda delete-function --function-name MCP-CaseInsights-${id}`,
      },
    );
  }
  return stack;
}

/**
 * The stack of this name if it can be updated, undefined if there is none. Throws when its state does not allow an
 * update; `restart` says how to delete it and begin again.
 */
export async function updatableStack(
  client: CloudFormationClient,
  stackName: string,
  restart: string,
): Promise<Stack | undefined> {
  const stack = await describeStack(client, stackName);
  const status = stack?.StackStatus;
  if (status === 'REVIEW_IN_PROGRESS') return undefined;
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    throw new Failure(`The stack ${stackName} is ${status}: an update failed, and so did its rollback.`, {
      fix: `Fix the cause that its events name, then: aws cloudformation continue-update-rollback --stack-name ${stackName}`,
    });
  }
  if (status !== undefined && UNFINISHED.has(status)) {
    throw new Failure(
      `The stack ${stackName} is ${status}: its creation or deletion failed, so it cannot be updated.`,
      { fix: restart },
    );
  }
  if (status?.endsWith('_IN_PROGRESS')) {
    throw new Failure(`The stack ${stackName} is ${status}: another operation is changing it.`, {
      fix: `aws cloudformation wait stack-update-complete --stack-name ${stackName}`,
    });
  }
  return stack;
}

async function functionExists(lambda: LambdaClient, name: string): Promise<boolean> {
  try {
    await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    return true;
  } catch (thrown) {
    // Without permission to look, CloudFormation will say it later.
    if (errorName(thrown) === 'ResourceNotFoundException' || isAccessDenied(thrown)) return false;
    throw thrown;
  }
}

/**
 * Whether API Gateway can write access logs in this account and region; undefined where we may not ask. The setting can
 * name a role that was deleted, as the rollback of a first deployment leaves it: then it cannot.
 */
export async function hasLoggingRole(clients: Clients): Promise<boolean | undefined> {
  try {
    const { cloudwatchRoleArn = '' } = await clients.apiGateway.send(new GetAccountCommand({}));
    if (cloudwatchRoleArn === '') return false;
    return await roleExists(clients.iam, cloudwatchRoleArn.slice(cloudwatchRoleArn.lastIndexOf('/') + 1));
  } catch (thrown) {
    if (isAccessDenied(thrown)) return undefined;
    throw thrown;
  }
}

async function roleExists(iam: IAMClient, RoleName: string): Promise<boolean> {
  try {
    await iam.send(new GetRoleCommand({ RoleName }));
    return true;
  } catch (thrown) {
    // A role that may not be seen is taken to be there.
    if (isAccessDenied(thrown)) return true;
    if (/NoSuchEntity/.test(errorName(thrown))) return false;
    throw thrown;
  }
}
