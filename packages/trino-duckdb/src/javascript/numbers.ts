import { TrinoFailure } from './failure.ts';

/** Decimal arithmetic beyond DuckDB's 38 digits on the way, rounded half away from zero, as text. */
export function decimalArithmetic(
  operator: string,
  left: string,
  right: string,
  precision: bigint,
  scale: bigint,
): string {
  const a = read(left);
  const b = read(right);
  const digits = Number(scale);
  const common = Math.max(a.scale, b.scale);
  const [x, y] = [a.value * 10n ** BigInt(common - a.scale), b.value * 10n ** BigInt(common - b.scale)];
  if ((operator === '/' || operator === '%') && b.value === 0n)
    throw new TrinoFailure('DIVISION_BY_ZERO', 'Division by zero');
  const unscaled =
    operator === '*'
      ? a.value * b.value
      : operator === '/'
        ? divide(a.value * 10n ** BigInt(digits - a.scale + b.scale), b.value)
        : (operator === '%' ? x % y : operator === '+' ? x + y : x - y) *
          10n ** BigInt(Math.max(0, digits - common));
  if (abs(unscaled) >= 10n ** precision || abs(unscaled) >= 10n ** 38n)
    throw new TrinoFailure('NUMERIC_VALUE_OUT_OF_RANGE', 'Decimal overflow');
  return write(unscaled, digits);
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function divide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return 2n * abs(a % b) >= abs(b) ? quotient + (a < 0n === b < 0n ? 1n : -1n) : quotient;
}

function read(text: string): { value: bigint; scale: number } {
  const [whole = '', fraction = ''] = text.split('.');
  return { value: BigInt(whole + fraction), scale: fraction.length };
}

function write(value: bigint, scale: number): string {
  const digits = abs(value)
    .toString()
    .padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`;
}

/** Digits of other scripts as ASCII, or null where the text is no whole number. */
export function integerText(text: string): string | null {
  const trimmed = javaTrim(text);
  if (!/^[+-]?\p{Nd}+$/u.test(trimmed)) return null;
  return trimmed.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Decimal digits stand in runs of ten from zero to nine. */
function digitValue(digit: string): number {
  let point = digit.codePointAt(0) ?? 0x30;
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(point - 1)) && value < 10) {
    point -= 1;
    value += 1;
  }
  return value % 10;
}

/** Java's trim removes spaces and everything before them in ASCII. */
function javaTrim(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && (text[from] ?? '') <= ' ') from += 1;
  while (to > from && (text[to - 1] ?? '') <= ' ') to -= 1;
  return text.slice(from, to);
}

/** What Java reads as a double and DuckDB does not: a suffix, a hexadecimal number; null where it is none. */
export function doubleSource(text: string): string | null {
  const trimmed = javaTrim(text);
  if (/^[+-]?(Infinity|NaN)$/.test(trimmed)) return trimmed.replace('+', '');
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[dfDF]?$/i.test(trimmed))
    return String(Number(trimmed.replace(/[dfDF]$/, '')));
  const [, sign, whole = '', fraction = '', exponent] =
    /^([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?\d+)[df]?$/i.exec(trimmed) ?? [];
  if (exponent === undefined || whole + fraction === '') return null;
  const value = Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
  return String(sign === '-' ? -value : value);
}

export function toBase(value: bigint, radix: bigint): string {
  checkRadix(radix);
  return value.toString(Number(radix));
}

export function fromBase(text: string, radix: bigint): bigint {
  checkRadix(radix);
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, Number(radix));
  const invalid = new TrinoFailure('INVALID_FUNCTION_ARGUMENT', `Not a valid base-${radix} number: ${text}`);
  const [, sign, rest = ''] = /^([+-]?)(.+)$/s.exec(text.toLowerCase()) ?? [];
  if (rest === '') throw invalid;
  let value = 0n;
  for (const character of rest) {
    const digit = digits.indexOf(character);
    if (digit < 0) throw invalid;
    value = value * radix + BigInt(digit);
  }
  const signed = sign === '-' ? -value : value;
  if (signed > 9223372036854775807n || signed < -9223372036854775808n) throw invalid;
  return signed;
}

function checkRadix(radix: bigint): void {
  if (radix < 2n || radix > 36n)
    throw new TrinoFailure('INVALID_FUNCTION_ARGUMENT', `Radix must be between 2 and 36`);
}
