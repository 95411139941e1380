import { Failure } from './failure.ts';
import { readTemplate, type TemplateParameter, templateParameters } from './template.ts';

type Values = Readonly<Record<string, string>>;

/** What an add-on's parameters are taken from. */
interface Core {
  readonly stackName: string;
  readonly parameters: Values;
  readonly outputs: Values;
}

interface AddOn {
  /** In words, as the commands say it. */
  readonly contents: string;
  readonly template: string;
  /** The parameters that `--set` sets; all others come from the core. */
  readonly settings: readonly string[];
  /** The parameters that come from the core, beside those that every add-on has. */
  fromCore(core: Core): Values;
  /** The settings where the core is the single stack of before, which held the add-on's resources; else undefined. */
  fromSingleStack(core: Core): Values | undefined;
}

/** The add-ons, each a stack of its own beside the core. They are deployed in this order and deleted in reverse. */
export const ADD_ONS = {
  watch: {
    contents: 'dashboard, alarms and saved queries',
    template: 'add-ons/watch.yaml',
    settings: ['AlarmSpend'],
    fromCore: ({ outputs }) => ({
      AccessLogGroup: outputs.AccessLogGroup ?? '',
      AlarmTopic: outputs.AlarmTopic ?? '',
    }),
    fromSingleStack: ({ outputs }) => ('DashboardUrl' in outputs ? {} : undefined),
  },
  waf: {
    contents: 'a web ACL in front of the endpoint',
    template: 'add-ons/waf.yaml',
    settings: ['WebAcl'],
    fromCore: () => ({}),
    fromSingleStack: ({ parameters: { WebAcl = 'off' } }) => (WebAcl === 'off' ? undefined : { WebAcl }),
  },
} as const satisfies Record<string, AddOn>;

export type AddOnName = keyof typeof ADD_ONS;
export const ADD_ON_NAMES = Object.keys(ADD_ONS).filter(isAddOn);

export function isAddOn(name: string): name is AddOnName {
  return name in ADD_ONS;
}

/** The name of an add-on's stack beside this core stack. */
export function addOnStackName(coreStackName: string, name: AddOnName): string {
  return `${coreStackName}-${name}`;
}

/** All parameters of an add-on's stack, with these of its settings. */
export function addOnParameters(name: AddOnName, core: Core, settings: Values): Values {
  return {
    UniqueIdentifier: core.parameters.UniqueIdentifier ?? '',
    CoreStackName: core.stackName,
    StageName: core.parameters.StageName ?? '',
    ...ADD_ONS[name].fromCore(core),
    ...settings,
  };
}

/** The settings of one add-on among values by name. */
export function settingsOf(name: AddOnName, values: Values): Values {
  const settings: readonly string[] = ADD_ONS[name].settings;
  return Object.fromEntries(Object.entries(values).filter(([setting]) => settings.includes(setting)));
}

/** The declarations of what `--set` takes: the core's parameters, and the settings of every add-on. */
export function settableParameters(): Readonly<Record<string, TemplateParameter>> {
  const ofAddOns = ADD_ON_NAMES.map((name) => {
    const declared = templateParameters(readTemplate(ADD_ONS[name].template));
    const settings: readonly string[] = ADD_ONS[name].settings;
    return Object.fromEntries(Object.entries(declared).filter(([setting]) => settings.includes(setting)));
  });
  return Object.assign({}, templateParameters(readTemplate()), ...ofAddOns);
}

/** What turns an add-on off where the single stack of before had a parameter for it. */
export function refuseOff(values: Values, id: string): void {
  if (values.WebAcl !== 'off') return;
  throw new Failure('WebAcl is a setting of the add-on waf, which is not deployed unless asked for.', {
    fix: `Where it is deployed: pnpm destroy:stack --id ${id} --only waf`,
    exitCode: 2,
  });
}
