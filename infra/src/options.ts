import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ADD_ON_NAMES, type AddOnName, isAddOn } from './add-ons.ts';
import { errorMessage, Failure } from './failure.ts';

interface StackOptions {
  readonly id: string;
  readonly stackName: string;
  readonly profile: string | undefined;
  readonly region: string | undefined;
  readonly json: boolean;
}

export interface DeployOptions extends StackOptions {
  readonly parameters: Readonly<Record<string, string>>;
  readonly caseInsightsStack: string | undefined;
  readonly model: string | undefined;
  /** Tags of the stacks, which CloudFormation puts on every resource; none keeps those that there are. */
  readonly tags: Readonly<Record<string, string>>;
  /** The role that CloudFormation acts with, in place of the caller's own permissions. */
  readonly roleArn: string | undefined;
  /** Add-ons to deploy in addition to those that are deployed already. */
  readonly addOns: readonly AddOnName[];
  readonly direct: boolean;
  /** A bucket of the company's own for the code, in place of the one that the command makes. */
  readonly artifactBucket: string | undefined;
  /** Whether the stack is protected against deletion from now on. */
  readonly protect: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

export interface DestroyOptions extends StackOptions {
  /** Delete this add-on alone and keep the core. */
  readonly only: AddOnName | undefined;
  readonly keepArtifacts: boolean;
  readonly keepLogs: boolean;
  readonly direct: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

export type CompactOptions = StackOptions;

export interface GrantOptions extends StackOptions {
  readonly target: { readonly kind: 'user' | 'role' | 'account'; readonly name: string };
}

export interface SmokeOptions {
  readonly url: URL;
  readonly profile: string | undefined;
  /** The region to sign for; `unauthenticated` checks only that an unsigned request is refused. */
  readonly access: 'unauthenticated' | { readonly region: string };
  /** Whether the tools that may call a model are called. */
  readonly model: boolean;
  /** Whether the stage streams, so that progress can be expected. */
  readonly streams: boolean;
  readonly junit: string | undefined;
  readonly json: boolean;
}

const STACK = {
  id: { type: 'string' },
  'stack-name': { type: 'string', default: 'mcp-case-insights' },
  profile: { type: 'string' },
  region: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;
const CHANGE = {
  ...STACK,
  direct: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
} as const;

export function parseDeploy(args: readonly string[]): DeployOptions {
  const { values } = parse(args, {
    ...CHANGE,
    set: { type: 'string', multiple: true },
    model: { type: 'string' },
    'case-insights-stack': { type: 'string' },
    tag: { type: 'string', multiple: true },
    'role-arn': { type: 'string' },
    with: { type: 'string' },
    'artifact-bucket': { type: 'string' },
    protect: { type: 'boolean', default: false },
  });
  if (values.direct && values['artifact-bucket'] !== undefined) {
    throw new Failure('--direct uses no bucket, so it cannot be combined with --artifact-bucket.', {
      exitCode: 2,
    });
  }
  return {
    ...stackOptions(values),
    parameters: Object.fromEntries((values.set ?? []).map((text) => assignment('--set', text))),
    tags: Object.fromEntries((values.tag ?? []).map((text) => assignment('--tag', text))),
    roleArn: values['role-arn'],
    caseInsightsStack: values['case-insights-stack'],
    model: values.model,
    addOns: values.with === undefined ? [] : values.with.split(',').map((name) => addOn('--with', name)),
    direct: values.direct,
    artifactBucket: values['artifact-bucket'],
    protect: values.protect,
    dryRun: values['dry-run'],
    yes: values.yes,
  };
}

export function parseDestroy(args: readonly string[]): DestroyOptions {
  const { values } = parse(args, {
    ...CHANGE,
    only: { type: 'string' },
    'keep-artifacts': { type: 'boolean', default: false },
    'keep-logs': { type: 'boolean', default: false },
  });
  return {
    ...stackOptions(values),
    only: values.only === undefined ? undefined : addOn('--only', values.only),
    keepArtifacts: values['keep-artifacts'],
    keepLogs: values['keep-logs'],
    direct: values.direct,
    dryRun: values['dry-run'],
    yes: values.yes,
  };
}

export function parseCompact(args: readonly string[]): CompactOptions {
  return stackOptions(parse(args, STACK).values);
}

export function parseGrant(args: readonly string[]): GrantOptions {
  const { values } = parse(args, {
    ...STACK,
    user: { type: 'string' },
    role: { type: 'string' },
    'cross-account': { type: 'string' },
  });
  const targets = [
    { kind: 'user' as const, name: values.user },
    { kind: 'role' as const, name: values.role },
    { kind: 'account' as const, name: values['cross-account'] },
  ].flatMap(({ kind, name }) => (name === undefined ? [] : [{ kind, name }]));
  const [target, second] = targets;
  if (target === undefined || second !== undefined) {
    throw new Failure('Give one of --user <name>, --role <name>, --cross-account <account>.', {
      exitCode: 2,
    });
  }
  if (target.kind === 'account' && !/^\d{12}$/.test(target.name)) {
    throw new Failure(`--cross-account ${target.name} is not an account number: it has 12 digits.`, {
      exitCode: 2,
    });
  }
  return { ...stackOptions(values), target };
}

export function parseSmoke(args: readonly string[]): SmokeOptions {
  const { values } = parse(args, {
    url: { type: 'string' },
    profile: { type: 'string' },
    region: { type: 'string' },
    'unauthenticated-check': { type: 'boolean', default: false },
    'no-model': { type: 'boolean', default: false },
    buffered: { type: 'boolean', default: false },
    junit: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (values.url === undefined || !URL.canParse(values.url)) {
    throw new Failure(`--url ${values.url ?? ''} is not an endpoint.`, {
      fix: 'Give the stack output MCPServerEndpoint, such as https://abc123.execute-api.us-east-1.amazonaws.com/prod.',
      exitCode: 2,
    });
  }
  const url = new URL(values.url);
  return {
    url,
    profile: values.profile,
    access: values['unauthenticated-check']
      ? 'unauthenticated'
      : { region: endpointRegion(url, values.region) },
    model: !values['no-model'],
    streams: !values.buffered,
    junit: values.junit,
    json: values.json,
  };
}

/** The region in `https://<id>.execute-api.<region>.amazonaws.com`, or the one that is given for another host. */
function endpointRegion({ hostname }: URL, given: string | undefined): string {
  const named = /\.execute-api\.([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1];
  const region = given ?? named ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region !== undefined) return region;
  throw new Failure(`${hostname} does not contain its region.`, {
    fix: 'Add --region <region>.',
    exitCode: 2,
  });
}

/** `parseArgs`, with its errors as failures of the command line. A leading `--` that pnpm passes on is dropped. */
function parse<const T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  const given = args[0] === '--' ? args.slice(1) : [...args];
  try {
    return parseArgs({ args: given, options, allowPositionals: false });
  } catch (thrown) {
    throw new Failure(errorMessage(thrown), { fix: '--help lists the options.', exitCode: 2, cause: thrown });
  }
}

function stackOptions(values: {
  id?: string | undefined;
  'stack-name': string;
  profile?: string | undefined;
  region?: string | undefined;
  json: boolean;
}): StackOptions {
  if (values.id === undefined) {
    throw new Failure('--id is missing: the identifier of your Case Insights deployment.', {
      fix: 'It is the part after case_insights_ in the name of the Athena database.',
      exitCode: 2,
    });
  }
  const { id, profile, region, json } = values;
  return { id, stackName: values['stack-name'], profile, region, json };
}

function addOn(option: string, name: string): AddOnName {
  if (isAddOn(name)) return name;
  throw new Failure(`${option} ${name} is not an add-on.`, {
    fix: `The add-ons are: ${ADD_ON_NAMES.join(', ')}.`,
    exitCode: 2,
  });
}

function assignment(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Failure(`${option} ${text} is not Name=value.`, { exitCode: 2 });
  return [text.slice(0, at), text.slice(at + 1)];
}
