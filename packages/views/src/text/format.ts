import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** How numbers and days are written for the user of this host. */
export interface Format {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly number: (value: number) => string;
  /** A share of 1. */
  readonly percent: (share: number) => string;
  /** A number of bytes, in the unit that keeps it short. */
  readonly bytes: (bytes: number) => string;
  /** A day, YYYY-MM-DD; another text as it is. */
  readonly day: (day: string) => string;
  /** The month of a day. */
  readonly month: (day: string) => string;
}

/** A result's days, `2026-01-01 to 2026-01-31`, as the user writes them. */
export function daysInWords(range: string, { day }: Format): string {
  return range.split(' to ').map(day).join(' to ');
}

const RTL_LANGUAGES = ['ar', 'dv', 'fa', 'he', 'ks', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi'];

/** @param locale BCP 47; one that the browser does not know counts as none. */
export function formatFor(locale: string | undefined): Format {
  const known = locale !== undefined && isLocale(locale) ? locale : 'en';
  const number = new Intl.NumberFormat(known);
  const percent = new Intl.NumberFormat(known, { style: 'percent', maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(known, { dateStyle: 'medium', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(known, { year: 'numeric', month: 'short', timeZone: 'UTC' });
  const dated = (text: string, style: Intl.DateTimeFormat) => {
    const date = new Date(`${text}T00:00:00Z`);
    return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) ? style.format(date) : text;
  };
  return {
    locale: known,
    direction: RTL_LANGUAGES.includes(new Intl.Locale(known).language) ? 'rtl' : 'ltr',
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    bytes: (bytes) => inBytes(known, bytes),
    day: (text) => dated(text, day),
    month: (text) => dated(text, month),
  };
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

function inBytes(locale: string, bytes: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const options = { style: 'unit', unit: BYTE_UNITS[power] ?? 'byte', maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(locale, options).format(bytes / 1000 ** power);
}

function isLocale(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

export const FormatContext = createContext<Format>(formatFor(undefined));

export function useFormat(): Format {
  return useContext(FormatContext);
}
