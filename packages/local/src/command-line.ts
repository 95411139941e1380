import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AccessPolicyError, parseAccessPolicy, repeatedName } from '@case-insights/core/access';
import * as z from 'zod';
import { FAULT_NAMES, isFaultName } from './bedrock/index.ts';
import { SETTINGS, type Settings, settingsHelp } from './settings.ts';

/** Where the cases come from: a folder laid out like the case bucket, or the generator. */
export type CaseOptions =
  | { readonly from: 'folder'; readonly folder: string }
  | {
      readonly from: 'generator';
      readonly count: number;
      readonly seed: number;
      /** The day the newest case is from, YYYY-MM-DD; absent means today. */
      readonly until: string | undefined;
      readonly hostile: boolean;
    };

export interface CommandLine {
  readonly cases: CaseOptions;
  /** 0 takes any free one. */
  readonly port: number;
  readonly json: boolean;
  /** Also start the API for assistants that cannot sign. */
  readonly oauth: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
  readonly accessLog: string | undefined;
  readonly functionLog: string | undefined;
  readonly settings: Settings;
}

/** The command line is wrong; the message says which part, and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const DEFAULT_CASES = 1500;
const DEFAULT_SEED = 1;

/** The options of both commands, for their `--help`. */
export const OPTIONS_HELP = `Where the cases come from
  --data <folder>       your own copy of the case bucket (aws s3 sync s3://…
                        <folder>), .json or .json.gz; only read, never written,
                        and served under keys that are new at each start
  --cases <n>           how many cases to generate instead (${DEFAULT_CASES})
  --seed <n>            another seed, other cases (${DEFAULT_SEED})
  --until <YYYY-MM-DD>  the day of the newest case (today)
  --hostile             also generate malformed and empty dates

The stack
  --port <n>            port of the endpoint (any free one)
  --verbose             show the access log and the function's log on stderr
  --access-log <file>   append the access log to a file
  --function-log <file> append the function's log to a file
  --bedrock-fault <name>
                        have Bedrock refuse, as recorded: end-of-life,
                        tokens-per-day, … (a wrong name lists them); while the
                        stack runs:
                        curl -X PUT <Bedrock's endpoint>/local/fault/<name>
                        curl -X DELETE <Bedrock's endpoint>/local/fault
  --settings <file>     a JSON object with any of the settings below
  --help                this text

Settings, such as {"throttle": {"rate": 5, "burst": 10}, "corsOrigins": []}
${settingsHelp()}

LOCAL_LLM_URL           any OpenAI-compatible server, e.g.
                        http://127.0.0.1:11434/v1: it answers the analyses
                        instead of the built-in extractive model, which is not
                        an LLM (LOCAL_LLM_MODEL and LOCAL_LLM_API_KEY where the
                        server needs them)`;

/** Reads the command line. Throws UsageError when it is wrong. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const values = parse(argv);
  return {
    cases: caseOptions(values),
    port: wholeNumber('port', values.port, 0, values.oauth ? 65_533 : 65_535) ?? 0,
    json: values.json ?? false,
    oauth: values.oauth ?? false,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
    accessLog: values['access-log'],
    functionLog: values['function-log'],
    settings: withBedrockFault(readSettings(values.settings), values['bedrock-fault']),
  };
}

const OPTIONS = {
  data: { type: 'string' },
  cases: { type: 'string' },
  seed: { type: 'string' },
  until: { type: 'string' },
  hostile: { type: 'boolean' },
  port: { type: 'string' },
  json: { type: 'boolean' },
  oauth: { type: 'boolean' },
  verbose: { type: 'boolean' },
  'access-log': { type: 'string' },
  'function-log': { type: 'string' },
  'bedrock-fault': { type: 'string' },
  settings: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The arguments that are options of the stack, with their values, and the others, both in their order. */
export function separateOptions(argv: readonly string[]): readonly [own: string[], others: string[]] {
  const args = argv[0] === '--' ? argv.slice(1) : [...argv];
  const { tokens } = parseArgs({ args, options: OPTIONS, strict: false, tokens: true });
  const ofOwn = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'option' || !(token.name in OPTIONS)) continue;
    ofOwn.add(token.index);
    if (token.value !== undefined && !token.inlineValue) ofOwn.add(token.index + 1);
  }
  return [args.filter((_, index) => ofOwn.has(index)), args.filter((_, index) => !ofOwn.has(index))];
}

function parse(argv: readonly string[]) {
  // `pnpm demo -- --data x` passes the separator on.
  const args = argv[0] === '--' ? argv.slice(1) : argv;
  try {
    return parseArgs({
      args: [...args],
      options: OPTIONS,
    }).values;
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split('\n', 1);
    throw new UsageError(`${message} (--help lists the options)`, { cause: error });
  }
}

function caseOptions(values: ReturnType<typeof parse>): CaseOptions {
  const { data, until, hostile = false } = values;
  const count = wholeNumber('cases', values.cases, 1, 10_000_000);
  const seed = wholeNumber('seed', values.seed, 0, Number.MAX_SAFE_INTEGER);
  if (until !== undefined && !z.iso.date().safeParse(until).success) {
    throw new UsageError(`--until takes a day as YYYY-MM-DD, not '${until}'.`);
  }
  if (data === undefined) {
    return { from: 'generator', count: count ?? DEFAULT_CASES, seed: seed ?? DEFAULT_SEED, until, hostile };
  }
  if (count !== undefined || seed !== undefined || until !== undefined || hostile) {
    throw new UsageError('--data brings its own cases: leave out --cases, --seed, --until and --hostile.');
  }
  if (!statSync(data, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--data takes a folder, and '${data}' is not one.`);
  }
  return { from: 'folder', folder: data };
}

function wholeNumber(name: string, text: string | undefined, minimum: number, maximum: number) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && /^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
  throw new UsageError(`--${name} takes a whole number from ${minimum} to ${maximum}, not '${text}'.`);
}

function readSettings(file: string | undefined): Settings {
  if (file === undefined) return SETTINGS.parse({});
  const result = SETTINGS.safeParse(jsonOf(file));
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) => [...path, message].join(': '));
    throw new UsageError(`--settings ${file}: ${problems.join('; ')}.`);
  }
  checkPolicy(file, result.data);
  return result.data;
}

function jsonOf(file: string): unknown {
  let text: string;
  let json: unknown;
  try {
    text = readFileSync(file, 'utf8');
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--settings takes a JSON file, and ${file} is not one: ${reason}.`, {
      cause: error,
    });
  }
  const repeated = repeatedName(text);
  if (repeated === undefined) return json;
  throw new UsageError(`--settings ${file}: "${repeated}" stands twice in one object: write it once.`);
}

/** The function reads the policy only when it is called, and then refuses everybody. */
function checkPolicy(file: string, { accessPolicy }: Settings): void {
  if (accessPolicy === undefined) return;
  try {
    parseAccessPolicy([{ name: `in ${file}`, text: JSON.stringify(accessPolicy) }]);
  } catch (error) {
    if (!(error instanceof AccessPolicyError)) throw error;
    throw new UsageError(`--settings: ${error.message}.`, { cause: error });
  }
}

function withBedrockFault(settings: Settings, name: string | undefined): Settings {
  if (name === undefined) return settings;
  if (!isFaultName(name)) {
    throw new UsageError(
      `--bedrock-fault takes the name of a recorded refusal or guardrail-intervened, not '${name}': ${FAULT_NAMES.join(', ')}.`,
    );
  }
  return { ...settings, bedrockFaults: { ...settings.bedrockFaults, '*': name } };
}
