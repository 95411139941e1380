import { type Stack, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { checkAccessPolicy } from '../access-policy.ts';
import { ADD_ONS, addOnParameters, refuseMoved, settableParameters } from '../add-ons.ts';
import { addOn, type ChosenAddOn, checkCombination, chooseAddOns, has } from '../chosen-add-ons.ts';
import { type Clients, openClients } from '../clients.ts';
import { Failure } from '../failure.ts';
import { provideCode, replaceCode } from '../function-code.ts';
import { hasKeptLogs } from '../log-groups.ts';
import { chooseModels } from '../models/choose-models.ts';
import type { DeployOptions } from '../options.ts';
import { type CodePackage, packageFunction } from '../package.ts';
import { checkCaseInsights, checkCredentials, checkName, hasLoggingRole } from '../preflight.ts';
import { checkRelease, isRelease } from '../release.ts';
import { stackOutputs, stackParameters, stackTags } from '../stack.ts';
import { changeStack, type StackChange } from '../stack-change.ts';
import {
  checkParameters,
  functionRevision,
  readTemplate,
  stampDeployment,
  templateParameters,
  withNamesOfLogGroups,
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
  checkAccessPolicy(chosen.AccessPolicy);

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
  await checkCaseInsights(clients.cloudFormation, value('CaseInsightsStackName'), options.id);
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

  const changes = await changeStacks(
    clients,
    {
      options,
      existing,
      template,
      parameters,
      addOns,
      code,
      caseInsightsStack: value('CaseInsightsStackName'),
    },
    terminal,
  );
  const isDeclined = changes.at(-1)?.result === 'declined';
  if (options.protect && !options.dryRun && !isDeclined) await protect(clients, options.stackName, terminal);
  if (options.dryRun) terminal.tick('Dry run: nothing was changed');
  const result = overall(changes, existing === undefined);
  const finished = result !== 'dry-run' && result !== 'declined';
  const outputs = Object.fromEntries(changes.flatMap(({ stack }) => Object.entries(stackOutputs(stack))));
  if (finished && !isSet(outputs.MCPServerEndpoint)) throw unfinished(options.stackName, 'MCPServerEndpoint');
  return { stack: options.stackName, region, result, code: code.hash, outputs: finished ? outputs : {} };
}

/** Whether an output has a value, with everything filled in. */
function isSet(output: string | undefined): boolean {
  return output !== undefined && !output.includes('${');
}

/** What a deployment consists of. */
interface Plan {
  readonly options: DeployOptions;
  /** The core as it is. */
  readonly existing: Stack | undefined;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly addOns: readonly ChosenAddOn[];
  readonly code: CodePackage;
  readonly caseInsightsStack: string;
}

/** Changes the stacks one after the other, until one is declined: the add-ons that come first, the core, the others. */
async function changeStacks(clients: Clients, plan: Plan, terminal: Terminal): Promise<StackChange[]> {
  const { options, existing, addOns } = plan;
  const changes: StackChange[] = [];
  const goesOn = () => changes.at(-1)?.result !== 'declined';
  const changeAddOns = async (first: boolean, core: Stack | undefined) => {
    for (const addOn of addOns) {
      if (ADD_ONS[addOn.name].first !== first || !goesOn()) continue;
      // Among the outputs of the add-ons before it are some that it takes as parameters.
      const outputs = Object.fromEntries(changes.flatMap(({ stack }) => Object.entries(stackOutputs(stack))));
      const change = await changeAddOn(clients, plan, addOn, core, outputs, terminal);
      if (change !== undefined) changes.push(change);
    }
  };

  await changeAddOns(true, existing);
  if (!goesOn()) return changes;
  const change = await changeCore(clients, plan, terminal);
  changes.push(change);
  if (options.direct && !options.dryRun && goesOn()) {
    const replaced = await replaceCode(clients, options.id, plan.code, terminal);
    if (replaced) changes.push({ result: 'updated', stack: change.stack });
  }
  await changeAddOns(false, change.stack);
  return changes;
}

async function changeCore(clients: Clients, plan: Plan, terminal: Terminal): Promise<StackChange> {
  const { options, existing, parameters } = plan;
  const adopts = await hasKeptLogs(clients.logs, options.id, existing);
  if (adopts) terminal.tick('Takes up the log groups that an earlier stack left');
  const template = stampDeployment(plan.template, parameters);
  const request = {
    ...shared(plan),
    stackName: options.stackName,
    existing,
    template: adopts ? withNamesOfLogGroups(template, options.id) : template,
    parameters,
    adopts,
  };
  return changeStack(clients, request, terminal);
}

/** Returns undefined in a dry run of a first deployment: the core does not export yet what the add-on imports. */
async function changeAddOn(
  clients: Clients,
  plan: Plan,
  { name, stackName, stack, settings }: ChosenAddOn,
  core: Stack | undefined,
  outputs: Readonly<Record<string, string>>,
  terminal: Terminal,
): Promise<StackChange | undefined> {
  const { first, template, contents } = ADD_ONS[name];
  if (!first && stackOutputs(core).ApiId === undefined) {
    if (!plan.options.dryRun) throw unfinished(plan.options.stackName, 'ApiId');
    terminal.line(`Then creates the stack ${terminal.style('bold', stackName)}: ${contents}.`);
    return undefined;
  }
  const from = {
    stackName: plan.options.stackName,
    parameters: { ...stackParameters(core), ...plan.parameters },
    outputs: { ...outputs, ...stackOutputs(core) },
  };
  const parameters = addOnParameters(name, from, settings);
  const request = {
    ...shared(plan),
    stackName,
    existing: stack,
    template: stampDeployment(readTemplate(template), parameters),
    parameters,
  };
  return changeStack(clients, request, terminal);
}

/** CloudFormation sets each output of a finished stack; another backend may not. */
function unfinished(stackName: string, output: string): Failure {
  return new Failure(`The stack ${stackName} is finished, but its output ${output} is not set.`, {
    fix: `aws cloudformation describe-stacks --stack-name ${stackName} shows its state. On an emulator, start it again.`,
  });
}

/** What all stacks of a deployment have in common. A new add-on has the core's tags and role. */
function shared({ options, existing, caseInsightsStack }: Plan) {
  return {
    tags: Object.keys(options.tags).length > 0 ? options.tags : stackTags(existing),
    roleArn: options.roleArn ?? existing?.RoleARN,
    dryRun: options.dryRun,
    yes: options.yes,
    caseInsightsStack,
  };
}

function overall(changes: readonly StackChange[], creates: boolean): StackChange['result'] {
  const results = new Set(changes.map(({ result }) => result));
  if (results.has('declined')) return 'declined';
  if (results.has('dry-run')) return 'dry-run';
  if (results.has('created') && creates) return 'created';
  return results.has('created') || results.has('updated') ? 'updated' : 'unchanged';
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
    `  1. Give access:      npx -y pnpm@12 grant --id ${id} --user <name>      (or --role <name>)`,
    `  2. Try it:           npx -y pnpm@12 smoke --url ${url}`,
    `  3. Set up a client:  ${isRelease() ? 'case-insights-bridge' : 'npx -y pnpm@12 bridge'} setup --url ${url}`,
    ...(dashboard === undefined
      ? [`  4. Watch it:         npx -y pnpm@12 deploy:stack --id ${id} --with watch`]
      : []),
    ...assistants(result.outputs),
  ].join('\n');
}

/** What to enter in an assistant on the web, where the add-on `web` is deployed. */
function assistants(outputs: DeployResult['outputs']): string[] {
  const { WebMcpUrl: url, WebClientId: client, WebUserPoolId: pool, WebSignInUrl: signIn } = outputs;
  if (url === undefined) return [];
  return [
    '',
    'Assistants on the web (docs/web-assistants.md says what to enter in which):',
    `  MCP server URL  ${url}`,
    `  Issuer          ${outputs.WebIssuer ?? 'the stack does not say'}`,
    `  Scope           ${outputs.WebScope ?? 'the stack does not say'}`,
    ...(client === undefined
      ? []
      : [
          `  Client id       ${client}`,
          `  Client secret   aws cognito-idp describe-user-pool-client --user-pool-id ${pool} --client-id ${client} --query UserPoolClient.ClientSecret --output text`,
          `  Sign-in page    ${signIn}`,
        ]),
  ];
}

/** The parameters of the running stack that the template still declares. */
function inTemplate(
  kept: Record<string, string>,
  declared: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(kept).filter(([name]) => name in declared));
}
