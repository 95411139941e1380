import { extname } from 'node:path';
import { BridgeFailure } from '../../failure.ts';

export const FORMATS = ['html', 'md', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Where the HTML goes when no file is named: nobody reads it in a terminal. */
const DEFAULT_HTML_FILE = 'report.html';
const DEFAULT_DAYS = 30;
/** Ten years, the longest time that the server counts. */
const MOST_DAYS = 3650;
/** 20,000 cases are about 50 model calls, which take minutes. */
const DEFAULT_ANALYSIS_MINUTES = 30;
/** A day, for which the server keeps what was read. */
const MOST_ANALYSIS_MINUTES = 1440;

export interface ReportOptions {
  readonly days: number;
  readonly analysisMinutes: number;
  readonly service: string | undefined;
  readonly format: Format;
  /** The file, or undefined for stdout. */
  readonly file: string | undefined;
}

/** Reads the options of the command. Throws a `configuration` failure that names the option and the value. */
export function reportOptions(values: ReadonlyMap<string, string>): ReportOptions {
  const out = values.get('out');
  if (out === '') throw invalid('--out names no file; name one, or - for stdout.');
  const format = formatOf(values.get('format'), out);
  const file = out ?? (format === 'html' ? DEFAULT_HTML_FILE : undefined);
  return {
    days: wholeNumber(values, 'days', MOST_DAYS) ?? DEFAULT_DAYS,
    analysisMinutes:
      wholeNumber(values, 'analysis-minutes', MOST_ANALYSIS_MINUTES) ?? DEFAULT_ANALYSIS_MINUTES,
    service: values.get('service'),
    format,
    file: file === '-' ? undefined : file,
  };
}

/** The number that an option names, from 1 on; undefined where it is not there. */
function wholeNumber(values: ReadonlyMap<string, string>, option: string, most: number): number | undefined {
  const text = values.get(option);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d{1,4}$/.test(text) && number >= 1 && number <= most) return number;
  throw invalid(`--${option} takes a whole number from 1 to ${most}, not "${text}".`);
}

/** The format that is named, else the one that the file's name ends with, else HTML. */
function formatOf(named: string | undefined, out: string | undefined): Format {
  const text =
    named ??
    extname(out ?? '')
      .slice(1)
      .toLowerCase();
  if (text === '' || text === 'htm') return 'html';
  const format = FORMATS.find((known) => known === text);
  if (format !== undefined) return format;
  if (named === undefined)
    throw invalid(`"${out}" does not say its format; add --format ${FORMATS.join('|')}.`);
  throw invalid(`--format takes one of ${FORMATS.join(', ')}, not "${named}".`);
}

function invalid(message: string): BridgeFailure {
  return new BridgeFailure('configuration', message);
}
