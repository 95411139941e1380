import { RCA_CATEGORIES, SERVICE_CODES, SEVERITIES, severityMeant } from '@case-insights/core/cases';
import { CaseInsightsError } from '@case-insights/core/errors';
import { addDays, type DayRange, daysInRange, daysMeant, isCalendarDay } from '@case-insights/core/tools';
import type { PromptArgument, PromptDefinition, PromptValues } from './prompt.ts';

const DAYS_EXAMPLES = 'last week, last 30 days, 2026-10, Q3 2026, or 2026-10-01 to 2026-10-15';

/** What an argument is for, as `prompts/list` shows it. */
export const ARGUMENT_DESCRIPTIONS: Readonly<Record<PromptArgument, string>> = {
  period: `Days to look at: ${DAYS_EXAMPLES}`,
  compared_with: 'Days to compare with, written likewise; the days just before when left out',
  service: 'A service such as EC2 or RDS, an AWS Support code, or several with commas',
  severity: 'critical, urgent, high, normal or low',
  root_cause: 'A root cause such as Limit reached or Throttling',
};

/** A longer filter is no filter. */
const MAX_FILTER_CHARACTERS = 200;

/**
 * The arguments of one request, read and completed. `today` is a UTC day. Throws `invalid_input` for an argument that the
 * prompt does not have, lacks, or cannot read.
 */
export function readArguments(
  prompt: PromptDefinition,
  given: Readonly<Record<string, string>>,
  today: string,
): PromptValues {
  const texts = new Map(Object.entries(given).map(([name, text]) => [name, text.trim()]));
  for (const name of texts.keys()) {
    if (!prompt.arguments.some((known) => known === name)) {
      throw invalid(
        name.slice(0, 100),
        `The prompt ${prompt.name} has no argument ${JSON.stringify(name.slice(0, 100))}; it takes ${prompt.arguments.join(', ')}.`,
      );
    }
  }
  const value = (name: PromptArgument) => texts.get(name) || undefined;
  for (const name of prompt.required ?? []) {
    if (value(name) === undefined) {
      throw invalid(name, `The prompt ${prompt.name} needs ${name}: ${ARGUMENT_DESCRIPTIONS[name]}.`);
    }
  }
  const period = readDays('period', value('period') ?? prompt.defaultPeriod, today);
  const compared = value('compared_with');
  return {
    period,
    comparedWith: compared === undefined ? daysBefore(period) : readDays('compared_with', compared, today),
    service: readFilter('service', value('service'), 'EC2'),
    severity: readSeverity(value('severity')),
    rootCause: readFilter('root_cause', value('root_cause'), 'Limit reached'),
  };
}

function readDays(name: PromptArgument, text: string, today: string): DayRange {
  const range = rangeMeant(text, today);
  if (range !== undefined && range.first <= range.last) return range;
  throw invalid(
    name,
    `${name} is ${JSON.stringify(text.slice(0, 100))}, which names no days; write it as in ${DAYS_EXAMPLES}.`,
  );
}

/** From one day or range to another, or a single one. `year to date` has no days on either side. */
function rangeMeant(text: string, today: string): DayRange | undefined {
  const parts = text.split(/\s+(?:to|until|-)\s+|\.\.|…/iu).map((part) => dayOrRange(part, today));
  if (parts.every((part) => part === undefined)) return dayOrRange(text, today);
  const [start, end = start, ...more] = parts;
  if (start === undefined || end === undefined || parts.includes(undefined) || more.length > 0) {
    return undefined;
  }
  return { first: start.first, last: end.last };
}

function dayOrRange(text: string, today: string): DayRange | undefined {
  const written = text.trim();
  return isCalendarDay(written) ? { first: written, last: written } : daysMeant(written, today);
}

/** As many days as the range has, just before it. */
function daysBefore({ first, last }: DayRange): DayRange {
  return { first: addDays(first, -daysInRange(first, last)), last: addDays(first, -1) };
}

function readFilter(name: PromptArgument, text: string | undefined, example: string): string | undefined {
  if (text === undefined) return undefined;
  if (text.length > MAX_FILTER_CHARACTERS || /\p{Cc}|\p{Default_Ignorable_Code_Point}/u.test(text)) {
    throw invalid(
      name,
      `${name} must be one line of at most ${MAX_FILTER_CHARACTERS} characters, such as ${example}.`,
    );
  }
  return text;
}

function readSeverity(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const severity = severityMeant(text);
  if (severity !== undefined) return severity;
  throw invalid(
    'severity',
    `severity is ${JSON.stringify(text.slice(0, 100))}; write one of ${SEVERITIES.join(', ')}.`,
  );
}

function invalid(field: string, message: string): CaseInsightsError {
  return new CaseInsightsError('invalid_input', message, { details: [{ field, message }] });
}

/** Values to offer for an argument, the likeliest first. `today` is a UTC day. */
export function offeredValues(argument: PromptArgument, today: string): readonly string[] {
  if (argument === 'service') return [...Object.keys(SERVICE_CODES), ...Object.values(SERVICE_CODES).flat()];
  if (argument === 'severity') return SEVERITIES;
  if (argument === 'root_cause') return RCA_CATEGORIES;
  return [
    ...[
      'last week',
      'last month',
      'last quarter',
      'this month',
      'last 7 days',
      'last 30 days',
      'last 90 days',
    ],
    ...['last year', 'this year'],
    ...monthsBefore(today, 12),
  ];
}

/** `2026-10`, and so many months in all, the newest whole one first. */
function monthsBefore(today: string, count: number): string[] {
  const months: string[] = [];
  let day = today;
  for (let month = 0; month < count; month += 1) {
    day = addDays(`${day.slice(0, 7)}-01`, -1);
    months.push(day.slice(0, 7));
  }
  return months;
}
