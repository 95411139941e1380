import type { Stack } from '@aws-sdk/client-cloudformation';
import {
  type ChangeSet,
  createChangeSet,
  discardChangeSet,
  executeChangeSet,
  isDestructive,
  printChanges,
} from './change-set.ts';
import type { Clients } from './clients.ts';
import { describeStack, explainFailure, followStack, newestEvent } from './stack.ts';
import type { Terminal } from './terminal.ts';

export interface StackChangeRequest {
  readonly stackName: string;
  /** The stack as it is, or undefined where it is to be created. */
  readonly existing: Stack | undefined;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly roleArn: string | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Whether resources of the template's names that exist already, as kept log groups do, become the stack's. */
  readonly adopts?: boolean;
  /** For the fix of a failed import. */
  readonly caseInsightsStack: string;
}

export interface StackChange {
  readonly result: 'created' | 'updated' | 'unchanged' | 'dry-run' | 'declined';
  /** The stack as it is afterwards. */
  readonly stack: Stack | undefined;
}

/** Shows the change of one stack, asks where it deletes something, executes it and waits for its end. */
export async function changeStack(
  clients: Clients,
  request: StackChangeRequest,
  terminal: Terminal,
): Promise<StackChange> {
  const { stackName, existing } = request;
  const client = clients.cloudFormation;
  const creates = existing === undefined;
  const changeSet = await terminal.during(
    'CloudFormation prepares the change',
    createChangeSet(client, { ...request, creates, adopts: request.adopts === true }),
  );
  const name = terminal.style('bold', stackName);
  if (changeSet === undefined) {
    terminal.tick(`Nothing to change: the stack ${name} is up to date`);
    return { result: 'unchanged', stack: existing };
  }
  terminal.line(`\n${creates ? 'Creates' : 'Changes'} the stack ${name}:`);
  printChanges(changeSet, terminal);
  terminal.line();
  if (request.dryRun) {
    await discardChangeSet(client, changeSet);
    return { result: 'dry-run', stack: existing };
  }
  if (!(await isAgreed(clients, changeSet, request.yes, terminal))) {
    return { result: 'declined', stack: existing };
  }
  const since = await newestEvent(client, changeSet.stackId);
  await executeChangeSet(client, changeSet);
  const followed = await followStack(client, changeSet.stackId, since, terminal);
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(followed.status)) {
    throw explainFailure(followed, request.caseInsightsStack);
  }
  terminal.tick(`${creates ? 'Deployed' : 'Updated'} ${name}`);
  return { result: creates ? 'created' : 'updated', stack: await describeStack(client, stackName) };
}

/** Whether the change may be executed. Discards it when not. */
async function isAgreed(
  clients: Clients,
  changeSet: ChangeSet,
  yes: boolean,
  terminal: Terminal,
): Promise<boolean> {
  let agreed = yes || !changeSet.changes.some(isDestructive);
  try {
    agreed ||= await terminal.confirm(
      'Resources marked "replace" or "remove" are deleted with their contents. Continue?',
    );
  } finally {
    if (!agreed) await discardChangeSet(clients.cloudFormation, changeSet);
  }
  return agreed;
}
