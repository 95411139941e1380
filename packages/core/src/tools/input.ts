import * as z from 'zod';
import { CaseInsightsError, type ErrorDetail } from '../errors.ts';
import { isObject } from '../json-text/json-object.ts';
import { daysMeant } from './days-meant.ts';
import type { ToolDefinition } from './define.ts';
import { DAY, TOO_LARGE } from './fields.ts';

/** Longer values are cut in a message: enough to recognise what was sent. */
const SHOWN_CHARACTERS = 60;

/** A call can hold any number of wrong arguments; more than these would not be read. */
const NAMED_FAULTS = 20;

/**
 * The arguments of a call as its handler works with them, defaults filled in. An optional argument that is null or
 * empty text counts as absent, since that is how models leave out optional arguments, and a number written as text
 * counts as the number where one is wanted. Throws `invalid_input` with one sentence that names each field at fault, its
 * value and the rule; `details` has them one by one. `payload_too_large` likewise where a field is over its limit of bytes.
 * `today` is the UTC day by which an error says what "last month" means.
 */
export function parseInput<Tool extends ToolDefinition>(
  tool: Tool,
  args: unknown,
  today: string = new Date().toISOString().slice(0, 10),
): z.output<Tool['inputSchema']> {
  const given = args ?? {};
  if (!isObject(given)) {
    throw new CaseInsightsError(
      'invalid_input',
      `The arguments of ${tool.name} are ${shown(given)}, but must be an object with ${allowed(tool)}.`,
    );
  }
  const meant = withNumbers(withoutBlanks(given, tool.inputSchema), tool.inputSchema);
  const parsed = z.safeParse<Tool['inputSchema']>(tool.inputSchema, meant);
  if (parsed.success) return parsed.data;

  const faults = parsed.error.issues.flatMap((issue) => detailsOf(issue, meant, today));
  const details = faults.slice(0, NAMED_FAULTS);
  const clauses = details.map((detail) => detail.message);
  if (faults.length > details.length) clauses.push(`${faults.length - details.length} more are wrong`);
  if (parsed.error.issues.some((issue) => issue.code === 'unrecognized_keys')) {
    clauses.push(`it takes ${allowed(tool)}`);
  }
  const tooLarge = parsed.error.issues.some((issue) => issue.code === 'custom' && issue.params === TOO_LARGE);
  throw new CaseInsightsError(
    tooLarge ? 'payload_too_large' : 'invalid_input',
    `${tool.name} cannot run: ${clauses.join('; ')}.`,
    { details },
  );
}

function withoutBlanks(
  given: Readonly<Record<string, unknown>>,
  schema: z.ZodObject,
): Record<string, unknown> {
  const fields: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => {
      const blank = value === null || (typeof value === 'string' && value.trim() === '');
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const optional = field !== undefined && z.safeParse(field, undefined).success;
      return !(blank && optional);
    }),
  );
}

/**
 * A sentence for each number with a default that a call sent as null. JSON has no other way to write what is no number, so
 * a client may mean a mistyped one. `input` is what `parseInput` made of the call.
 */
export function nullsNote(
  { inputSchema }: ToolDefinition,
  args: unknown,
  input: Readonly<Record<string, unknown>>,
): string | undefined {
  if (!isObject(args)) return undefined;
  const sentences = Object.keys(inputSchema.shape)
    .filter((name) => args[name] === null && typeof input[name] === 'number')
    .map((name) => `${name} is null, which counts as not given: its default is ${input[name]}.`);
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** A number as JSON writes it. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function withNumbers(given: Readonly<Record<string, unknown>>, schema: z.ZodObject): Record<string, unknown> {
  const fields: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const isNumber = typeof value === 'string' && NUMBER.test(value.trim());
      return [name, isNumber && field !== undefined && wantsNumber(field) ? Number(value) : value];
    }),
  );
}

/** Whether a text is the wrong type for the field because it is no number. */
function wantsNumber(field: z.core.$ZodType): boolean {
  const issues = z.safeParse(field, '').error?.issues ?? [];
  return issues.some((issue) => issue.code === 'invalid_type' && ['number', 'int'].includes(issue.expected));
}

function detailsOf(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
  today: string,
): readonly ErrorDetail[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: key, message: `${shown(key)} is not an argument` }));
  }
  const field = String(issue.path[0]);
  const value = Object.hasOwn(given, field) ? given[field] : undefined;
  const message =
    value === undefined
      ? `${field} is missing, but ${issue.message}`
      : `${field} is ${shown(value)}, but ${issue.message}`;
  const isDay = issue.code === 'custom' && issue.params === DAY;
  return [{ field, message: isDay ? `${message}${meaningOf(value, today)}` : message }];
}

/** The end of a sentence about a day in other words: today's date, by which they are read, and the days they mean. */
function meaningOf(value: unknown, today: string): string {
  const meant = typeof value === 'string' ? daysMeant(value, today) : undefined;
  if (meant === undefined) return `, and today is ${today}`;
  const { first, last } = meant;
  const days = first === last ? first : `start_date ${first} and end_date ${last}`;
  return `; today is ${today}, so this means ${days}`;
}

function allowed(tool: ToolDefinition): string {
  return Object.keys(tool.inputSchema.shape).join(', ');
}

/** Text is shown as JSON, which escapes what cannot be printed; lists and objects only by kind, however deep they are. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length <= SHOWN_CHARACTERS
    ? JSON.stringify(value)
    : `${JSON.stringify(value.slice(0, SHOWN_CHARACTERS))}…`;
}
