import { parseArgs } from 'node:util';
import { PATIENCE_KEY } from '@case-insights/core/names';
import { didYouMean } from '../closest.ts';
import { BridgeFailure } from '../failure.ts';
import { LOG_LEVELS, type LogLevel } from '../log.ts';
import { OPTIONS, type OptionName, type OptionSpec } from './table.ts';

/** The options, read and checked. Times are in ms. */
export interface Options {
  readonly url: string | undefined;
  /** The first is the default; empty means the standard chain decides. */
  readonly profiles: readonly string[];
  readonly region: string | undefined;
  readonly service: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly readOnly: boolean;
  /** Undefined leaves the number to the kind of failure. */
  readonly retries: number | undefined;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number | undefined;
  readonly toolTimeoutMs: number;
  readonly skipAuth: boolean;
  readonly caBundle: string | undefined;
  readonly logLevel: LogLevel;
  readonly logFile: string | undefined;
}

export interface ParsedArguments {
  readonly options: Options;
  /** What is no option, in order: a command and its operands. */
  readonly positionals: readonly string[];
  /** Switches of the caller's own that were present, as named in `extraSwitches`. */
  readonly switches: ReadonlySet<string>;
  /** Values of the caller's own options, the last one of each. */
  readonly values: ReadonlyMap<string, string>;
  /** All values of the caller's own options: each may be repeated, and may list several with commas. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** Options that one command has besides the common ones, or in place of the one of that name. */
export interface ExtraOptions {
  readonly switches?: readonly string[];
  readonly values?: readonly string[];
}

/** Longer than any timer of Node can be set, in seconds (2^31 - 1 ms). */
const MAX_SECONDS = 2_147_483;

/**
 * Reads the command line and, for what it leaves out, the environment. Throws a `configuration` failure that names the
 * option and the value.
 */
export function parseArguments(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  extra: ExtraOptions = {},
): ParsedArguments {
  const given = readGiven(args, extra);
  const own = (extra.values ?? []).map((name) => [name, given.values.get(name) ?? []] as const);
  const common = [...given.values].filter(([name]) => !extra.values?.includes(name));
  return {
    options: optionsFrom(new Map(common), environment),
    positionals: given.positionals,
    switches: new Set((extra.switches ?? []).filter((name) => given.values.has(name))),
    values: new Map(own.flatMap(([name, all]) => all.map((value) => [name, value] as const))),
    lists: new Map(own.map(([name, all]) => [name, listed(all)] as const)),
  };
}

interface Given {
  /** The values of each option in their order; `true` for a switch without one. */
  readonly values: ReadonlyMap<string, string[]>;
  readonly positionals: readonly string[];
}

/**
 * Takes the command line apart with Node's own parser, whose first use costs a start 0.6 ms. It is not strict, for its
 * own sentences name no way out, and a switch may have a value (`--read-only=false`), as in the environment.
 */
function readGiven(args: readonly string[], extra: ExtraOptions): Given {
  const types = new Map<string, 'string' | 'boolean'>();
  for (const [name, spec] of Object.entries<OptionSpec>(OPTIONS)) {
    types.set(name, spec.value === undefined ? 'boolean' : 'string');
  }
  for (const name of extra.switches ?? []) types.set(name, 'boolean');
  for (const name of extra.values ?? []) types.set(name, 'string');
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries([...types].map(([name, type]) => [name, { type }])),
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const type = types.get(name);
    if (type === undefined) throw unknownOption(rawName, types.keys());
    if (type === 'boolean') values.set(name, [value ?? 'true']);
    else if (value === undefined) throw invalid(`--${name} needs a value; see --help.`);
    else values.set(name, [...(values.get(name) ?? []), value]);
  }
  return { values, positionals };
}

function unknownOption(name: string, known: Iterable<string>): BridgeFailure {
  const meant = didYouMean(
    name,
    [...known].map((option) => `--${option}`),
  );
  return invalid(`There is no option ${name}${meant || '; --help lists those there are.'}`);
}

function optionsFrom(given: ReadonlyMap<string, string[]>, environment: NodeJS.ProcessEnv): Options {
  const all = (name: OptionName): string[] => {
    const spec: OptionSpec = OPTIONS[name];
    const fromArguments = given.get(name);
    if (fromArguments !== undefined) return fromArguments;
    const value = spec.environment
      .map((variable) => environment[variable]?.trim())
      .find((text) => text !== undefined && text !== '');
    if (value === undefined) return [];
    return spec.repeatable ? value.split(',').map((part) => part.trim()) : [value];
  };
  const one = (name: OptionName): string | undefined => all(name).at(-1);
  const seconds = (name: OptionName): number | undefined => milliseconds(name, one(name));
  const timeoutMs = seconds('timeout') ?? 960_000;
  return {
    url: one('url'),
    profiles: [...new Set(listed(all('profile')))],
    region: one('region'),
    service: one('service'),
    metadata: { ...patienceMetadata(seconds('patience')), ...metadataFrom(all('metadata')) },
    readOnly: isOn('read-only', one('read-only')),
    retries: wholeNumber('retries', one('retries')),
    timeoutMs,
    connectTimeoutMs: seconds('connect-timeout') ?? 10_000,
    readTimeoutMs: seconds('read-timeout'),
    toolTimeoutMs: seconds('tool-timeout') ?? timeoutMs,
    skipAuth: isOn('skip-auth', one('skip-auth')),
    caBundle: one('ca-bundle'),
    logLevel: levelFrom(one('log-level') ?? 'warning'),
    logFile: one('log-file'),
  };
}

/** The parts of values that list several with commas; empty ones do not count. */
function listed(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What tells the server for how long the client waits. */
function patienceMetadata(milliseconds: number | undefined): Record<string, string> {
  return milliseconds === undefined ? {} : { [PATIENCE_KEY]: String(milliseconds / 1000) };
}

function metadataFrom(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw invalid(`--metadata "${pair}" is not KEY=VALUE.`);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function isOn(name: OptionName, value: string | undefined): boolean {
  if (value === undefined || value === 'false' || value === '0') return false;
  if (value === 'true' || value === '1') return true;
  throw invalid(`--${name} is a switch: true or false, not "${value}".`);
}

function wholeNumber(name: OptionName, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,4}$/.test(value))
    throw invalid(`--${name} must be a whole number from 0 to 9999, not "${value}".`);
  return Number(value);
}

function milliseconds(name: OptionName, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (!(seconds > 0 && seconds <= MAX_SECONDS) || value.trim() === '') {
    throw invalid(`--${name} must be a number of seconds above 0, not "${value}".`);
  }
  return Math.round(seconds * 1000);
}

function levelFrom(value: string): LogLevel {
  const word = value.toLowerCase();
  const level = LOG_LEVELS.find((known) => known === word || (known === 'warning' && word === 'warn'));
  if (level === undefined)
    throw invalid(`--log-level must be one of ${LOG_LEVELS.join(', ')}, not "${value}".`);
  return level;
}

function invalid(message: string): BridgeFailure {
  return new BridgeFailure('configuration', message);
}
