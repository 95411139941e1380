import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';

/** JSON-like data after intrinsics are resolved. */
export type Data = null | boolean | number | string | Data[] | { [key: string]: Data };
type Parameters = Readonly<Record<string, string | number>>;

export interface Evaluated {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, Data>>;
  /** Names that other stacks can import. */
  readonly exports: readonly string[];
  /** Descriptions of the rules that these parameters break. */
  readonly broken: readonly string[];
}

export interface Resource {
  readonly Type: string;
  readonly Properties: { [key: string]: Data };
  readonly DependsOn?: Data;
  readonly Metadata?: Data;
  readonly DeletionPolicy?: string;
}

interface Output {
  readonly Condition?: string;
  readonly Value: Data;
  readonly Export?: { readonly Name: Data };
}

const NO_VALUE = Symbol('AWS::NoValue');
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::StackName': 'mcp-case-insights',
  'AWS::URLSuffix': 'amazonaws.com',
};

const parsed = new Map<string, Template>();
type Template = { [section: string]: { [name: string]: Data } };

/** The template as plain data, short forms as the long ones: `!Ref x` → `{Ref: x}`, `!Sub x` → `{Fn::Sub: x}`. */
export function readData(text: string): Template {
  const template =
    parsed.get(text) ?? (toData(parseDocument(text, { logLevel: 'silent' }).contents) as Template);
  parsed.set(text, template);
  return template;
}

function toData(node: unknown): Data {
  if (!isNode(node)) return node as Data;
  const value: Data = isMap(node)
    ? Object.fromEntries(node.items.map((pair) => [String(toData(pair.key)), toData(pair.value)]))
    : isSeq(node)
      ? node.items.map(toData)
      : isScalar(node)
        ? (node.value as Data)
        : null;
  const name = /^!(\w+)$/.exec(node.tag ?? '')?.[1];
  if (name === undefined) return value;
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}

/** What CloudFormation would make of the template with these parameters; `${Resource.Att}` stays readable text. */
export function evaluate(text: string, given: Parameters, pseudo: Parameters = {}): Evaluated {
  const template = readData(text);
  const parameters: Record<string, Data> = { ...PSEUDO, ...pseudo };
  for (const [name, rule] of Object.entries(template.Parameters ?? {})) {
    const value = given[name] ?? (rule as { Default?: Data }).Default;
    if (value === undefined) throw new Error(`parameter ${name} is missing`);
    parameters[name] = value;
  }
  const resolve = (value: Data): Data | typeof NO_VALUE => {
    if (Array.isArray(value)) return value.map(resolve).filter((item): item is Data => item !== NO_VALUE);
    if (value === null || typeof value !== 'object') return value;
    const [first] = Object.entries(value);
    if (first !== undefined && Object.keys(value).length === 1) {
      const [name, argument] = first;
      const intrinsic = INTRINSICS[name];
      if (intrinsic !== undefined) return intrinsic(argument);
    }
    const entries = Object.entries(value).map(([key, item]) => [key, resolve(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE)) as Data;
  };
  const list = (argument: Data) => resolve(argument) as Data[];
  const condition = (name: string): boolean => resolve(template.Conditions?.[name] ?? false) === true;
  const reference = (name: string) =>
    name in parameters ? (parameters[name] as Data) : (valueOfParameter(name) ?? `\${${name}}`);
  /** What `X.Value` is, where X is a parameter of SSM that the template makes. */
  const valueOfParameter = (name: string) => {
    const { Type, Properties } = (template.Resources?.[name.replace(/\.Value$/, '')] ??
      {}) as Partial<Resource>;
    return Type === 'AWS::SSM::Parameter' && name.endsWith('.Value')
      ? (resolve(Properties!.Value!) as Data)
      : undefined;
  };
  const INTRINSICS: Record<string, (argument: Data) => Data | typeof NO_VALUE> = {
    Ref: (name) => (name === 'AWS::NoValue' ? NO_VALUE : reference(String(name))),
    Condition: (name) => condition(String(name)),
    'Fn::Equals': (pair) => String(list(pair)[0]) === String(list(pair)[1]),
    'Fn::Not': (one) => !list(one)[0],
    'Fn::Or': (many) => list(many).some(Boolean),
    'Fn::And': (many) => list(many).every(Boolean),
    'Fn::If': (three) => {
      const [name, yes, no] = three as Data[];
      return resolve((condition(String(name)) ? yes : no) as Data);
    },
    'Fn::Split': (pair) => String(list(pair)[1]).split(String(list(pair)[0])),
    'Fn::Join': (pair) => {
      const [delimiter, items] = list(pair) as [string, Data[]];
      return items.map(String).join(delimiter);
    },
    'Fn::Select': (pair) => {
      const [index, of] = list(pair) as [number, Data[] | string];
      // The value of a CommaDelimitedList is a list to CloudFormation, and a text here.
      const items = typeof of === 'string' ? of.split(',') : of;
      const item = items[index];
      if (item === undefined) throw new Error(`Fn::Select: there is no item ${index} in ${items.join()}`);
      return item;
    },
    'Fn::GetAtt': (name) => reference(Array.isArray(name) ? name.join('.') : String(name)),
    'Fn::ImportValue': (name) => `import(${String(resolve(name))})`,
    'Fn::FindInMap': (path) => {
      const [map, top, second] = list(path) as string[];
      return (template.Mappings as Record<string, Record<string, Record<string, Data>>>)[map!]![top!]![
        second!
      ]!;
    },
    'Fn::Sub': (argument) => {
      const [text, locals] = Array.isArray(argument) ? argument : [argument, {}];
      const values = resolve(locals ?? {}) as Record<string, Data>;
      return String(text).replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) =>
        String(values[name] ?? reference(name)),
      );
    },
  };
  const resources: Record<string, Resource> = {};
  for (const [name, resource] of Object.entries(template.Resources ?? {})) {
    const { Condition: needed } = resource as { Condition?: string };
    if (needed === undefined || condition(needed)) resources[name] = resolve(resource) as unknown as Resource;
  }
  const made = Object.entries(template.Outputs ?? {})
    .map(([name, output]) => [name, output as unknown as Output] as const)
    .filter(([, { Condition: needed }]) => needed === undefined || condition(needed));
  const outputs = Object.fromEntries(made.map(([name, { Value }]) => [name, resolve(Value) as Data]));
  const exports = made.flatMap(([, { Export }]) =>
    Export === undefined ? [] : [String(resolve(Export.Name))],
  );
  const broken = Object.values(template.Rules ?? {}).flatMap((rule) => {
    const { RuleCondition, Assertions } = rule as {
      RuleCondition?: Data;
      Assertions: { Assert: Data; AssertDescription: string }[];
    };
    if (RuleCondition !== undefined && resolve(RuleCondition) !== true) return [];
    return Assertions.filter(({ Assert }) => resolve(Assert) !== true).map(
      ({ AssertDescription }) => AssertDescription,
    );
  });
  return { resources, outputs, exports, broken };
}
