import type { Position } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Typed } from '../typed.ts';
import { quote, typed } from '../typed.ts';
import { BIGINT, typeName, VARCHAR } from '../types.ts';
import { DATE_FUNCTIONS } from './dates.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { TEXT_FUNCTIONS } from './texts.ts';

/** Translates a call whose arguments decide more than a signature can say; undefined lets the signatures decide. */
export type SpecialFunction = (
  args: readonly Typed[],
  context: Context,
  position: Position | undefined,
) => Typed | undefined;

export const SPECIAL_FUNCTIONS: Readonly<Record<string, SpecialFunction>> = {
  ...TEXT_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  grouping: (columns) => typed(`grouping(${columns.map((column) => column.sql).join(', ')})`, BIGINT),
  // The value stays part of the expression: an aggregate must go on making its query one of groups.
  typeof: ([value]) => {
    if (!value) return undefined;
    const name = quote(typeName(value.type));
    return typed(`CASE WHEN ${value.sql} IS NULL THEN ${name} ELSE ${name} END`, VARCHAR);
  },
};
