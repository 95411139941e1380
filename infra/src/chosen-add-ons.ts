import type { Stack } from '@aws-sdk/client-cloudformation';
import {
  ADD_ON_NAMES,
  ADD_ONS,
  type AddOnName,
  addOnStackName,
  checkSettings,
  settingsOf,
} from './add-ons.ts';
import type { Clients } from './clients.ts';
import { Failure } from './failure.ts';
import type { DeployOptions } from './options.ts';
import { updatableStack } from './preflight.ts';
import { stackOutputs, stackParameters } from './stack.ts';
import type { Terminal } from './terminal.ts';

/** An add-on that this deployment creates or updates. */
export interface ChosenAddOn {
  readonly name: AddOnName;
  readonly stackName: string;
  readonly stack: Stack | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

export function has(addOns: readonly ChosenAddOn[], name: AddOnName): boolean {
  return addOns.some((addOn) => addOn.name === name);
}

/** The add-ons that are asked for or deployed already, and what an older single stack had of them itself. */
export async function chooseAddOns(
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
        `${options.stackName} held ${ADD_ONS[name].contents}: this moves to a separate stack, ${found.stackName}`,
      );
    }
    const asked =
      options.addOns.includes(name) || Object.keys(settingsOf(name, options.parameters)).length > 0;
    if (found.stack !== undefined || moved !== undefined || asked) chosen.push(found);
  }
  return chosen;
}

/** Refuses what would fail half way or leave no way to call. */
export function checkCombination(
  addOns: readonly ChosenAddOn[],
  value: (name: string) => string,
  { id, direct, parameters }: DeployOptions,
  terminal: Terminal,
): void {
  for (const { name, settings } of addOns) checkSettings(name, settings);
  const needsBucket =
    addOns.find(({ name }) => name === 'compact' || name === 'web') ??
    addOns.find(({ name }) => name === 'rollout' && parameters.Revision !== '');
  if (direct && needsBucket !== undefined) {
    const { name, stack } = needsBucket;
    const without =
      stack === undefined
        ? `leave out --with ${name}`
        : `remove the add-on first, npx -y pnpm@12 destroy:stack --id ${id} --only ${name}`;
    throw new Failure(
      `--direct replaces the code of the function alone, and the add-on ${name} has it too.`,
      {
        fix: `Leave out --direct, so that the code goes into a bucket (--artifact-bucket takes your own), or ${without}.`,
        exitCode: 2,
      },
    );
  }
  const web = addOns.find(({ name }) => name === 'web');
  if (web !== undefined) checkWeb(web, value, terminal);
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

/** What would keep assistants on the web out, or let in more than the core does. */
function checkWeb(
  { settings: { WebIssuer = '', CognitoDomain = '' } }: ChosenAddOn,
  value: (name: string) => string,
  terminal: Terminal,
): void {
  if ((WebIssuer === '') === (CognitoDomain === '')) {
    throw new Failure('The add-on web needs WebIssuer, or CognitoDomain for a user pool, and not both.', {
      fix: '--set WebIssuer=<the issuer of your tokens>, or --set CognitoDomain=<a prefix of your choice>',
      exitCode: 2,
    });
  }
  if (value('EndpointType') === 'PRIVATE') {
    terminal.warn(
      'The endpoint is private, but the add-on web creates one that is reachable from the internet',
    );
  }
  if (value('SubnetIds') !== '') {
    terminal.warn("The function reads the issuer's keys for the add-on web: its subnets need a route to it");
  }
  if (value('AccessPolicy') === '' && value('AccessPolicyPath') === '') {
    terminal.warn(
      'Without an access policy, assistants of the add-on web see no cases: docs/web-assistants.md',
    );
  }
}

/** An add-on as it is deployed, and its settings: these, those that it has, those that are given, the later first. */
export async function addOn(
  clients: Clients,
  options: DeployOptions,
  name: AddOnName,
  moved: Readonly<Record<string, string>>,
): Promise<ChosenAddOn> {
  const stackName = addOnStackName(options.stackName, name);
  const stack = await updatableStack(
    clients.cloudFormation,
    stackName,
    `npx -y pnpm@12 destroy:stack --id ${options.id} --stack-name ${options.stackName} --only ${name}, then deploy again --with ${name}.`,
  );
  const settings = {
    ...moved,
    ...settingsOf(name, stackParameters(stack)),
    ...settingsOf(name, options.parameters),
  };
  return { name, stackName, stack, settings };
}
