export { fingerprint } from './fingerprint.ts';
export { guardStatement, prepareGuard } from './guard.ts';
export type { GuardRule } from './rejection.ts';
export { readCompact, type StatementScope, scopeStatement } from './scope.ts';
export { MAX_STATEMENT_BYTES } from './screen.ts';
export type { GuardedMetadata, GuardedQuery, GuardedStatement } from './statement.ts';
export { trinoHint } from './trino-hints.ts';
