import type { Stack } from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { artifactKey, artifactPlace, uploadPackage } from '../artifacts.ts';
import {
  createChangeSet,
  discardChangeSet,
  executeChangeSet,
  isDestructive,
  printChanges,
} from '../change-set.ts';
import { type Clients, openClients } from '../clients.ts';
import type { DeployOptions } from '../options.ts';
import { type CodePackage, packageFunction } from '../package.ts';
import {
  checkCaseInsights,
  checkCredentials,
  checkModel,
  checkName,
  hasLoggingRole,
  type Identity,
} from '../preflight.ts';
import {
  describeStack,
  explainFailure,
  followStack,
  newestEvent,
  stackOutputs,
  stackParameters,
} from '../stack.ts';
import { checkParameters, readTemplate, stampDeployment, templateParameters } from '../template.ts';
import type { Terminal } from '../terminal.ts';

/** What `--json` prints. */
export interface DeployResult {
  readonly stack: string;
  readonly region: string;
  readonly result: 'created' | 'updated' | 'unchanged' | 'dry-run' | 'declined';
  readonly code: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Checks, packages, uploads, shows the change, executes it and waits for its end. */
export async function deploy(options: DeployOptions, terminal: Terminal): Promise<DeployResult> {
  const clients = openClients(options);
  const template = readTemplate();
  const declared = templateParameters(template);
  const chosen: Record<string, string> = {
    ...options.parameters,
    UniqueIdentifier: options.id,
    ...(options.caseInsightsStack === undefined ? {} : { CaseInsightsStackName: options.caseInsightsStack }),
    ...(options.model === undefined ? {} : { BedrockModelId: options.model }),
  };
  checkParameters(declared, chosen);

  const identity = await checkCredentials(clients, options.profile);
  const region = await clients.region();
  terminal.tick(`${identity.arn} in ${region}`);
  const existing = await checkName(clients, { stackName: options.stackName, id: options.id });
  const kept = stackParameters(existing);
  const value = (name: string) => chosen[name] ?? kept[name] ?? String(declared[name]?.Default ?? '');
  await checkCaseInsights(clients.cloudFormation, value('CaseInsightsStackName'));
  terminal.tick(`Case Insights is deployed as ${value('CaseInsightsStackName')}, with analytics`);
  await checkModel(
    clients,
    { id: value('BedrockModelId'), geography: value('CrossRegionInference') },
    terminal,
  );
  chosen.AccessLogs ??= kept.AccessLogs ?? (await chooseAccessLogs(clients, terminal));

  const code = packageFunction();
  terminal.tick(
    `Code packaged: ${code.files.length} files, ${Math.round(code.zip.length / 1024)} KB, ${code.hash.slice(0, 12)}`,
  );
  Object.assign(chosen, await provideCode(clients, options, identity, code, terminal));
  const parameters = { ...inTemplate(kept, declared), ...chosen };

  const done = (result: DeployResult['result'], stack?: Stack): DeployResult => ({
    stack: options.stackName,
    region,
    result,
    code: code.hash,
    outputs: stack === undefined ? {} : stackOutputs(stack),
  });
  const changeSet = await terminal.during(
    'CloudFormation prepares the change',
    createChangeSet(clients.cloudFormation, {
      stackName: options.stackName,
      creates: existing === undefined,
      template: stampDeployment(template, parameters),
      parameters,
    }),
  );
  if (changeSet === undefined) {
    terminal.tick('Nothing to change: the stack is up to date');
    const replaced =
      options.direct && !options.dryRun && (await replaceCode(clients, options.id, code, terminal));
    return done(replaced ? 'updated' : 'unchanged', existing);
  }
  terminal.line(
    `\n${existing === undefined ? 'Creates' : 'Changes'} the stack ${terminal.style('bold', options.stackName)}:`,
  );
  printChanges(changeSet, terminal);
  terminal.line();
  if (options.dryRun) {
    await discardChangeSet(clients.cloudFormation, changeSet);
    terminal.tick('Dry run: nothing was changed');
    return done('dry-run');
  }
  let agreed = options.yes || !changeSet.changes.some(isDestructive);
  try {
    agreed ||= await askToReplace(terminal);
  } finally {
    if (!agreed) await discardChangeSet(clients.cloudFormation, changeSet);
  }
  if (!agreed) return done('declined');
  if (options.direct && kept.CodeBucket) {
    terminal.warn(
      'The function loses its code in the bucket: calls fail for some seconds until the new code is uploaded',
    );
  }
  const since = await newestEvent(clients.cloudFormation, changeSet.stackId);
  await executeChangeSet(clients.cloudFormation, changeSet);
  const followed = await followStack(clients.cloudFormation, changeSet.stackId, since, terminal);
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(followed.status)) {
    throw explainFailure(followed, value('CaseInsightsStackName'));
  }
  if (options.direct) await replaceCode(clients, options.id, code, terminal);
  const stack = await describeStack(clients.cloudFormation, options.stackName);
  terminal.tick(existing === undefined ? 'Deployed' : 'Updated');
  return done(existing === undefined ? 'created' : 'updated', stack);
}

/** The endpoint and the next steps, for a person. */
export function nextSteps(result: DeployResult, id: string): string {
  const endpoint = result.outputs.MCPServerEndpoint ?? '';
  return [
    `Endpoint   ${endpoint}`,
    `Dashboard  ${result.outputs.DashboardUrl ?? ''}`,
    '',
    'Next:',
    `  1. Give access:      pnpm grant --id ${id} --user <name>      (or --role <name>)`,
    `  2. Try it:           pnpm smoke --url ${endpoint}`,
    `  3. Set up a client:  npx -y case-insights-bridge setup --url ${endpoint}`,
  ].join('\n');
}

async function askToReplace(terminal: Terminal): Promise<boolean> {
  return terminal.confirm(
    'Resources marked "replace" or "remove" are deleted with their contents. Continue?',
  );
}

async function chooseAccessLogs(clients: Clients, terminal: Terminal): Promise<string> {
  const role = await hasLoggingRole(clients);
  if (role === false) {
    terminal.warn(
      'This account and region has no API Gateway logging role: the stack sets one, kept on deletion',
    );
    return 'create-role';
  }
  if (role === undefined)
    terminal.warn('No permission to look for an API Gateway logging role: assuming there is one');
  return 'existing-role';
}

/** The code parameters: our bucket, or none when the code is uploaded to the function afterwards. */
async function provideCode(
  clients: Clients,
  options: DeployOptions,
  identity: Identity,
  code: CodePackage,
  terminal: Terminal,
): Promise<Record<string, string>> {
  if (options.direct) return { CodeBucket: '' };
  const place = artifactPlace({ id: options.id, ...identity, region: await clients.region() });
  if (!options.dryRun) {
    const { bucketCreated, uploaded } = await terminal.during(
      'Uploading the code',
      uploadPackage(clients.s3, place, code),
    );
    if (bucketCreated) terminal.tick(`Bucket ${place.bucket} created: private, encrypted, TLS only`);
    terminal.tick(uploaded ? 'Code uploaded' : 'Code is there already');
  }
  return { CodeBucket: place.bucket, CodeKey: artifactKey(place, code) };
}

/** Replaces the function's code without a bucket (`--direct`). Returns whether the code differed. */
async function replaceCode(
  clients: Clients,
  id: string,
  code: CodePackage,
  terminal: Terminal,
): Promise<boolean> {
  const { lambda: client } = clients;
  const FunctionName = `MCP-CaseInsights-${id}`;
  const { CodeSha256 } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  // Lambda reports the same hash in Base64.
  if (CodeSha256 === Buffer.from(code.hash, 'hex').toString('base64')) {
    terminal.tick('The function has this code already');
    return false;
  }
  await terminal.during(
    'Uploading the code to the function',
    client
      .send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code.zip }))
      .then(() => waitUntilFunctionUpdatedV2({ client, maxWaitTime: 120 }, { FunctionName })),
  );
  terminal.tick('Code uploaded to the function');
  return true;
}

/** The parameters of the running stack that the template still declares. */
function inTemplate(
  kept: Record<string, string>,
  declared: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(kept).filter(([name]) => name in declared));
}
