import type { Stack } from '@aws-sdk/client-cloudformation';
import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { errorName, isAccessDenied } from './failure.ts';
import { stackOutputs } from './stack.ts';

/** The log groups of a deployment, which the template keeps when its stack is deleted. */
export function logGroupNames(id: string): readonly string[] {
  return [functionLogs(id), accessLogs(id)];
}

const functionLogs = (id: string) => `/aws/lambda/MCP-CaseInsights-${id}`;
const accessLogs = (id: string) => `/aws/apigateway/mcp-case-insights-access-${id}`;

/** Whether log groups that the stack would create are there already, since an earlier stack left them. */
export async function hasKeptLogs(
  client: CloudWatchLogsClient,
  id: string,
  stack: Stack | undefined,
): Promise<boolean> {
  const created = [
    ...(stack === undefined ? [functionLogs(id)] : []),
    ...('AccessLogGroup' in stackOutputs(stack) ? [] : [accessLogs(id)]),
  ];
  for (const name of created) if (await exists(client, name)) return true;
  return false;
}

async function exists(client: CloudWatchLogsClient, name: string): Promise<boolean> {
  try {
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.some(({ logGroupName }) => logGroupName === name);
  } catch (thrown) {
    // Without the permission to look, CloudFormation reports a group that exists.
    if (isAccessDenied(thrown)) return false;
    throw thrown;
  }
}

/** Deletes the log groups of a deployment. Returns the names of those that there were. */
export async function deleteLogs(client: CloudWatchLogsClient, id: string): Promise<readonly string[]> {
  const deleted: string[] = [];
  for (const logGroupName of logGroupNames(id)) {
    try {
      await client.send(new DeleteLogGroupCommand({ logGroupName }));
      deleted.push(logGroupName);
    } catch (thrown) {
      if (errorName(thrown) !== 'ResourceNotFoundException') throw thrown;
    }
  }
  return deleted;
}
