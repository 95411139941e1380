import type { Cell } from '@case-insights/core/tools';

/** Decimals with at most this many digits survive a double unchanged (IEEE 754: 15 significant digits). */
const EXACT_DECIMAL_DIGITS = 15;

/**
 * The value of a cell by the type of its column, as GetQueryResults spells types (`bigint`, `decimal`, `varchar`, …).
 * A number that JSON or a double cannot hold exactly (a bigint beyond 2^53, a long decimal, NaN) stays a string.
 */
export function typedCell(type: string, text: string | undefined): Cell {
  if (text === undefined) return null;
  switch (type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'int':
    case 'bigint':
      return exactInteger(text);
    case 'real':
    case 'float':
    case 'double':
      return finiteNumber(text);
    default:
      return type.startsWith('decimal') && text.replace(/\D/g, '').length <= EXACT_DECIMAL_DIGITS
        ? finiteNumber(text)
        : text;
  }
}

function exactInteger(text: string): Cell {
  const value = Number(text);
  return text.trim() !== '' && Number.isSafeInteger(value) ? value : text;
}

function finiteNumber(text: string): Cell {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}
