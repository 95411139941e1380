import * as z from 'zod';
import { type CallerPattern, isCallerArn, matchesCaller, parseCallerPattern } from './caller.ts';
import { repeatedName } from './repeated-name.ts';
import {
  isWebCaller,
  isWebCallerPattern,
  matchesWebCaller,
  parseWebCallerPattern,
  type WebCallerPattern,
} from './web-caller.ts';

/** One JSON document of the policy, with the name of the parameter it came from: errors name it. */
export interface PolicyDocument {
  readonly name: string;
  readonly text: string;
}

/** Who sees the cases of which accounts; made by `parseAccessPolicy`. */
export interface AccessPolicy {
  /** What a caller of IAM sees when no rule matches; one on the web sees nothing. */
  readonly default: 'deny' | 'all';
  readonly rules: readonly AccessRule[];
}

interface AccessRule {
  readonly callers: readonly CallerPattern[];
  readonly webCallers: readonly WebCallerPattern[];
  readonly accounts: 'all' | readonly string[];
}

/** All cases, those of some accounts (possibly none), or no access to the tools at all. */
export type AccessScope = 'all' | 'denied' | readonly string[];

/** The policy is not valid; the message names the document, the place in it and what to write. */
export class AccessPolicyError extends Error {
  override readonly name = 'AccessPolicyError';
}

const accountNumber = z.string().regex(/^\d{12}$/u, 'an account number is a string of 12 digits');
const documentSchema = z.strictObject({
  default: z.enum(['deny', 'all']).optional(),
  business_units: z.record(z.string(), z.array(accountNumber)).default({}),
  rules: z
    .array(
      z
        .strictObject({
          callers: z.array(z.string()).min(1),
          accounts: z.union([z.literal('all'), z.array(accountNumber)]).optional(),
          business_units: z.array(z.string()).optional(),
        })
        .refine((rule) => rule.accounts !== undefined || rule.business_units !== undefined, {
          message: 'a rule says what its callers see: accounts, business_units or both',
        }),
    )
    .default([]),
});
type Document = z.infer<typeof documentSchema>;

/**
 * Reads the policy from its documents, given in the order of their names. Rules add up, a business unit named in
 * several documents has the accounts of all, and `default` (deny unless stated) may be repeated only with the same value.
 * Throws AccessPolicyError.
 */
export function parseAccessPolicy(documents: readonly PolicyDocument[]): AccessPolicy {
  if (documents.length === 0)
    throw new AccessPolicyError('The access policy has no documents: write at least one');
  const parsed = documents.map(({ name, text }) => ({ name, document: parseDocument(name, text) }));
  const units = new Map<string, string[]>();
  let fallback: 'deny' | 'all' | undefined;
  for (const { name, document } of parsed) {
    for (const [unit, accounts] of Object.entries(document.business_units)) {
      units.set(unit, [...(units.get(unit) ?? []), ...accounts]);
    }
    if (document.default !== undefined && fallback !== undefined && document.default !== fallback) {
      throw invalid(
        name,
        'default',
        `is ${document.default}, but ${fallback} in a document before: decide for one`,
      );
    }
    fallback ??= document.default;
  }
  const rules = parsed.flatMap(({ name, document }) => readRules(name, document, units));
  return { default: fallback ?? 'deny', rules };
}

/**
 * What a caller may see: the accounts of all rules that name them, ascending. A caller of IAM is named by ARN
 * (`requestContext.identity.userArn`) and has the policy's default without any rule; an ARN of an unknown kind is denied.
 * A caller on the web is named by `oidc:<issuer host>#<subject>` and by groups, and is denied without any rule.
 */
export function scopeOf(policy: AccessPolicy, callerId: string, groups: readonly string[] = []): AccessScope {
  const onTheWeb = isWebCaller(callerId);
  if (!onTheWeb && !isCallerArn(callerId)) return 'denied';
  const rules = policy.rules.filter(({ callers, webCallers }) =>
    onTheWeb
      ? webCallers.some((pattern) => matchesWebCaller(pattern, callerId, groups))
      : callers.some((pattern) => matchesCaller(pattern, callerId)),
  );
  if (rules.length === 0) return policy.default === 'all' && !onTheWeb ? 'all' : 'denied';
  const accounts = new Set<string>();
  for (const rule of rules) {
    if (rule.accounts === 'all') return 'all';
    for (const account of rule.accounts) accounts.add(account);
  }
  return [...accounts].sort();
}

function parseDocument(name: string, text: string): Document {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AccessPolicyError(`Access policy ${name}: not valid JSON (${reason})`, { cause });
  }
  const repeated = repeatedName(text);
  if (repeated !== undefined) {
    throw invalid(name, JSON.stringify(repeated), 'stands twice in one object: write it once');
  }
  const result = documentSchema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${place(issue.path)}: ${issue.message}`);
  throw new AccessPolicyError(`Access policy ${name}: ${problems.join('; ')}`);
}

function readRules(
  name: string,
  document: Document,
  units: ReadonlyMap<string, readonly string[]>,
): AccessRule[] {
  return document.rules.map((rule, index) => {
    const callers: CallerPattern[] = [];
    const webCallers: WebCallerPattern[] = [];
    for (const [position, pattern] of rule.callers.entries()) {
      try {
        if (isWebCallerPattern(pattern)) webCallers.push(parseWebCallerPattern(pattern));
        else callers.push(parseCallerPattern(pattern));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw invalid(
          name,
          place(['rules', index, 'callers', position]),
          `${JSON.stringify(pattern)} ${reason}`,
        );
      }
    }
    if (rule.accounts === 'all') return { callers, webCallers, accounts: 'all' };
    const ofUnits = (rule.business_units ?? []).flatMap((unit, position) => {
      const accounts = units.get(unit);
      if (accounts !== undefined) return accounts;
      const known = [...units.keys()].join(', ') || 'none';
      throw invalid(
        name,
        place(['rules', index, 'business_units', position]),
        `${JSON.stringify(unit)} is not defined in business_units, which has: ${known}`,
      );
    });
    return { callers, webCallers, accounts: [...(rule.accounts ?? []), ...ofUnits] };
  });
}

function invalid(name: string, where: string, what: string): AccessPolicyError {
  return new AccessPolicyError(`Access policy ${name}: ${where} ${what}`);
}

/** A path in JavaScript notation: rules[0].callers[1]. */
function place(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'the document' : text.replace(/^\./u, '');
}
