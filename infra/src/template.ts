import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

const SECTIONS_OF_THE_API =
  /^ {2}(Api|\w+Resource|\w+Method|\w+Preflight|\w+ErrorResponse):\n(?: {4}.*\n|\n)*/gm;
const DEPLOYMENT = /\b((?:Cors)?Deployment)[0-9a-f]{12}\b/g;

/** The text of `template.yaml`, which is next to this package's `dist`. */
export function readTemplate(): string {
  return readFileSync(new URL('../template.yaml', import.meta.url), 'utf8');
}

/** The parameters the template declares. */
export function templateParameters(template: string): Readonly<Record<string, TemplateParameter>> {
  // Intrinsic tags (!Ref, !Sub …) are left unresolved: parameters have none.
  return TEMPLATE.parse(parseDocument(template, { logLevel: 'silent' }).toJS()).Parameters;
}

/**
 * The hash in the logical id of the deployment: of every resource of the API and of the given parameters, since API Gateway serves a changed API only after a new deployment.
 */
export function apiHash(template: string, parameters: Readonly<Record<string, string>> = {}): string {
  const api = template.match(SECTIONS_OF_THE_API)?.join('') ?? '';
  const given = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(api)
    .update(given.length ? JSON.stringify(given) : '')
    .digest('hex')
    .slice(0, 12);
}

/** The template with the deployment's logical ids renewed for these parameters. */
export function stampDeployment(template: string, parameters: Readonly<Record<string, string>> = {}): string {
  const hash = apiHash(template, parameters);
  return template.replaceAll(DEPLOYMENT, (_, name: string) => `${name}${hash}`);
}

/** Refuses what CloudFormation would refuse minutes later: unknown names and values outside the template's rules. */
export function checkParameters(
  declared: Readonly<Record<string, TemplateParameter>>,
  given: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(given)) {
    const rule = declared[name];
    if (rule === undefined) {
      throw new Failure(`The template has no parameter ${name}.`, {
        fix: `One of: ${Object.keys(declared).join(', ')}`,
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
