import {
  type Change,
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import type { Style } from '@case-insights/terminal/paint';
import { tableLines } from '@case-insights/terminal/table';
import { Failure } from './failure.ts';
import { POLL_INTERVAL_MS } from './stack.ts';
import type { Terminal } from './terminal.ts';

export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly creates: boolean;
  readonly changes: readonly Change[];
}

/** Creates a change set and waits for it. Returns undefined when there is nothing to change. */
export async function createChangeSet(
  client: CloudFormationClient,
  request: {
    stackName: string;
    creates: boolean;
    template: string;
    parameters: Readonly<Record<string, string>>;
    /** Without any, the stack keeps its own. */
    tags: Readonly<Record<string, string>>;
    /** Without one, CloudFormation acts with the role that the stack was given last, or with the caller's permissions. */
    roleArn: string | undefined;
    /** Whether resources of the template's names that exist already become the stack's, where it would keep them. */
    adopts: boolean;
  },
): Promise<ChangeSet | undefined> {
  const tags = Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value }));
  const { Id: id = '', StackId: stackId = '' } = await client.send(
    new CreateChangeSetCommand({
      StackName: request.stackName,
      ChangeSetName: `deploy-${Date.now()}`,
      ChangeSetType: request.creates ? 'CREATE' : 'UPDATE',
      TemplateBody: request.template,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      ...(request.adopts ? { ImportExistingResources: true } : {}),
      ...(request.roleArn === undefined ? {} : { RoleARN: request.roleArn }),
      ...(tags.length === 0 ? {} : { Tags: tags }),
      Parameters: Object.entries(request.parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const set: ChangeSet = { id, stackId, creates: request.creates, changes: [] };
  for (;;) {
    const state = await client.send(new DescribeChangeSetCommand({ ChangeSetName: id, StackName: stackId }));
    if (state.Status === 'CREATE_COMPLETE') return { ...set, changes: await allChanges(client, set) };
    if (state.Status === 'FAILED') {
      await discardChangeSet(client, set);
      if (/didn't contain changes|No updates are to be performed/.test(state.StatusReason ?? ''))
        return undefined;
      throw new Failure(`CloudFormation refused the change: ${state.StatusReason ?? 'no reason given'}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS / 2));
  }
}

async function allChanges(client: CloudFormationClient, set: ChangeSet): Promise<Change[]> {
  const changes: Change[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeChangeSetCommand({
        ChangeSetName: set.id,
        StackName: set.stackId,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    changes.push(...(page.Changes ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return changes;
}

export async function executeChangeSet(client: CloudFormationClient, set: ChangeSet): Promise<void> {
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.id, StackName: set.stackId }));
}

/** Deletes a change set, and the empty stack that the first change set of a stack creates. */
export async function discardChangeSet(client: CloudFormationClient, set: ChangeSet): Promise<void> {
  await client.send(new DeleteChangeSetCommand({ ChangeSetName: set.id, StackName: set.stackId }));
  if (set.creates) await client.send(new DeleteStackCommand({ StackName: set.stackId }));
}

/** Resources without contents of their own: what is deleted of them is described by a template. */
const WITHOUT_CONTENTS = new Set([
  'AWS::ApiGateway::Deployment',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
]);

/** Whether executing it removes or replaces a resource that may hold something. */
export function isDestructive({ ResourceChange: change }: Change): boolean {
  if (change === undefined || WITHOUT_CONTENTS.has(change.ResourceType ?? '')) return false;
  return change.Action === 'Remove' || (change.Action === 'Modify' && change.Replacement === 'True');
}

const MARKS: Record<string, readonly [string, Style]> = {
  Add: ['+ add', 'green'],
  Modify: ['~ modify', 'yellow'],
  Replace: ['! replace', 'red'],
  Remove: ['- remove', 'red'],
};

export function printChanges(set: ChangeSet, terminal: Terminal): void {
  const rows = set.changes.map(({ ResourceChange: change }) => {
    const replaces = change?.Action === 'Modify' && change.Replacement === 'True';
    const [mark, style] = MARKS[replaces ? 'Replace' : (change?.Action ?? '')] ?? [
      change?.Action ?? '?',
      'dim',
    ];
    return { style, row: [`  ${mark}`, change?.LogicalResourceId ?? '', change?.ResourceType ?? ''] };
  });
  const text = tableLines(rows.map(({ row }) => row));
  for (const [i, line] of text.entries()) terminal.line(terminal.style(rows[i]?.style ?? 'dim', line));
}
