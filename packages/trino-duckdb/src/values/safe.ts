import type { Typed } from './typed.ts';

/** Functions of DuckDB that give a value for all texts and numbers. */
const TOTAL = [
  'substr',
  'lower',
  'upper',
  'trim',
  'ltrim',
  'rtrim',
  'replace',
  'length',
  'trino_lower',
  'trino_upper',
  'trino_substr',
];

/** Whether evaluating this text of DuckDB's cannot fail. */
function isTotal(sql: string): boolean {
  const text = sql.replace(/'(?:[^']|'')*'/g, '');
  return (
    Array.from(text.matchAll(/(\w+)\s*\(/g)).every(([, name = '']) => TOTAL.includes(name)) &&
    !/[/%*+-]/.test(text)
  );
}

/** The value with a form that is null where it fails, if its arguments cannot fail themselves. */
export function withSafe(value: Typed, safe: string, args: readonly Typed[]): Typed {
  return args.every(({ sql }) => isTotal(sql)) ? { ...value, safe } : value;
}
