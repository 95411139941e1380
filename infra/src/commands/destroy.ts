import {
  type CloudFormationClient,
  DeleteStackCommand,
  GetTemplateCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { ADD_ON_NAMES, ADD_ONS, addOnStackName } from '../add-ons.ts';
import { artifactPlace, deletePackages } from '../artifacts.ts';
import { type Clients, openClients } from '../clients.ts';
import { invokeCompact } from '../compact-function.ts';
import { errorMessage, Failure } from '../failure.ts';
import { deleteLogs, logGroupNames } from '../log-groups.ts';
import type { DestroyOptions } from '../options.ts';
import { detachFromAll, listHolders } from '../policy-holders.ts';
import { checkCredentials } from '../preflight.ts';
import {
  checkOwner,
  describeStack,
  explainFailure,
  followStack,
  newestEvent,
  stackOutputs,
  stackParameters,
} from '../stack.ts';
import type { Terminal } from '../terminal.ts';

export interface DestroyResult {
  readonly stack: string;
  readonly result: 'deleted' | 'absent' | 'dry-run' | 'declined';
  /** What is kept on purpose, in words. */
  readonly kept: readonly string[];
}

/** Deletes the stacks and the code that was uploaded for them; with `only`, one add-on's stack. */
export async function destroy(options: DestroyOptions, terminal: Terminal): Promise<DestroyResult> {
  const clients = openClients(options);
  const identity = await checkCredentials(clients, options.profile);
  const region = await clients.region();
  const client = clients.cloudFormation;
  const core = await describeStack(client, options.stackName);
  checkOwner(core, options);
  const parameters = stackParameters(core);
  const chosen = options.only === undefined ? [...ADD_ON_NAMES].reverse() : [options.only];
  const found = await Promise.all(
    chosen.map(async (name) => ({
      name,
      stack: await describeStack(client, addOnStackName(options.stackName, name)),
    })),
  );
  const stacksOf = (first: boolean) =>
    found.flatMap(({ name, stack }) => (stack !== undefined && ADD_ONS[name].first === first ? [stack] : []));
  // A core cannot be deleted before the stacks that import from it.
  const stacks = [
    ...stacksOf(false),
    ...(options.only === undefined && core !== undefined ? [core] : []),
    ...stacksOf(true),
  ];
  if (options.only === undefined && core !== undefined) await checkDeletable(client, core, options);
  if (options.only === 'rollout' && parameters.Revision) {
    throw new Failure(
      `The function of ${options.stackName} is called by version, which needs the add-on rollout.`,
      {
        fix: `npx -y pnpm@12 deploy:stack --id ${options.id} --set Revision= and then this command again.`,
      },
    );
  }
  const deletesLoggingRole =
    parameters.AccessLogs === 'create-role' ||
    found.some(({ name, stack }) => name === 'logging-role' && stack !== undefined);
  const kept = [
    ...(options.only === undefined ? [] : [`the stack ${options.stackName}`]),
    ...(deletesLoggingRole ? ["the account's API Gateway logging role, which other APIs may use"] : []),
    ...(options.only === undefined && options.keepLogs
      ? [`the logs ${logGroupNames(options.id).join(' and ')}`]
      : []),
    ...(options.only === undefined && options.keepArtifacts ? ['the uploaded code'] : []),
  ];
  const done = (result: DestroyResult['result']): DestroyResult => ({
    stack: options.stackName,
    result,
    kept,
  });
  const bold = (name: string | undefined) => terminal.style('bold', name ?? '');
  if (stacks.length === 0) {
    terminal.tick(
      `There is no stack ${bold(options.only === undefined ? options.stackName : addOnStackName(options.stackName, options.only))} in ${region}`,
    );
  }
  for (const stack of stacks) {
    const logs = stack === core && !options.keepLogs ? ', with its logs' : '';
    const role =
      stack.StackName === addOnStackName(options.stackName, 'logging-role') ? ', and keeps its role' : '';
    terminal.line(`Deletes the stack ${bold(stack.StackName)} in ${region}${logs}${role}.`);
  }
  const policyArn =
    options.only === undefined && core !== undefined ? stackOutputs(core).MCPUserPolicyArn : undefined;
  const holders = policyArn === undefined ? [] : await listHolders(clients.iam, policyArn);
  if (holders.length > 0) {
    terminal.line(
      `Detaches the user policy from ${holders.map(({ kind, name }) => `${kind} ${name}`).join(', ')}.`,
    );
  }
  if (options.dryRun) return done('dry-run');
  if (stacks.length > 0 && !options.yes && !(await terminal.confirm('Continue?'))) return done('declined');
  if (policyArn !== undefined) await detachFromAll(clients.iam, policyArn, holders);
  if (stacks.some(({ StackName }) => StackName === addOnStackName(options.stackName, 'compact'))) {
    await removeCopy(clients, options.id, parameters.CaseTable ?? 'case_summary', terminal);
  }
  for (const stack of stacks) {
    await deleteStack(client, stack, parameters.CaseInsightsStackName ?? '', terminal);
    if (stack === core && !options.keepLogs) {
      const logs = await deleteLogs(clients.logs, options.id);
      if (logs.length > 0) terminal.tick(`Logs deleted: ${logs.join(', ')}`);
    }
  }
  if (options.only === undefined && !options.keepArtifacts && !options.direct) {
    const place = artifactPlace({ id: options.id, ...identity, region, bucket: parameters.CodeBucket });
    const { objects, bucket } = await deletePackages(clients.s3, place);
    if (objects > 0)
      terminal.tick(
        `Uploaded packages deleted: ${objects}${bucket ? `, and the bucket ${place.bucket}` : ''}`,
      );
  }
  return done(stacks.length === 0 ? 'absent' : 'deleted');
}

/** Fails, before anything is deleted, where the core is protected or would take along the logs that are to be kept. */
async function checkDeletable(
  client: CloudFormationClient,
  core: Stack,
  { id, keepLogs }: DestroyOptions,
): Promise<void> {
  const name = core.StackName ?? '';
  if (core.EnableTerminationProtection === true) {
    throw new Failure(`The stack ${name} is protected against deletion.`, {
      fix: `To delete it: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}`,
    });
  }
  if (!keepLogs) return;
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: name }));
  if (!/FunctionLogs:\s+Type: AWS::Logs::LogGroup\s+DeletionPolicy: Retain/.test(TemplateBody)) {
    throw new Failure(
      `The template of ${name} is of an earlier version, which deletes the logs with the stack.`,
      {
        fix: `npx -y pnpm@12 deploy:stack --id ${id}, then destroy it with --keep-logs.`,
      },
    );
  }
}

/** Removes the copy of the cases, which is none of the stack's resources. What stays is not read for more than 25 days. */
async function removeCopy(
  clients: Clients,
  id: string,
  caseTable: string,
  terminal: Terminal,
): Promise<void> {
  try {
    await terminal.during('Removing the compact copy', invokeCompact(clients, id, { remove: true }));
    terminal.tick('The compact copy of the cases is removed');
  } catch (thrown) {
    terminal.warn(
      `The compact copy could not be removed (${errorMessage(thrown)}): run DROP VIEW IF EXISTS ${caseTable}_compact in Athena`,
    );
  }
}

async function deleteStack(
  client: CloudFormationClient,
  stack: Stack,
  caseInsightsStack: string,
  terminal: Terminal,
): Promise<void> {
  const id = stack.StackId ?? stack.StackName ?? '';
  const since = await newestEvent(client, id);
  await client.send(new DeleteStackCommand({ StackName: id }));
  const followed = await followStack(client, id, since, terminal);
  if (followed.status !== 'DELETE_COMPLETE') throw explainFailure(followed, caseInsightsStack);
  terminal.tick(`Deleted ${terminal.style('bold', stack.StackName ?? '')}`);
}
