export type { Sql } from './literal.ts';
