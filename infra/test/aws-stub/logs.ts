import type { ServerResponse } from 'node:http';
import { json } from './answers.ts';

/** The operations of CloudWatch Logs that the commands use. */
export class LogsStub {
  /** The names of the log groups, which stacks create and, as the template says, leave behind. */
  constructor(readonly groups: Set<string>) {}

  answer(target: string, body: string, response: ServerResponse) {
    const request = JSON.parse(body) as { logGroupNamePrefix?: string; logGroupName?: string };
    if (target.endsWith('.DescribeLogGroups')) {
      const found = [...this.groups].filter((name) => name.startsWith(request.logGroupNamePrefix ?? ''));
      return json(response, 200, { logGroups: found.map((logGroupName) => ({ logGroupName })) });
    }
    if (target.endsWith('.DeleteLogGroup') && this.groups.delete(request.logGroupName ?? '')) {
      return json(response, 200, {});
    }
    json(response, 400, { __type: 'ResourceNotFoundException', message: 'no such log group' });
  }
}
