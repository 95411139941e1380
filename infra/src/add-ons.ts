import { readTemplate } from './template.ts';

/** What an add-on's parameters are taken from. */
interface Core {
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

interface AddOn {
  /** In words, as the commands say it. */
  readonly contents: string;
  template(): string;
  parameters(core: Core): Readonly<Record<string, string>>;
}

/** The add-ons, each a stack of its own beside the core. They are deployed in this order and deleted in reverse. */
export const ADD_ONS = {
  watch: {
    contents: 'dashboard, alarms and saved queries',
    template: () => readTemplate('add-ons/watch.yaml'),
    parameters: ({ stackName, parameters, outputs }) => ({
      UniqueIdentifier: parameters.UniqueIdentifier ?? '',
      CoreStackName: stackName,
      StageName: parameters.StageName ?? '',
      AccessLogGroup: outputs.AccessLogGroup ?? '',
      AlarmTopic: outputs.AlarmTopic ?? '',
    }),
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
