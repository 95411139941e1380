import type { Query } from './ast.ts';
import { parseQuery } from './parse.ts';
import { readQuery } from './read-query.ts';

/** Parses one query. Throws MalformedQueryError for what is none. */
export function parse(sql: string): Query {
  return readQuery(parseQuery(sql));
}
