import { matchesGlob } from './glob.ts';

/** Assistants on the web: their callers have no ARN, but what an access token says, as `oidc:<issuer host>#<subject>`. */
const SUBJECT_PREFIX = 'oidc:';
const GROUP_PREFIX = 'group:';

/**
 * A pattern of callers on the web: one subject of an issuer or several, a group or several, or all of them. In subjects
 * and groups `*` stands for any characters and `?` for one.
 */
export type WebCallerPattern =
  | { readonly kind: 'subject'; readonly issuerHost: string; readonly subject: string }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'everyone' };

/** Whether this id is that of a caller on the web. */
export function isWebCaller(callerId: string): boolean {
  return callerId.startsWith(SUBJECT_PREFIX);
}

/** Whether a policy means callers on the web by this pattern; `*` alone never does. */
export function isWebCallerPattern(pattern: string): boolean {
  return pattern.startsWith(SUBJECT_PREFIX) || pattern.startsWith(GROUP_PREFIX);
}

/** The host of an issuer as it stands in a URL, with its port where that is not 443. */
const HOST = /^[a-z0-9.-]+(?::\d+)?$|^\[[0-9a-f:]+\](?::\d+)?$/u;

/**
 * Reads a pattern of callers on the web as it stands in a policy: `oidc:<issuer host>#<subject>`, `group:<name>` or
 * `oidc:*`, which is everyone. Throws an Error that says what to write instead where a pattern would match other callers
 * than its author believes, or none.
 */
export function parseWebCallerPattern(pattern: string): WebCallerPattern {
  if (pattern === `${SUBJECT_PREFIX}*`) return { kind: 'everyone' };
  if (pattern.startsWith(GROUP_PREFIX)) {
    const group = pattern.slice(GROUP_PREFIX.length);
    if (group === '' || group !== group.trim()) {
      throw new Error(
        'has no name, or white space around it, after group: write the name as the issuer does',
      );
    }
    return { kind: 'group', group };
  }
  const [issuerHost, subject] = partsOf(pattern);
  if (!HOST.test(issuerHost)) {
    throw new Error(
      'does not name the issuer by its host in lower case, without https:// or wildcards: write oidc:login.example.com#<subject>, or oidc:* for everyone',
    );
  }
  if (subject === '')
    throw new Error('has no subject after the host: write #<subject>, or #* for all of this issuer');
  return { kind: 'subject', issuerHost, subject };
}

/** Whether the caller with this id, or one of the groups that the issuer puts them in, matches the pattern. */
export function matchesWebCaller(
  pattern: WebCallerPattern,
  callerId: string,
  groups: readonly string[],
): boolean {
  if (!isWebCaller(callerId)) return false;
  switch (pattern.kind) {
    case 'everyone':
      return true;
    case 'group':
      return groups.some((group) => matchesGlob(pattern.group, group));
    case 'subject': {
      const [issuerHost, subject] = partsOf(callerId);
      return pattern.issuerHost === issuerHost && matchesGlob(pattern.subject, subject);
    }
  }
}

/** Host and subject; the first `#` separates them, since no host has one. */
function partsOf(text: string): readonly [issuerHost: string, subject: string] {
  const [issuerHost = '', ...subject] = text.slice(SUBJECT_PREFIX.length).split('#');
  return [issuerHost, subject.join('#')];
}
