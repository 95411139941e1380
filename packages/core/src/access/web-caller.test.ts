import { describe, expect, it } from 'vitest';
import { parseAccessPolicy, scopeOf } from './index.ts';

const ANN = 'oidc:login.example.com#ann';
const ROLE = 'arn:aws:sts::999999999999:assumed-role/Pay/alice';
const A = '111111111111';
const B = '222222222222';

function policyOf(document: object) {
  return parseAccessPolicy([{ name: '/p', text: JSON.stringify(document) }]);
}
const giving = (callers: readonly string[], accounts: 'all' | readonly string[] = 'all') => ({
  rules: [{ callers, accounts }],
});

describe('a policy, of callers on the web', () => {
  it.each([
    ['oidc:*', ANN, [], true],
    ['oidc:login.example.com#ann', ANN, [], true],
    ['oidc:login.example.com#*', ANN, [], true],
    ['oidc:login.example.com#a?n', ANN, [], true],
    ['oidc:login.example.com#Ann', ANN, [], false],
    ['oidc:login.example.com#an', ANN, [], false],
    ['oidc:example.com#ann', ANN, [], false],
    ['oidc:login.example.com:8443#ann', ANN, [], false],
    ['oidc:127.0.0.1:9000#ann', 'oidc:127.0.0.1:9000#ann', [], true],
    ['oidc:[::1]:9000#ann', 'oidc:[::1]:9000#ann', [], true],
    ['oidc:login.example.com#a#b', 'oidc:login.example.com#a#b', [], true],
    ['oidc:login.example.com#b', 'oidc:login.example.com#a#b', [], false],
    ['oidc:login.example.com#ab', 'oidc:login.example.com#a#b', [], false],
    ['oidc:[::1]#ann', 'oidc:[::1]#ann', [], true],
    ['group:Payments', ANN, ['Other', 'Payments'], true],
    ['group:Pay*', ANN, ['Payments'], true],
    ['group:payments', ANN, ['Payments'], false],
    ['group:Payments', ANN, [], false],
    ['group:*', ANN, [], false],
    ['group:*', ANN, ['any'], true],
    // What a group is called never makes it a pattern, nor another kind of caller.
    ['group:Payments', ANN, ['*', 'Pay*', 'group:Payments'], false],
    ['arn:aws:iam::999999999999:role/Pay', ANN, [ROLE, 'arn:aws:iam::999999999999:role/Pay'], false],
    ['oidc:login.example.com#bob', ANN, ['oidc:login.example.com#bob', 'bob'], false],
    // What is meant for callers of IAM.
    ['*', ANN, [], false],
    ['arn:aws:iam::*:role/*', ANN, [], false],
    // What is meant for callers on the web is not for those of IAM, whatever they are called.
    ['oidc:*', ROLE, [], false],
    ['oidc:*', 'anonymous', [], false],
    ['group:*', ROLE, ['any'], false],
  ])('%s lets %s of %j see cases: %s', (pattern, caller, groups, sees) => {
    expect(scopeOf(policyOf(giving([pattern])), caller, groups)).toBe(sees ? 'all' : 'denied');
  });

  it('gives them no default, which is for callers of IAM', () => {
    const open = policyOf({ default: 'all' });
    expect(scopeOf(open, ANN, ['Payments'])).toBe('denied');
    expect(scopeOf(open, ROLE)).toBe('all');
  });

  it('takes them for members of no group unless told', () => {
    expect(scopeOf(policyOf(giving(['group:*'])), ANN)).toBe('denied');
  });

  it('adds up what their subject and their groups see, in rules that name other callers too', () => {
    const policy = policyOf({
      business_units: { pay: [B] },
      rules: [
        { callers: ['arn:aws:iam::999999999999:role/Pay', 'oidc:login.example.com#ann'], accounts: [A] },
        { callers: ['group:Pay'], business_units: ['pay'] },
        { callers: ['*'], accounts: 'all' },
      ],
    });
    expect(scopeOf(policy, ANN)).toEqual([A]);
    expect(scopeOf(policy, ANN, ['Pay'])).toEqual([A, B]);
    expect(scopeOf(policy, 'oidc:login.example.com#bob', ['Pay'])).toEqual([B]);
    expect(scopeOf(policy, ROLE)).toBe('all');
  });

  it.each([
    ['oidc:', 'by its host'],
    ['oidc:ann', 'has no subject'],
    ['oidc:#ann', 'by its host'],
    ['oidc:login.example.com', 'has no subject'],
    ['oidc:login.example.com#', 'has no subject'],
    ['oidc:https://login.example.com#ann', 'by its host'],
    ['oidc:login.example.com/tenant#ann', 'by its host'],
    ['oidc:Login.Example.com#ann', 'by its host'],
    ['oidc:*.example.com#ann', 'by its host'],
    ['oidc:*#ann', 'by its host'],
    ['oidc:x@[::1]#ann', 'by its host'],
    ['oidc:[::1]*#ann', 'by its host'],
    ['oidc:**', 'by its host'],
    ['group:', 'has no name'],
    ['group: Payments', 'has no name'],
    ['group:Payments ', 'has no name'],
    ['OIDC:*', 'is neither'],
    ['groups:Payments', 'is neither'],
    [' group:Payments', 'is neither'],
  ])(
    'refuses the pattern %j, which would match what its author does not believe, or nothing',
    (pattern, message) => {
      expect(() => policyOf(giving([pattern]))).toThrow(message);
    },
  );
});
