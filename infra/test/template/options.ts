import { readTemplate, templateParameters } from '../../src/template.ts';
import { type Data, evaluate, type Resource } from '../evaluate.ts';
import optionSets from '../option-sets.json' with { type: 'json' };

export const text = readTemplate();
export const declared = templateParameters(text);
export const watchText = readTemplate('add-ons/watch.yaml');
export const wafText = readTemplate('add-ons/waf.yaml');
export const loggingRoleText = readTemplate('add-ons/logging-role.yaml');
export const marketplaceText = readTemplate('add-ons/marketplace.yaml');
export const ID = { UniqueIdentifier: 'acme' };

/** Each set of options that changes what is made, with the least that it needs; `lint.mjs` lints them too. */
export const OPTION_SETS: Readonly<Record<string, Readonly<Record<string, string | number>>>> = optionSets;

export const under = (options: Readonly<Record<string, string | number>> = {}) =>
  evaluate(text, { ...ID, ...options });
export const ofType = (resources: Readonly<Record<string, Resource>>, type: string) =>
  Object.values(resources).filter(({ Type }) => Type === type);
export const properties = (name: string, options: Readonly<Record<string, string | number>> = {}) => {
  const resource = under(options).resources[name];
  if (resource === undefined) throw new Error(`${name} is not made with ${JSON.stringify(options)}`);
  return resource.Properties;
};

/** The add-on `watch`, as the deploy command deploys it beside a core with access logs. */
export const watch = (options: Readonly<Record<string, string>> = {}) =>
  evaluate(watchText, { ...ID, AccessLogGroup: '/aws/apigateway/access', ...options });

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Principal?: Data;
  readonly Condition?: Data;
}
