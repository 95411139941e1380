import { createHash } from 'node:crypto';

/** Part of every name: another form of what is kept must have another version. */
const VERSION = 1;

/**
 * The name of an object: a hash, so that it says nothing.
 * @param accounts the caller's scope. It is part of every name, so that nothing reaches another scope.
 * @param key all else that the object depends on, as JSON.
 */
export function nameOf(accounts: 'all' | readonly string[], key: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([VERSION, accounts, ...key]))
    .digest('hex');
}
