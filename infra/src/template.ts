import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { closestMatch } from 'leven';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { Failure } from './failure.ts';

/** The declaration of one parameter. */
const PARAMETER = z.object({
  Type: z.string(),
  Default: z.union([z.string(), z.number()]).optional(),
  Description: z.string(),
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
  ConstraintDescription: z.string().optional(),
  MinValue: z.number().optional(),
  MaxValue: z.number().optional(),
  MinLength: z.number().optional(),
  MaxLength: z.number().optional(),
});
export type TemplateParameter = z.output<typeof PARAMETER>;
const TEMPLATE = z.object({ Parameters: z.record(z.string(), PARAMETER) });

/** What API Gateway serves only after a new deployment: the API's resources, and the mappings that they read. */
const SECTIONS_OF_THE_API =
  /^Mappings:\n(?: .*\n|\n)*|^ {2}(?:Api|Url|Authorizer|\w+Resource|\w+Method|\w+Preflight|\w+ErrorResponse):\n(?: {4}.*\n|\n)*/gm;
const SECTION_OF_THE_FUNCTION = /^ {2}Function:\n(?: {4}.*\n)*/m;
const NOT_OF_A_VERSION = /^ *(?:#|ReservedConcurrentExecutions:).*\n/gm;
const CONDITIONS = /^ {2}(\w+): (!(?:Equals|Not|Or|And)\b.*\n(?: {4}.*\n)*)/gm;
const DEPLOYMENT = /\bDeployment[0-9a-f]{12}\b/g;

/** The text of a template by its path in this package, whose folder `dist` this code runs in. */
export function readTemplate(path = 'template.yaml'): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

type Parameters = Readonly<Record<string, TemplateParameter>>;
/** A cache, by the text of the template: parsing the core's takes a tenth of a second. */
const parsed = new Map<string, Parameters>();

/** The parameters the template declares. */
export function templateParameters(template: string): Parameters {
  const known = parsed.get(template);
  if (known !== undefined) return known;
  // Intrinsic tags (!Ref, !Sub …) are left unresolved: parameters have none.
  const { Parameters: declared } = TEMPLATE.parse(parseDocument(template, { logLevel: 'silent' }).toJS());
  parsed.set(template, declared);
  return declared;
}

/**
 * The hash in the logical id of the deployment, since API Gateway serves a changed API only after a new deployment: of
 * the API's part of the template, and of the parameters that it depends on.
 */
export function apiHash(template: string, parameters: Readonly<Record<string, string>> = {}): string {
  return partHash(template, template.match(SECTIONS_OF_THE_API)?.join('') ?? '', parameters);
}

/**
 * A text that is new whenever the function's code or configuration is, and only then: Lambda publishes no second version
 * of the same function. Comments and the reserved concurrency are no part of a version.
 */
export function functionRevision(template: string, parameters: Readonly<Record<string, string>>): string {
  const [section = ''] = template.match(SECTION_OF_THE_FUNCTION) ?? [];
  const { CodeBucket, CodeKey = '', ...others } = parameters;
  return partHash(template, section.replaceAll(NOT_OF_A_VERSION, '').replaceAll(/\s+/g, ' '), {
    ...others,
    // The same code in another place is no other function: the last part of the key is its hash.
    CodeBucket: CodeBucket ? 'any' : '',
    CodeKey: CodeKey.slice(CodeKey.lastIndexOf('/') + 1),
  });
}

/**
 * The template with the names of its log groups written out. CloudFormation takes up an existing resource only where its
 * name is no function ("Import resources automatically": static custom names).
 */
export function withNamesOfLogGroups(template: string, id: string): string {
  return template.replaceAll(
    /LogGroupName: !Sub (\S+)/g,
    (_, name: string) => `LogGroupName: ${name.replace(/\$\{UniqueIdentifier\}/, id)}`,
  );
}

/**
 * The hash of a part of the template, and of the values of the parameters that it names. Of a parameter that it depends
 * on through a condition only, it matters whether it has its default. Parameters that are not given count with their
 * defaults.
 */
function partHash(template: string, part: string, parameters: Readonly<Record<string, string>>): string {
  const named = new Set(part.match(/\w+/g));
  const used = wordsWithConditions(template, named);
  const values = Object.entries(templateParameters(template))
    // One without a default names the deployment and never changes.
    .filter(([name, { Default }]) => used.has(name) && Default !== undefined)
    .map(([name, { Default }]) => {
      const value = parameters[name] ?? String(Default);
      return [name, named.has(name) ? value : value === String(Default)];
    });
  return createHash('sha256').update(part).update(JSON.stringify(values)).digest('hex').slice(0, 12);
}

/** These words, and those of the conditions that they name. */
function wordsWithConditions(template: string, named: ReadonlySet<string>): ReadonlySet<string> {
  const words = new Set(named);
  const conditions = [...template.matchAll(CONDITIONS)];
  for (let size = 0; size < words.size; ) {
    size = words.size;
    for (const [, name = '', definition = ''] of conditions) {
      if (words.has(name)) for (const word of definition.match(/\w+/g) ?? []) words.add(word);
    }
  }
  return words;
}

/** The template with the deployment's logical id renewed for these parameters. */
export function stampDeployment(template: string, parameters: Readonly<Record<string, string>> = {}): string {
  const hash = apiHash(template, parameters);
  return template.replaceAll(DEPLOYMENT, `Deployment${hash}`);
}

/** Refuses what CloudFormation would refuse minutes later: unknown names and values outside the template's rules. */
export function checkParameters(
  declared: Readonly<Record<string, TemplateParameter>>,
  given: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(given)) {
    const rule = declared[name];
    if (rule === undefined) {
      const names = Object.keys(declared);
      const meant = closestMatch(name, names, { maxDistance: Math.ceil(name.length / 3) });
      throw new Failure(`The template has no parameter ${name}.`, {
        fix: meant === undefined ? `One of: ${names.join(', ')}` : `Did you mean ${meant}?`,
        exitCode: 2,
      });
    }
    const problem = violation(rule, value);
    if (problem !== undefined)
      throw new Failure(`${name}=${JSON.stringify(value)} is refused: ${problem}`, { exitCode: 2 });
  }
}

function violation(rule: TemplateParameter, value: string): string | undefined {
  if (rule.AllowedValues !== undefined && !rule.AllowedValues.map(String).includes(value)) {
    return `it must be one of ${rule.AllowedValues.join(', ')}`;
  }
  if (rule.AllowedPattern !== undefined && !new RegExp(rule.AllowedPattern).test(value)) {
    return `it must be ${rule.ConstraintDescription ?? `like ${rule.AllowedPattern}`}`;
  }
  if (rule.Type === 'Number') {
    const number = Number(value);
    const [low, high] = [rule.MinValue ?? -Infinity, rule.MaxValue ?? Infinity];
    if (value.trim() === '' || !(number >= low && number <= high))
      return `it must be a number from ${low} to ${high}`;
  }
  if (value.length < (rule.MinLength ?? 0)) return `it must have at least ${rule.MinLength} characters`;
  if (value.length > (rule.MaxLength ?? Infinity)) return `it must have at most ${rule.MaxLength} characters`;
  return undefined;
}
