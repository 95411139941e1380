import * as z from 'zod';
import { SEVERITIES, type Severity, severityMeant, severitySuggested } from '../cases/severities.ts';
import { unfitCharacter } from '../sql/literal.ts';
import { isCalendarDay } from './calendar.ts';

// Input fields. Each carries its rule as the message of every check, worded to follow "<field> is <value>, but":
// the caller learns the whole rule at once instead of one bound at a time.

export function wholeNumber(min: number, max: number, description: string) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).describe(description);
}

/** A whole number whose upper bound the tool applies, with a note instead of an error. */
export function atLeastOne(description: string) {
  const error = 'must be a whole number of at least 1';
  return z.int({ error }).min(1, { error }).describe(description);
}

/** A value to look for. Longer than anything a case holds there is a mistake, and neither engine takes some characters. */
export function filter(description: string) {
  const error = 'must be a text of 1 to 200 characters without NUL or broken Unicode';
  return z
    .string({ error })
    .trim()
    .min(1, { error })
    .max(200, { error })
    .refine((text) => unfitCharacter(text) === undefined, { error })
    .describe(description);
}

/** The console writes an account as 1234-5678-9012, the table as 123456789012; nothing else can match a case. */
export function accountNumber(description: string) {
  const error = 'must be a text of 12 digits, the number of an AWS account';
  return z
    .string({ error })
    .transform((value) => value.replaceAll(/[\s-]/g, ''))
    .refine((value) => /^\d{12}$/.test(value), { error })
    .meta({ description, pattern: '^\\d{4}-?\\d{4}-?\\d{4}$' });
}

/** Text whose size is checked where it is parsed. */
export function anyText(description: string) {
  const error = 'must be a text of at least 1 character';
  return z.string({ error }).min(1, { error }).describe(description);
}

/** Free text of at most `max` UTF-16 code units. */
export function text(max: number, description: string) {
  const error = `must be a text of 1 to ${max} characters`;
  return z.string({ error }).min(1, { error }).max(max, { error }).describe(description);
}

/** Marks the issue of a value over a size limit, which is `payload_too_large` where other faults are `invalid_input`. */
export const TOO_LARGE = { tooLarge: true };

/** Text of at most `max` bytes in UTF-8. */
export function textOfBytes(max: number, description: string) {
  const error = `must be a text of 1 to ${max} bytes in UTF-8`;
  return z
    .string({ error })
    .min(1, { error })
    .refine((value) => value.length <= max && new TextEncoder().encode(value).length <= max, {
      error,
      params: TOO_LARGE,
    })
    .describe(description);
}

/** Marks the issue of a text that is not a day, so that its error can name the days that were meant. */
export const DAY = { day: true };

export function calendarDay(description: string) {
  const error = 'must be a day of the calendar written YYYY-MM-DD';
  return z
    .string({ error })
    .trim()
    .refine(isCalendarDay, { error, params: DAY })
    .meta({ description, format: 'date' });
}

export function severity(description: string) {
  const error = `must be one of ${SEVERITIES.join(', ')}`;
  return z
    .string({ error })
    .transform((value) => severityMeant(value) ?? value.trim().toLowerCase())
    .refine((value): value is Severity => SEVERITIES.some((known) => known === value), {
      error: ({ input }) => {
        const suggested = severitySuggested(String(input));
        return suggested === undefined ? error : `${error}; if ${suggested} is meant, send that`;
      },
    })
    .describe(description);
}

/** Of an output: a day of the calendar. */
export function day() {
  return z.string().meta({ format: 'date' });
}

/** Of an output: a number of things. */
export function count(description: string) {
  return z.int().min(0).describe(description);
}

/** What a caller sends back to continue. Its handler checks it; the pattern is for readers of the schema. */
export function nextToken(description: string) {
  return text(8192, description).meta({ pattern: '^[\\w-]+$' }).optional();
}

/** Where to continue a call that was answered before it finished. */
export function continuation() {
  return nextToken('Of a running answer');
}

/** Fields of an answer that was given before the work was done. */
export const stillRunning = {
  status: z.literal('running').optional().describe('Call again for the rest'),
  next_token: z.string().optional().describe('To call again with'),
};
