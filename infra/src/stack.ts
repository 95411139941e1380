import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { errorMessage, Failure } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** The stack, or undefined when there is none of that name. */
export async function describeStack(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (thrown) {
    if (/does not exist/.test(errorMessage(thrown))) return undefined;
    throw thrown;
  }
}

export function stackOutputs(stack: Stack | undefined): Record<string, string> {
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

/** Throws where a stack is that of another Case Insights deployment than the command line names. */
export function checkOwner(
  stack: Stack | undefined,
  { id, stackName }: { id: string; stackName: string },
): void {
  const { UniqueIdentifier: owner } = stackParameters(stack);
  if (owner === undefined || owner === id) return;
  throw new Failure(`The stack ${stackName} belongs to ${owner}, not to ${id}.`, {
    fix: `Give --id ${owner}, or the --stack-name of the one you mean.`,
    exitCode: 2,
  });
}

export function stackParameters(stack: Stack | undefined): Record<string, string> {
  return Object.fromEntries(
    (stack?.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [
      ParameterKey,
      ParameterValue,
    ]),
  );
}

export function stackTags(stack: Stack | undefined): Record<string, string> {
  return Object.fromEntries((stack?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Milliseconds between two requests to CloudFormation, whose API limits are shared by the whole account. */
export const POLL_INTERVAL_MS = Number(process.env.CASE_INSIGHTS_POLL_MS ?? 2_000);

/** The time of the newest event, so that `followStack` prints only later ones. */
export async function newestEvent(client: CloudFormationClient, name: string): Promise<Date> {
  const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: name }));
  return StackEvents?.[0]?.Timestamp ?? new Date(0);
}

export interface FollowResult {
  readonly status: string;
  /** Oldest first. */
  readonly events: readonly StackEvent[];
  readonly stack: Stack | undefined;
}

/** Prints the events of a running operation until it ends. `id` is the stack id, which stays valid after deletion. */
export async function followStack(
  client: CloudFormationClient,
  id: string,
  since: Date,
  terminal: Terminal,
): Promise<FollowResult> {
  const seen = new Set<string>();
  const events: StackEvent[] = [];
  const start = Date.now();
  const nextState = () => {
    const seconds = Math.round((Date.now() - start) / 1_000);
    const finished = new Set(events.filter(isFinished).map(({ LogicalResourceId }) => LogicalResourceId));
    terminal.status(`… ${finished.size} resources finished, ${seconds} s`);
    return describeStack(client, id);
  };
  for (;;) {
    const stack = await nextState().catch(cannotFollow);
    const newer = await eventsSince(client, id, since).catch(cannotFollow);
    const fresh = newer.filter(({ EventId = '' }) => !seen.has(EventId));
    for (const event of fresh) {
      seen.add(event.EventId ?? '');
      events.push(event);
      printEvent(event, terminal);
    }
    const status = stack?.StackStatus ?? 'DELETE_COMPLETE';
    if (!status.endsWith('_IN_PROGRESS')) {
      terminal.status();
      return { status, events, stack };
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

function isFinished({ ResourceStatus }: StackEvent): boolean {
  return ResourceStatus?.endsWith('_IN_PROGRESS') === false;
}

/** The operation continues without us, so a failed request for its state is not a failed operation. */
function cannotFollow(cause: unknown): never {
  throw new Failure(`The state of the stack cannot be read: ${errorMessage(cause)}`, {
    fix: 'The operation continues in CloudFormation. Run the same command again in a few minutes to see its result.',
    cause,
  });
}

async function eventsSince(client: CloudFormationClient, id: string, since: Date): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeStackEventsCommand({ StackName: id, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    const newer = (page.StackEvents ?? []).filter(
      ({ Timestamp }) => Timestamp !== undefined && Timestamp > since,
    );
    events.push(...newer);
    // Newest first: a page with an older event is the last one needed.
    token = newer.length === page.StackEvents?.length ? page.NextToken : undefined;
  } while (token !== undefined);
  return events.reverse();
}

function printEvent(event: StackEvent, terminal: Terminal): void {
  const status = event.ResourceStatus ?? '';
  const style = status.endsWith('FAILED') ? 'red' : status.endsWith('_COMPLETE') ? 'green' : 'dim';
  const time = event.Timestamp?.toISOString().slice(11, 19) ?? '';
  const reason =
    status.endsWith('FAILED') && event.ResourceStatusReason ? `  ${event.ResourceStatusReason}` : '';
  terminal.line(
    `  ${terminal.style('dim', time)}  ${terminal.style(style, status.padEnd(28))} ${event.LogicalResourceId ?? ''}${reason}`,
  );
}

/** Why an operation failed: its first failed resource, with the fix for common causes. */
export function explainFailure(result: FollowResult, caseInsightsStack: string): Failure {
  const first = result.events.find(
    ({ ResourceStatus = '', ResourceStatusReason = '' }) =>
      ResourceStatus.endsWith('_FAILED') && !/cancelled/i.test(ResourceStatusReason),
  );
  const reason =
    first?.ResourceStatusReason ?? result.stack?.StackStatusReason ?? 'CloudFormation gave no reason';
  const what = first === undefined ? 'The stack' : `${first.LogicalResourceId} (${first.ResourceType})`;
  const fix = knownFix(reason, caseInsightsStack);
  return new Failure(
    `${what} failed and the stack is now ${result.status}: ${reason}`,
    fix === undefined ? {} : { fix },
  );
}

function knownFix(reason: string, caseInsightsStack: string): string | undefined {
  if (/No export named/.test(reason)) {
    return `The Case Insights stack is not called ${caseInsightsStack}, or has no analytics. Its name is the first part of: aws cloudformation list-exports --query "Exports[?ends_with(Name,'-AthenaDatabaseName')].Name"; then --case-insights-stack <name>.`;
  }
  if (/CloudWatch Logs role ARN must be set/.test(reason)) {
    return 'This account and region has no API Gateway logging role: --with logging-role sets one, --set AccessLogs=off turns access logs off.';
  }
  if (/already exists/.test(reason)) {
    return 'A resource of that name exists already: delete the stack or the resource that has the name.';
  }
  if (/policy attached to entities|DeleteConflict/.test(reason)) {
    return 'The user policy is still attached: aws iam list-entities-for-policy --policy-arn <MCPUserPolicyArn> shows to whom; detach it and run the command again.';
  }
  if (/not authorized|AccessDenied/.test(reason))
    return 'docs/permissions.md lists the permissions that a deployment needs, and what each option adds.';
  if (/version for this Lambda function exists/i.test(reason))
    return 'Nothing that a version of the function holds has changed: repeat the command with --set Revision=<the value that the stack has>.';
  if (/CodeDeploy/i.test(reason))
    return 'An alarm of the add-on rollout stopped the new version, and the one before serves all calls again: see the alarms mcp-case-insights-<id>-rollout-… and the log of the function.';
  if (/concurrency/i.test(reason))
    return 'The account has too few unreserved instances: --set ReservedConcurrency=0.';
  return undefined;
}
