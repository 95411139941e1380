import { AccessPolicyError, parseAccessPolicy } from '@case-insights/core/access';
import { Failure } from './failure.ts';

/** Throws for a policy that the function could not read, upon which it would refuse every request. Empty means none. */
export function checkAccessPolicy(text: string | undefined): void {
  if (text === undefined || text === '') return;
  try {
    parseAccessPolicy([{ name: 'AccessPolicy', text }]);
  } catch (thrown) {
    if (!(thrown instanceof AccessPolicyError)) throw thrown;
    throw new Failure(`${thrown.message}; with it the function would refuse every request.`, {
      fix: 'SECURITY.md has the form of a policy. Nothing was changed.',
      exitCode: 2,
      cause: thrown,
    });
  }
}
