import { type Stack, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import {
  ADD_ON_NAMES,
  ADD_ONS,
  type AddOnName,
  addOnParameters,
  addOnStackName,
  checkSettings,
  refuseMoved,
  settableParameters,
  settingsOf,
} from '../add-ons.ts';
import { type Clients, openClients } from '../clients.ts';
import { Failure } from '../failure.ts';
import { provideCode, replaceCode } from '../function-code.ts';
import { hasKeptLogs } from '../log-groups.ts';
import { chooseModels } from '../models/choose-models.ts';
import type { DeployOptions } from '../options.ts';
import { packageFunction } from '../package.ts';
import {
  checkCaseInsights,
  checkCredentials,
  checkName,
  hasLoggingRole,
  updatableStack,
} from '../preflight.ts';
import { checkRelease, isRelease } from '../release.ts';
import { stackOutputs, stackParameters, stackTags } from '../stack.ts';
import { changeStack, type StackChange } from '../stack-change.ts';
import {
  checkParameters,
  functionRevision,
  readTemplate,
  stampDeployment,
  templateParameters,
} from '../template.ts';
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
  refuseMoved(chosen, options.id);
  checkParameters(settableParameters(), chosen);

  const release = checkRelease();
  if (release !== undefined) terminal.tick(`Release ${release}, its files as they were released`);
  const identity = await checkCredentials(clients, options.profile);
  const region = await clients.region();
  terminal.tick(`${identity.arn} in ${region}`);
  const existing = await checkName(clients, { stackName: options.stackName, id: options.id });
  const kept = stackParameters(existing);
  // The role that an earlier version made within the stack stays behind.
  if (kept.AccessLogs === 'create-role') chosen.AccessLogs ??= 'existing-role';
  const value = (name: string) => chosen[name] ?? kept[name] ?? String(declared[name]?.Default ?? '');
  const addOns = await chooseAddOns(clients, options, existing, terminal);
  checkCombination(addOns, value, options, terminal);
  await checkCaseInsights(clients.cloudFormation, value('CaseInsightsStackName'));
  terminal.tick(`Case Insights is deployed as ${value('CaseInsightsStackName')}, with analytics`);
  const needsLoggingRole =
    value('AccessLogs') !== 'off' &&
    !('AccessLogGroup' in stackOutputs(existing)) &&
    !has(addOns, 'logging-role');
  if (needsLoggingRole && (await lacksLoggingRole(clients, terminal))) {
    addOns.unshift(await addOn(clients, options, 'logging-role', {}));
  }
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

  const code = packageFunction();
  terminal.tick(
    `Code packaged: ${code.files.length} files, ${Math.round(code.zip.length / 1024)} KB, ${code.hash.slice(0, 12)}`,
  );
  Object.assign(
    chosen,
    await provideCode(clients, { ...options, identity }, kept.CodeBucket, code, terminal),
  );
  if (has(addOns, 'rollout')) chosen.Revision ??= functionRevision(template, { ...kept, ...chosen });
  const parameters = inTemplate({ ...kept, ...chosen }, declared);

  const shared = {
    // A new add-on has the core's.
    tags: Object.keys(options.tags).length > 0 ? options.tags : stackTags(existing),
    roleArn: options.roleArn ?? existing?.RoleARN,
    dryRun: options.dryRun,
    yes: options.yes,
    caseInsightsStack: value('CaseInsightsStackName'),
  };
  const changes: StackChange[] = [];
  const goesOn = () => changes.at(-1)?.result !== 'declined';
  const changeAddOn = async ({ name, stackName, stack, settings }: ChosenAddOn, core: Stack | undefined) => {
    const { first, template: path } = ADD_ONS[name];
    if (!first && stackOutputs(core).ApiId === undefined) {
      // A dry run: the core does not export yet what the add-on imports.
      terminal.line(
        `Then creates the stack ${terminal.style('bold', stackName)}: ${ADD_ONS[name].contents}.`,
      );
      return;
    }
    const from = {
      stackName: options.stackName,
      parameters: { ...parameters, ...stackParameters(core) },
      outputs: stackOutputs(core),
    };
    changes.push(
      await changeStack(
        clients,
        {
          ...shared,
          stackName,
          existing: stack,
          template: readTemplate(path),
          parameters: addOnParameters(name, from, settings),
        },
        terminal,
      ),
    );
  };

  for (const addOn of addOns) if (ADD_ONS[addOn.name].first && goesOn()) await changeAddOn(addOn, existing);
  let core = existing;
  if (goesOn()) {
    const change = await changeStack(
      clients,
      {
        ...shared,
        stackName: options.stackName,
        existing,
        template: stampDeployment(template, parameters),
        parameters,
        adopts: await hasKeptLogs(clients.logs, options.id, existing),
      },
      terminal,
    );
    core = change.stack;
    changes.push(change);
    if (options.direct && !options.dryRun && goesOn()) {
      const replaced = await replaceCode(clients, options.id, code, terminal);
      if (replaced) changes.push({ result: 'updated', stack: core });
    }
  }
  for (const addOn of addOns) if (!ADD_ONS[addOn.name].first && goesOn()) await changeAddOn(addOn, core);
  if (options.protect && !options.dryRun && goesOn()) await protect(clients, options.stackName, terminal);
  if (options.dryRun) terminal.tick('Dry run: nothing was changed');
  const result = overall(changes, existing === undefined);
  const finished = result !== 'dry-run' && result !== 'declined';
  const outputs = Object.assign({}, ...changes.map(({ stack }) => stackOutputs(stack)));
  return { stack: options.stackName, region, result, code: code.hash, outputs: finished ? outputs : {} };
}

function overall(changes: readonly StackChange[], creates: boolean): StackChange['result'] {
  const results = new Set(changes.map(({ result }) => result));
  if (results.has('declined')) return 'declined';
  if (results.has('dry-run')) return 'dry-run';
  if (results.has('created') && creates) return 'created';
  return results.has('created') || results.has('updated') ? 'updated' : 'unchanged';
}

interface ChosenAddOn {
  readonly name: AddOnName;
  readonly stackName: string;
  readonly stack: Stack | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

function has(addOns: readonly ChosenAddOn[], name: AddOnName): boolean {
  return addOns.some((addOn) => addOn.name === name);
}

/** The add-ons that are asked for or deployed already, and what an older single stack had of them itself. */
async function chooseAddOns(
  clients: Clients,
  options: DeployOptions,
  core: Stack | undefined,
  terminal: Terminal,
): Promise<ChosenAddOn[]> {
  const chosen: ChosenAddOn[] = [];
  for (const name of ADD_ON_NAMES) {
    const moved =
      core === undefined
        ? undefined
        : ADD_ONS[name].fromSingleStack({
            stackName: options.stackName,
            parameters: stackParameters(core),
            outputs: stackOutputs(core),
          });
    const found = await addOn(clients, options, name, moved ?? {});
    if (moved !== undefined) {
      terminal.warn(
        `${options.stackName} held ${ADD_ONS[name].contents}: this moves to a stack of its own, ${found.stackName}`,
      );
    }
    const asked =
      options.addOns.includes(name) || Object.keys(settingsOf(name, options.parameters)).length > 0;
    if (found.stack !== undefined || moved !== undefined || asked) chosen.push(found);
  }
  return chosen;
}

/** Refuses what would fail half way or leave no way to call. */
function checkCombination(
  addOns: readonly ChosenAddOn[],
  value: (name: string) => string,
  { direct, parameters }: DeployOptions,
  terminal: Terminal,
): void {
  for (const { name, settings } of addOns) checkSettings(name, settings);
  if (direct && has(addOns, 'rollout') && parameters.Revision !== '') {
    throw new Failure(
      '--direct replaces the code of the function, of which the add-on rollout makes versions.',
      {
        fix: 'Leave out --direct.',
        exitCode: 2,
      },
    );
  }
  if (value('EndpointType') === 'PRIVATE' && has(addOns, 'domain')) {
    throw new Failure(
      'The add-on domain is for EndpointType REGIONAL: a private endpoint has another kind of domain.',
      {
        exitCode: 2,
      },
    );
  }
  if (value('DisableExecuteApiEndpoint') === 'true' && !has(addOns, 'domain')) {
    terminal.warn('The endpoint answers at a custom domain only, and the add-on domain is not deployed');
  }
}

/** An add-on as it is deployed, and its settings: these, those that it has, those that are given, the later first. */
async function addOn(
  clients: Clients,
  options: DeployOptions,
  name: AddOnName,
  moved: Readonly<Record<string, string>>,
): Promise<ChosenAddOn> {
  const stackName = addOnStackName(options.stackName, name);
  const stack = await updatableStack(
    clients.cloudFormation,
    stackName,
    `pnpm destroy:stack --id ${options.id} --stack-name ${options.stackName} --only ${name}, then deploy again --with ${name}.`,
  );
  const settings = {
    ...moved,
    ...settingsOf(name, stackParameters(stack)),
    ...settingsOf(name, options.parameters),
  };
  return { name, stackName, stack, settings };
}

async function lacksLoggingRole(clients: Clients, terminal: Terminal): Promise<boolean> {
  const role = await hasLoggingRole(clients);
  if (role === false) {
    terminal.warn(
      'This account and region has no API Gateway logging role: the add-on logging-role sets one, kept on deletion',
    );
  }
  if (role === undefined)
    terminal.warn('No permission to look for an API Gateway logging role: assuming there is one');
  return role === false;
}

/** Has CloudFormation refuse to delete the core until somebody turns this off. */
async function protect(clients: Clients, StackName: string, terminal: Terminal): Promise<void> {
  await clients.cloudFormation.send(
    new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: true }),
  );
  terminal.tick(`${StackName} is protected against deletion`);
}

/** The endpoint and the next steps, for a person. */
export function nextSteps(result: DeployResult, id: string): string {
  const { DomainEndpoint: domain, MCPServerEndpoint: own = '', DashboardUrl: dashboard } = result.outputs;
  const endpoint = domain ?? own;
  // A host name of one's own does not contain the region.
  const url = domain === undefined ? own : `${domain} --region ${result.region}`;
  return [
    `Endpoint   ${endpoint}`,
    ...(dashboard === undefined ? [] : [`Dashboard  ${dashboard}`]),
    '',
    'Next:',
    `  1. Give access:      pnpm grant --id ${id} --user <name>      (or --role <name>)`,
    `  2. Try it:           pnpm smoke --url ${url}`,
    `  3. Set up a client:  ${isRelease() ? 'case-insights-bridge' : 'npx -y pnpm@12 bridge'} setup --url ${url}`,
    ...(dashboard === undefined ? [`  4. Watch it:         pnpm deploy:stack --id ${id} --with watch`] : []),
  ].join('\n');
}

/** The parameters of the running stack that the template still declares. */
function inTemplate(
  kept: Record<string, string>,
  declared: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(kept).filter(([name]) => name in declared));
}
