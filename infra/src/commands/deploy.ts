import type { Stack } from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import {
  ADD_ON_NAMES,
  ADD_ONS,
  type AddOnName,
  addOnParameters,
  addOnStackName,
  refuseOff,
  settableParameters,
  settingsOf,
} from '../add-ons.ts';
import { artifactKey, artifactPlace, uploadPackage } from '../artifacts.ts';
import { type Clients, openClients } from '../clients.ts';
import { chooseModels } from '../models/choose-models.ts';
import type { DeployOptions } from '../options.ts';
import { type CodePackage, packageFunction } from '../package.ts';
import {
  checkCaseInsights,
  checkCredentials,
  checkName,
  hasLoggingRole,
  type Identity,
  updatableStack,
} from '../preflight.ts';
import { stackOutputs, stackParameters, stackTags } from '../stack.ts';
import { changeStack, type StackChange } from '../stack-change.ts';
import { checkParameters, readTemplate, stampDeployment, templateParameters } from '../template.ts';
import type { Terminal } from '../terminal.ts';

/** What `--json` prints. */
export interface DeployResult {
  readonly stack: string;
  readonly region: string;
  readonly result: StackChange['result'];
  readonly code: string;
  /** Of the core and its add-ons together. */
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
  refuseOff(chosen, options.id);
  checkParameters(settableParameters(), chosen);

  const identity = await checkCredentials(clients, options.profile);
  const region = await clients.region();
  terminal.tick(`${identity.arn} in ${region}`);
  const existing = await checkName(clients, { stackName: options.stackName, id: options.id });
  const addOns = await chooseAddOns(clients, options, existing, terminal);
  const kept = stackParameters(existing);
  const value = (name: string) => chosen[name] ?? kept[name] ?? String(declared[name]?.Default ?? '');
  await checkCaseInsights(clients.cloudFormation, value('CaseInsightsStackName'));
  terminal.tick(`Case Insights is deployed as ${value('CaseInsightsStackName')}, with analytics`);
  chosen.BedrockModelId = await chooseModels(
    clients,
    {
      given: chosen.BedrockModelId,
      kept: kept.BedrockModelId,
      fallback: String(declared.BedrockModelId?.Default),
      crossRegionInference: value('CrossRegionInference'),
      yes: options.yes,
    },
    terminal,
  );
  chosen.AccessLogs ??= kept.AccessLogs ?? (await chooseAccessLogs(clients, terminal));

  const code = packageFunction();
  terminal.tick(
    `Code packaged: ${code.files.length} files, ${Math.round(code.zip.length / 1024)} KB, ${code.hash.slice(0, 12)}`,
  );
  Object.assign(chosen, await provideCode(clients, options, identity, code, terminal));
  const parameters = inTemplate({ ...kept, ...chosen }, declared);

  if (options.direct && kept.CodeBucket) {
    terminal.warn(
      'The function loses its code in the bucket: calls fail for some seconds until the new code is uploaded',
    );
  }
  const shared = {
    // A new add-on has the core's.
    tags: Object.keys(options.tags).length > 0 ? options.tags : stackTags(existing),
    roleArn: options.roleArn ?? existing?.RoleARN,
    dryRun: options.dryRun,
    yes: options.yes,
    caseInsightsStack: value('CaseInsightsStackName'),
  };
  const core = await changeStack(
    clients,
    {
      ...shared,
      stackName: options.stackName,
      existing,
      template: stampDeployment(template, parameters),
      parameters,
    },
    terminal,
  );
  let { result } = core;
  if (options.direct && !options.dryRun && result !== 'declined') {
    const replaced = await replaceCode(clients, options.id, code, terminal);
    if (replaced && result === 'unchanged') result = 'updated';
  }
  const stacks = [core.stack];
  for (const { name, stackName, stack, settings } of result === 'declined' ? [] : addOns) {
    if (core.stack === undefined || stackOutputs(core.stack).ApiId === undefined) {
      // A dry run: the core does not export yet what the add-on imports.
      terminal.line(
        `Then creates the stack ${terminal.style('bold', stackName)}: ${ADD_ONS[name].contents}.`,
      );
      continue;
    }
    const change = await changeStack(
      clients,
      {
        ...shared,
        stackName,
        existing: stack,
        template: readTemplate(ADD_ONS[name].template),
        parameters: addOnParameters(
          name,
          {
            stackName: options.stackName,
            parameters: stackParameters(core.stack),
            outputs: stackOutputs(core.stack),
          },
          settings,
        ),
      },
      terminal,
    );
    stacks.push(change.stack);
    if (result === 'unchanged' && change.result !== 'unchanged') result = 'updated';
    if (change.result === 'declined') result = 'declined';
  }
  if (options.dryRun) terminal.tick('Dry run: nothing was changed');
  const outputs = Object.assign(
    {},
    ...stacks.map((stack) => (stack === undefined ? {} : stackOutputs(stack))),
  );
  const finished = result !== 'dry-run' && result !== 'declined';
  return { stack: options.stackName, region, result, code: code.hash, outputs: finished ? outputs : {} };
}

interface DeployedAddOn {
  readonly name: AddOnName;
  readonly stackName: string;
  readonly stack: Stack | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

/** The add-ons that are asked for or deployed already, and what an older single stack had of them itself. */
async function chooseAddOns(
  clients: Clients,
  options: DeployOptions,
  core: Stack | undefined,
  terminal: Terminal,
): Promise<readonly DeployedAddOn[]> {
  const chosen: DeployedAddOn[] = [];
  for (const name of ADD_ON_NAMES) {
    const stackName = addOnStackName(options.stackName, name);
    const stack = await updatableStack(
      clients.cloudFormation,
      stackName,
      `pnpm destroy:stack --id ${options.id} --stack-name ${options.stackName} --only ${name}, then deploy again --with ${name}.`,
    );
    const moved =
      core === undefined
        ? undefined
        : ADD_ONS[name].fromSingleStack({
            stackName: options.stackName,
            parameters: stackParameters(core),
            outputs: stackOutputs(core),
          });
    if (moved !== undefined) {
      terminal.warn(
        `${options.stackName} held ${ADD_ONS[name].contents}: this moves to a stack of its own, ${stackName}`,
      );
    }
    const given = settingsOf(name, options.parameters);
    const asked = options.addOns.includes(name) || Object.keys(given).length > 0;
    if (stack === undefined && moved === undefined && !asked) continue;
    const settings = { ...moved, ...settingsOf(name, stackParameters(stack)), ...given };
    chosen.push({ name, stackName, stack, settings });
  }
  return chosen;
}

/** The endpoint and the next steps, for a person. */
export function nextSteps(result: DeployResult, id: string): string {
  const { MCPServerEndpoint: endpoint = '', DashboardUrl: dashboard } = result.outputs;
  return [
    `Endpoint   ${endpoint}`,
    ...(dashboard === undefined ? [] : [`Dashboard  ${dashboard}`]),
    '',
    'Next:',
    `  1. Give access:      pnpm grant --id ${id} --user <name>      (or --role <name>)`,
    `  2. Try it:           pnpm smoke --url ${endpoint}`,
    `  3. Set up a client:  npx -y pnpm@12 bridge setup --url ${endpoint}`,
    ...(dashboard === undefined ? [`  4. Watch it:         pnpm deploy:stack --id ${id} --with watch`] : []),
  ].join('\n');
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
