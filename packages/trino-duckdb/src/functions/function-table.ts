import { BIGINT, typeName, VARCHAR } from '../trino/types.ts';
import { quote, typed } from '../values/typed.ts';
import { DATE_FUNCTIONS } from './dates.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import type { SpecialFunction } from './special-function.ts';
import { TEXT_FUNCTIONS } from './texts.ts';

/** The functions that need more than a signature, by name. */
export const SPECIAL_FUNCTIONS: Readonly<Record<string, SpecialFunction>> = {
  ...TEXT_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  grouping: (columns) => typed(`grouping(${columns.map((column) => column.sql).join(', ')})`, BIGINT),
  // The value stays part of the expression, because an aggregate in it makes the query a grouped one.
  typeof: ([value]) => {
    if (!value) return undefined;
    const name = quote(typeName(value.type));
    return typed(`CASE WHEN ${value.sql} IS NULL THEN ${name} ELSE ${name} END`, VARCHAR);
  },
};
