import { Failure } from './failure.ts';
import { readTemplate, type TemplateParameter, templateParameters } from './template.ts';

type Values = Readonly<Record<string, string>>;

/** What an add-on's parameters are taken from. */
interface Core {
  readonly stackName: string;
  readonly parameters: Values;
  /** Of the core, and of the add-ons that were deployed before this one. */
  readonly outputs: Values;
}

interface AddOn {
  /** In words, as the commands say it. */
  readonly contents: string;
  readonly template: string;
  /** Whether it is deployed before the core, which works with it. The others come after it, and import from it. */
  readonly first: boolean;
  /** The parameters that `--set` sets; all others come from the core. */
  readonly settings: readonly string[];
  /** The settings where the core is the single stack of before, which held the add-on's resources; else undefined. */
  fromSingleStack(core: Core): Values | undefined;
}

/** The add-ons, each a stack of its own beside the core. They are deployed in this order and deleted in reverse. */
export const ADD_ONS = {
  'logging-role': {
    contents: 'the role that API Gateway writes logs with in this account and region',
    template: 'add-ons/logging-role.yaml',
    first: true,
    settings: [],
    // A role that the core made stays behind, since its template keeps it, and goes on working.
    fromSingleStack: () => undefined,
  },
  rollout: {
    contents: 'versions of the function that take over step by step, and go back on errors',
    template: 'add-ons/rollout.yaml',
    first: true,
    settings: ['TrafficShift'],
    fromSingleStack: () => undefined,
  },
  watch: {
    contents: 'dashboard, alarms and saved queries',
    template: 'add-ons/watch.yaml',
    first: false,
    settings: ['AlarmSpend'],
    fromSingleStack: ({ outputs }) => ('DashboardUrl' in outputs ? {} : undefined),
  },
  compact: {
    contents: 'a daily copy of the cases that is fast to read',
    template: 'add-ons/compact.yaml',
    first: false,
    settings: ['CompactSchedule', 'CompactWholeUpTo'],
    fromSingleStack: () => undefined,
  },
  // Before waf, which stands in front of its API as well.
  web: {
    contents: 'an API for assistants on the web, which sign in with OAuth',
    template: 'add-ons/web.yaml',
    first: false,
    settings: [
      'WebIssuer',
      'WebAudience',
      'WebScope',
      'WebRequestScope',
      'WebGroupsClaim',
      'WebClientIds',
      'WebUrl',
      'WebSourceCidrs',
      'WebOrigins',
      'CognitoDomain',
      'CognitoCallbackUrls',
    ],
    fromSingleStack: () => undefined,
  },
  waf: {
    contents: 'a web ACL in front of the endpoint',
    template: 'add-ons/waf.yaml',
    first: false,
    settings: ['WebAcl'],
    fromSingleStack: ({ parameters: { WebAcl = 'off' } }) => (WebAcl === 'off' ? undefined : { WebAcl }),
  },
  domain: {
    contents: 'the endpoint under a host name of your own',
    template: 'add-ons/domain.yaml',
    first: false,
    settings: ['DomainName', 'CertificateArn', 'HostedZoneId'],
    fromSingleStack: () => undefined,
  },
  marketplace: {
    contents: 'the permission to subscribe to models of AWS Marketplace',
    template: 'add-ons/marketplace.yaml',
    first: false,
    settings: [],
    fromSingleStack: ({ parameters }) => (parameters.MarketplaceModels === 'true' ? {} : undefined),
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

/**
 * All parameters of an add-on's stack: its settings, and what it has in common with the core's outputs and parameters
 * by name.
 */
export function addOnParameters(name: AddOnName, core: Core, settings: Values): Values {
  const given: Values = { ...core.parameters, ...core.outputs, CoreStackName: core.stackName, ...settings };
  return Object.fromEntries(
    Object.entries(declaredBy(name)).flatMap(([parameter, { Default }]) => {
      const value = given[parameter] ?? Default;
      return value === undefined ? [] : [[parameter, String(value)]];
    }),
  );
}

/** Throws where an add-on lacks a setting that has no default. */
export function checkSettings(name: AddOnName, settings: Values): void {
  const declared = declaredBy(name);
  for (const setting of ADD_ONS[name].settings) {
    if (setting in settings || declared[setting]?.Default !== undefined) continue;
    throw new Failure(`The add-on ${name} needs ${setting}.`, { fix: `--set ${setting}=…`, exitCode: 2 });
  }
}

function declaredBy(name: AddOnName): Readonly<Record<string, TemplateParameter>> {
  return templateParameters(readTemplate(ADD_ONS[name].template));
}

/** The settings of one add-on among values by name. */
export function settingsOf(name: AddOnName, values: Values): Values {
  const settings: readonly string[] = ADD_ONS[name].settings;
  return Object.fromEntries(Object.entries(values).filter(([setting]) => settings.includes(setting)));
}

/** The declarations of what `--set` takes: the core's parameters, and the settings of every add-on. */
export function settableParameters(): Readonly<Record<string, TemplateParameter>> {
  const ofAddOns = ADD_ON_NAMES.map((name) => {
    const settings: readonly string[] = ADD_ONS[name].settings;
    return Object.fromEntries(
      Object.entries(declaredBy(name)).filter(([setting]) => settings.includes(setting)),
    );
  });
  return Object.assign({}, templateParameters(readTemplate()), ...ofAddOns);
}

/** Refuses the values by which the single stack of before turned on or off what is an add-on now. */
export function refuseMoved(values: Values, id: string): void {
  const moved = (setting: string, name: AddOnName) => {
    throw new Failure(
      `${setting}=${values[setting]} is gone: ${ADD_ONS[name].contents}, that is the add-on ${name}.`,
      {
        fix: `To deploy it, --with ${name}. To remove it, npx -y pnpm@12 destroy:stack --id ${id} --only ${name}`,
        exitCode: 2,
      },
    );
  };
  if (values.WebAcl === 'off') moved('WebAcl', 'waf');
  if (values.AccessLogs === 'create-role') moved('AccessLogs', 'logging-role');
  if (values.MarketplaceModels !== undefined) moved('MarketplaceModels', 'marketplace');
}
