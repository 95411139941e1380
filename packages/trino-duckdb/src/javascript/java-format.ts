import { invalidArgument } from './failure.ts';
import { javaDouble } from './json.ts';

/** An argument of format(): its kind, and its value as text. */
export type FormatArgument = readonly [
  kind: 'text' | 'integer' | 'decimal' | 'double' | 'boolean',
  value: string | null,
];

const JAVA_NAMES: Readonly<Record<string, string>> = {
  text: 'java.lang.String',
  integer: 'java.lang.Long',
  decimal: 'java.math.BigDecimal',
  double: 'java.lang.Double',
  boolean: 'java.lang.Boolean',
};

/** Java's String.format, as `format` has it; the arguments as JSON. */
export function javaFormat(format: string, argumentList: string): string {
  const args: FormatArgument[] = JSON.parse(argumentList);
  let next = 0;
  const wrong = (reason: string) => invalidArgument(`Invalid format string: ${format} (${reason})`);
  return format.replace(
    /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([a-zA-Z%]|$)/g,
    (whole, index, flags, width, precision, conversion) => {
      if (conversion === '') throw wrong(`UnknownFormatConversion: Conversion = '%'`);
      if (conversion === '%') return fill('%', width, flags);
      if (conversion === 'n') return '\n';
      const at = index === undefined ? next++ : Number(index) - 1;
      const argument = args[at];
      if (!argument) throw wrong(`MissingFormatArgument: Format specifier '${whole}'`);
      const text = write(
        argument,
        conversion,
        flags,
        precision === undefined ? undefined : Number(precision),
        wrong,
        Number(width ?? 0),
      );
      return fill(
        conversion !== conversion.toLowerCase() && conversion !== 'E' && conversion !== 'X'
          ? text.toUpperCase()
          : text,
        width,
        flags,
      );
    },
  );
}

function fill(text: string, width: string | undefined, flags: string): string {
  if (width === undefined) return text;
  return flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width));
}

function write(
  [kind, value]: FormatArgument,
  conversion: string,
  flags: string,
  precision: number | undefined,
  wrong: (reason: string) => Error,
  width: number,
): string {
  const mismatch = () => wrong(`IllegalFormatConversion: ${conversion} != ${JAVA_NAMES[kind]}`);
  const lower = conversion.toLowerCase();
  if (lower === 's') return (value ?? 'null').slice(0, precision);
  if (lower === 'b')
    return (value === null ? 'false' : kind === 'boolean' ? value : 'true').slice(0, precision);
  if (!'cdoxefg'.includes(lower)) throw wrong(`UnknownFormatConversion: Conversion = '${conversion}'`);
  if (value === null) return 'null';
  switch (lower) {
    case 'c':
      if (kind === 'integer') return String.fromCodePoint(Number(value));
      throw mismatch();
    case 'd':
      if (kind !== 'integer') throw mismatch();
      return signed(BigInt(value) < 0n, group(value.replace('-', ''), flags), flags, width);
    case 'o':
    case 'x': {
      if (kind !== 'integer') throw mismatch();
      const text = BigInt.asUintN(64, BigInt(value)).toString(lower === 'x' ? 16 : 8);
      const padded = flags.includes('0') ? text.padStart(width, '0') : text;
      return conversion === 'X' ? padded.toUpperCase() : padded;
    }
    default:
      if (kind !== 'double' && kind !== 'decimal') throw mismatch();
      return writeFraction(kind, value, conversion, flags, precision ?? 6, width, wrong);
  }
}

function writeFraction(
  kind: 'double' | 'decimal',
  value: string,
  conversion: string,
  flags: string,
  digits: number,
  width: number,
  wrong: (reason: string) => Error,
): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return javaDouble(number);
  const negative = value.startsWith('-');
  if (conversion.toLowerCase() === 'f') {
    const [whole = '', fraction = ''] = roundHalfUp(
      kind === 'double' ? plain(value) : value.replace('-', ''),
      digits,
    ).split('.');
    return signed(negative, group(whole, flags) + (fraction && `.${fraction}`), flags, width);
  }
  if (conversion.toLowerCase() === 'e') {
    const [, mantissa = '', sign = '+', power = '0'] =
      /^(.*)e([+-])(\d+)$/.exec(Math.abs(number).toExponential(digits)) ?? [];
    const text = `${mantissa}e${sign}${power.padStart(2, '0')}`;
    return signed(negative, conversion === 'E' ? text.toUpperCase() : text, flags, width);
  }
  throw wrong(`UnsupportedFormat: ${conversion}`);
}

/** A double's shortest decimal text without an exponent. */
function plain(value: string): string {
  const [, digits = '0', fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(value) ?? [];
  const power = Number(exponent);
  const all = digits + fraction;
  const point = digits.length + power;
  if (point <= 0) return `0.${'0'.repeat(-point)}${all}`;
  return point >= all.length ? all.padEnd(point, '0') : `${all.slice(0, point)}.${all.slice(point)}`;
}

function roundHalfUp(text: string, digits: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const kept = BigInt(whole + fraction.padEnd(digits, '0').slice(0, digits));
  const rounded = Number(fraction[digits] ?? '0') >= 5 ? kept + 1n : kept;
  const all = rounded.toString().padStart(digits + 1, '0');
  return digits === 0 ? all : `${all.slice(0, -digits)}.${all.slice(-digits)}`;
}

const group = (digits: string, flags: string): string =>
  flags.includes(',') ? digits.replace(/\B(?=(\d{3})+$)/g, ',') : digits;

function signed(negative: boolean, text: string, flags: string, width: number): string {
  const sign = negative
    ? flags.includes('(')
      ? '('
      : '-'
    : flags.includes('+')
      ? '+'
      : flags.includes(' ')
        ? ' '
        : '';
  const end = sign === '(' ? ')' : '';
  const zeros = flags.includes('0') ? text.padStart(width - sign.length - end.length, '0') : text;
  return `${sign}${zeros}${end}`;
}
