import { extname } from 'node:path';
import { BridgeFailure } from '../../failure.ts';

export const FORMATS = ['html', 'md', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Where the HTML goes when no file is named: nobody reads it in a terminal. */
const DEFAULT_HTML_FILE = 'report.html';
const DEFAULT_DAYS = 30;
/** Ten years, the longest time that the server counts. */
const MOST_DAYS = 3650;

export interface ReportOptions {
  readonly days: number;
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
    days: daysOf(values.get('days')),
    service: values.get('service'),
    format,
    file: file === '-' ? undefined : file,
  };
}

function daysOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_DAYS;
  const days = Number(text);
  if (/^\d{1,4}$/.test(text) && days >= 1 && days <= MOST_DAYS) return days;
  throw invalid(`--days takes a whole number from 1 to ${MOST_DAYS}, not "${text}".`);
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
