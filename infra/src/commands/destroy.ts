import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { artifactPlace, deletePackages } from '../artifacts.ts';
import { openClients } from '../clients.ts';
import { Failure } from '../failure.ts';
import type { DestroyOptions } from '../options.ts';
import { detachFromAll, listHolders } from '../policy-holders.ts';
import { checkCredentials } from '../preflight.ts';
import {
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

/** Deletes the stack and the code that was uploaded for it. */
export async function destroy(options: DestroyOptions, terminal: Terminal): Promise<DestroyResult> {
  const clients = openClients(options);
  const identity = await checkCredentials(clients, options.profile);
  const region = await clients.region();
  const client = clients.cloudFormation;
  const stack = await describeStack(client, options.stackName);
  const parameters = stackParameters(stack);
  if (
    stack !== undefined &&
    parameters.UniqueIdentifier !== undefined &&
    parameters.UniqueIdentifier !== options.id
  ) {
    throw new Failure(
      `The stack ${options.stackName} belongs to ${parameters.UniqueIdentifier}, not to ${options.id}.`,
      {
        fix: `Give --id ${parameters.UniqueIdentifier}, or the --stack-name of the one you mean.`,
        exitCode: 2,
      },
    );
  }
  const kept = [
    ...(parameters.AccessLogs === 'create-role'
      ? ["the account's API Gateway logging role, which other APIs may use"]
      : []),
    ...(options.keepArtifacts ? ['the uploaded code'] : []),
  ];
  const done = (result: DestroyResult['result']): DestroyResult => ({
    stack: options.stackName,
    result,
    kept,
  });
  const name = terminal.style('bold', options.stackName);
  if (stack === undefined) terminal.tick(`There is no stack ${name} in ${region}`);
  else terminal.line(`Deletes the stack ${name} in ${region}, with its logs.`);
  const policyArn = stack === undefined ? undefined : stackOutputs(stack).MCPUserPolicyArn;
  const holders = policyArn === undefined ? [] : await listHolders(clients.iam, policyArn);
  if (holders.length > 0) {
    terminal.line(
      `Detaches the user policy from ${holders.map(({ kind, name }) => `${kind} ${name}`).join(', ')}.`,
    );
  }
  if (options.dryRun) return done('dry-run');
  if (stack !== undefined) {
    if (!options.yes && !(await terminal.confirm('Continue?'))) return done('declined');
    const id = stack.StackId ?? options.stackName;
    if (policyArn !== undefined) await detachFromAll(clients.iam, policyArn, holders);
    const since = await newestEvent(client, id);
    await client.send(new DeleteStackCommand({ StackName: id }));
    const followed = await followStack(client, id, since, terminal);
    if (followed.status !== 'DELETE_COMPLETE')
      throw explainFailure(followed, parameters.CaseInsightsStackName ?? '');
    terminal.tick('Stack deleted');
  }
  if (!options.keepArtifacts && !options.direct) {
    const place = artifactPlace({ id: options.id, ...identity, region });
    const { objects, bucket } = await deletePackages(clients.s3, place);
    if (objects > 0)
      terminal.tick(
        `Uploaded packages deleted: ${objects}${bucket ? `, and the bucket ${place.bucket}` : ''}`,
      );
  }
  return done(stack === undefined ? 'absent' : 'deleted');
}
