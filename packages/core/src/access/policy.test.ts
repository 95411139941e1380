import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAccessPolicy, scopeOf } from './index.ts';

const A = '111111111111';
const B = '222222222222';
const C = '333333333333';

function policyOf(...documents: unknown[]) {
  return parseAccessPolicy(
    documents.map((json, index) => ({ name: `/p/${index}`, text: JSON.stringify(json) })),
  );
}

/** What a caller sees by one rule for one pattern; `all` stands for a match. */
function matches(pattern: string, caller: string): boolean {
  return scopeOf(policyOf({ rules: [{ callers: [pattern], accounts: 'all' }] }), caller) === 'all';
}

describe('parseAccessPolicy', () => {
  it('adds up the rules and business units of several documents', () => {
    const policy = policyOf(
      {
        default: 'all',
        business_units: { payments: [A] },
        rules: [{ callers: ['arn:aws:iam::999999999999:role/Pay'], business_units: ['payments', 'cards'] }],
      },
      { business_units: { payments: [B], cards: [C] } },
      { default: 'all', rules: [{ callers: ['arn:aws:iam::999999999999:role/P*'], accounts: [A] }] },
    );
    expect(scopeOf(policy, 'arn:aws:sts::999999999999:assumed-role/Pay/x')).toEqual([A, B, C]);
    expect(scopeOf(policy, 'arn:aws:sts::999999999999:assumed-role/Pat/x')).toEqual([A]);
    expect(scopeOf(policy, 'arn:aws:sts::999999999999:assumed-role/Other/x')).toBe('all');
  });

  it('takes a name again in another object, and names and texts that look like JSON', () => {
    const unit = (name: string) => JSON.stringify({ business_units: { [name]: [A] }, rules: [] });
    for (const name of ['rules', 'a":{"', '\\', '{"b": 1, "b": 2}']) {
      expect(() => parseAccessPolicy([{ name: '/p', text: unit(name) }])).not.toThrow();
    }
    const rules = [A, B].map((account) => ({ callers: ['*'], accounts: [account] }));
    expect(scopeOf(policyOf({ rules }), 'arn:aws:iam::999999999999:root')).toEqual([A, B]);
  });

  it.each([
    ['A', '1234567890123'],
    ['B', '12345678901'],
    ['C', 'x123456789012'],
    ['D', '123456789012\n'],
    ['E', '１２３４５６７８９０１２'],
  ])('takes 12 digits alone for an account number (%s)', (_, account) => {
    const message = 'an account number is a string of 12 digits';
    expect(() => policyOf({ rules: [{ callers: ['*'], accounts: [account] }] })).toThrow('rules[0].accounts');
    expect(() => policyOf({ business_units: { pay: [A, account] } })).toThrow(
      `Access policy /p/0: business_units.pay[1]: ${message}`,
    );
  });

  it('names every problem of a document, and the known business units', () => {
    expect(() => policyOf({ default: 'x', rules: [{ callers: [], accounts: 'all' }] })).toThrow(
      /^Access policy \/p\/0: default: [^;]+; rules\[0\]\.callers: [^;]+$/,
    );
    const rules = [{ callers: ['*'], business_units: ['pay', 'x'] }];
    expect(() => policyOf({ rules })).toThrow(
      'Access policy /p/0: rules[0].business_units[0] "pay" is not defined in business_units, which has: none',
    );
    expect(() => policyOf({ business_units: { pay: [], cards: [] }, rules })).toThrow(
      'Access policy /p/0: rules[0].business_units[1] "x" is not defined in business_units, which has: pay, cards',
    );
  });

  it('keeps the reason of JSON that cannot be parsed as the cause', () => {
    const attempt = () => parseAccessPolicy([{ name: '/p/0', text: '{' }]);
    expect(attempt).toThrow(
      expect.objectContaining({ name: 'AccessPolicyError', cause: expect.any(SyntaxError) }),
    );
  });

  it('gives an empty rule list to a policy of a default alone, and no accounts to a rule of an empty unit', () => {
    const caller = 'arn:aws:iam::999999999999:user/a';
    expect(policyOf({})).toEqual({ default: 'deny', rules: [] });
    expect(scopeOf(policyOf({ default: 'all' }), caller)).toBe('all');
    expect(scopeOf(policyOf({}, { default: 'all' }, {}), caller)).toBe('all');
    const rules = [{ callers: ['*'], business_units: ['pay'] }];
    expect(scopeOf(policyOf({ business_units: { pay: [] }, rules }), caller)).toEqual([]);
    expect(
      scopeOf(policyOf({ rules: [{ callers: ['*'], accounts: 'all', business_units: [] }] }), caller),
    ).toBe('all');
  });

  it.each([
    ['no documents', [], 'has no documents'],
    ['text that is no JSON', ['{'], 'Access policy /p/0: not valid JSON'],
    ['a list', ['[]'], 'the document: '],
    ['an unknown field', ['{"rulez": []}'], 'rulez'],
    [
      'a default that is said twice',
      ['{"default": "deny", "rules": [], "default": "all"}'],
      'Access policy /p/0: "default" stands twice in one object',
    ],
    [
      'a rule that says twice what it gives',
      ['{"rules":[{"callers":["*"],"accounts":[],"\\u0061ccounts":"all"}]}'],
      '"accounts" stands twice',
    ],
    ['an unknown default', ['{"default": "allow"}'], 'default: '],
    [
      'an account that is a number',
      ['{"rules":[{"callers":["*"],"accounts":[111111111111]}]}'],
      'rules[0].accounts',
    ],
    [
      'an account that is too short',
      ['{"business_units":{"a":["123"]}}'],
      'business_units.a[0]: an account number is a string of 12 digits',
    ],
    ['a rule without callers', ['{"rules":[{"callers":[],"accounts":"all"}]}'], 'rules[0].callers'],
    ['a rule that gives nothing', ['{"rules":[{"callers":["*"]}]}'], 'a rule says what its callers see'],
    [
      'an unknown business unit',
      ['{"business_units":{"a":[]},"rules":[{"callers":["*"],"business_units":["b"]}]}'],
      'rules[0].business_units[0] "b" is not defined in business_units, which has: a',
    ],
    [
      'a name that is no business unit',
      ['{"rules":[{"callers":["*"],"business_units":["toString"]}]}'],
      '"toString" is not defined',
    ],
    [
      'two defaults',
      ['{"default":"all"}', '{"default":"deny"}'],
      'Access policy /p/1: default is deny, but all in a document before',
    ],
    [
      'a pattern that is no ARN',
      ['{"rules":[{"callers":["PaymentsTeam"],"accounts":"all"}]}'],
      'rules[0].callers[0] "PaymentsTeam" is neither',
    ],
  ])('refuses %s and says so', (_, texts, message) => {
    const documents = texts.map((text, index) => ({ name: `/p/${index}`, text }));
    // `toThrow(message)` would also take `undefined` that is thrown.
    let refusal: unknown;
    try {
      parseAccessPolicy(documents);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({
      name: 'AccessPolicyError',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['arn:aws:sts::999999999999:assumed-role/Pay/alice', 'names a session'],
    ['arn:aws:sts::999999999999:assumed-role/Pay/a*', 'names a session'],
    ['arn:aws:sts::999999999999:federated-user/bob', 'names a session'],
    ['arn:aws:iam::999999999999:role/team/*', 'with a path'],
    ['arn:aws:iam::999999999999:role/team/Pay?', 'with a path'],
    ['arn:aws:iam::999999999999:role/', 'has no name'],
    ['arn:aws:iam::999999999999:role', 'has no name'],
    ['arn:aws:iam::999999999999:*', 'is neither'],
    ['arn:aws:iam::999999999999:group/x', 'is neither'],
    ['arn:aws:iam::abc:role/x', 'is neither'],
    ['', 'is neither'],
    ['arn:aws:iam::999999999999:role/team/', 'has no name'],
    ['arn:aws:iam::999999999999:user/', 'has no name'],
    ['arn:aws:iam::999999999999:user', 'has no name'],
    ['arn:aws:sts::999999999999:assumed-role/', 'has no name'],
    ['arn:aws:sts::999999999999:assumed-role', 'has no name'],
    ['arn:aws:sts::999999999999:assumed-role/Pay/a/*', 'names a session'],
    ['arn:aws:sts::999999999999:assumed-role/Pay/*/', 'names a session'],
    ['arn:aws:iam::999999999999:role/team/sub/*', 'with a path'],
    ['arn:aws:iam::999999999999:role///*', 'with a path'],
    ['arn:aws:iam::999999999999:root/x', 'is neither'],
    ['arn:aws:sts::999999999999:root', 'is neither'],
    ['arn:aws:sts::999999999999:role/Pay', 'is neither'],
    ['arn:aws:iam::999999999999:assumed-role/Pay', 'is neither'],
    ['xarn:aws:iam::999999999999:role/Pay', 'is neither'],
    [' arn:aws:iam::999999999999:role/Pay', 'is neither'],
    ['arn:aws:s3::999999999999:role/Pay', 'is neither'],
    ['arn:aws:iam:eu-west-1:999999999999:role/Pay', 'is neither'],
    ['arn:aws:iam::999999999999:', 'is neither'],
    ['arn::iam::999999999999:role/Pay', 'is neither'],
    ['arn:aws:iam:::role/Pay', 'is neither'],
  ])('refuses the pattern %s, which would not match what its author believes', (pattern, message) => {
    expect(() => policyOf({ rules: [{ callers: [pattern], accounts: 'all' }] })).toThrow(message);
  });
});

describe('scopeOf', () => {
  it.each([
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::999999999999:assumed-role/Pay/alice', true],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::999999999999:assumed-role/Pay/', true],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:iam::999999999999:role/Pay', true],
    ['arn:aws:iam::999999999999:role/team/a/Pay', 'arn:aws:sts::999999999999:assumed-role/Pay/alice', true],
    ['arn:aws:sts::999999999999:assumed-role/Pay', 'arn:aws:sts::999999999999:assumed-role/Pay/alice', true],
    [
      'arn:aws:sts::999999999999:assumed-role/Pay/*',
      'arn:aws:sts::999999999999:assumed-role/Pay/alice',
      true,
    ],
    [
      'arn:aws:iam::999999999999:role/AWSReservedSSO_Pay_*',
      'arn:aws:sts::999999999999:assumed-role/AWSReservedSSO_Pay_0a1b/alice@example.com',
      true,
    ],
    ...['eu-west-1', '*'].map((region): [string, string, boolean] => [
      `arn:aws:iam::999999999999:role/aws-reserved/sso.amazonaws.com/${region}/AWSReservedSSO_Pay_0a1b`,
      'arn:aws:sts::999999999999:assumed-role/AWSReservedSSO_Pay_0a1b/alice@example.com',
      true,
    ]),
    [
      'arn:aws:iam::999999999999:role/AWSReservedSSO_Pay_*',
      'arn:aws:sts::999999999999:assumed-role/AWSReservedSSO_Payroll_0a1b/alice@example.com',
      false,
    ],
    // A permission set's role ends in 16 characters; a star there would also fit a set called Pay_Other.
    [
      'arn:aws:iam::999999999999:role/AWSReservedSSO_Pay_????????????????',
      'arn:aws:sts::999999999999:assumed-role/AWSReservedSSO_Pay_0123456789abcdef/alice@example.com',
      true,
    ],
    [
      'arn:aws:iam::999999999999:role/AWSReservedSSO_Pay_????????????????',
      'arn:aws:sts::999999999999:assumed-role/AWSReservedSSO_Pay_Other_0123456789abcdef/alice@example.com',
      false,
    ],
    ['arn:aws:iam::999999999999:root', 'arn:aws:iam::111111111111:root', false],
    ['arn:aws:iam::*:role/Pay', 'arn:aws:sts::123456789012:assumed-role/Pay/x', true],
    ['arn:aws*:iam::999999999999:role/Pay', 'arn:aws-us-gov:sts::999999999999:assumed-role/Pay/x', true],
    ['arn:aws:iam::999999999999:role/P?y', 'arn:aws:sts::999999999999:assumed-role/Pay/x', true],
    [
      'arn:aws:iam::999999999999:role/*a*a*b',
      `arn:aws:sts::999999999999:assumed-role/${'a'.repeat(60)}b/x`,
      true,
    ],
    ['arn:aws:iam::999999999999:user/alice', 'arn:aws:iam::999999999999:user/alice', true],
    ['arn:aws:iam::999999999999:user/team/*', 'arn:aws:iam::999999999999:user/team/sub/alice', true],
    ['arn:aws:iam::999999999999:root', 'arn:aws:iam::999999999999:root', true],
    ['*', 'arn:aws:sts::999999999999:assumed-role/Any/x', true],
    ['*', 'arn:aws:sts::999999999999:federated-user/bob', true],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::999999999999:assumed-role/Payments/Pay', false],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::999999999999:assumed-role/Other/role/Pay', false],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::999999999999:assumed-role/Other/../Pay', false],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::111111111111:assumed-role/Pay/x', false],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::999999999999:assumed-role/pay/x', false],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws-cn:sts::999999999999:assumed-role/Pay/x', false],
    ['arn:aws:iam::999999999999:role/*', 'arn:aws:iam::999999999999:user/alice', false],
    ['arn:aws:iam::999999999999:user/*', 'arn:aws:sts::999999999999:assumed-role/user/alice', false],
    ['arn:aws:iam::999999999999:role/a?', 'arn:aws:sts::999999999999:assumed-role/a/b', false],
    ['arn:aws:iam::999999999999:role/P.y', 'arn:aws:sts::999999999999:assumed-role/Pay/x', false],
    ['arn:aws:iam::999999999999:user/bob', 'arn:aws:sts::999999999999:federated-user/bob', false],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::999999999999:assumed-role/NotPay/alice', false],
    ['arn:aws:iam::999999999999:role/Pay', 'arn:aws:sts::999999999999:assumed-role/P/Pay', false],
    ['arn:aws:iam::999999999999:role/*Pay', 'arn:aws:sts::999999999999:assumed-role/NotPay/alice', true],
    ['arn:aws:iam::999999999999:role/*Pay', 'arn:aws:sts::999999999999:assumed-role/Payroll/alice', false],
    ['arn:aws:iam::999999999999:role/Pay*', 'arn:aws:sts::999999999999:assumed-role/Pay/alice', true],
    ['arn:aws:iam::999999999999:role/Pay**', 'arn:aws:sts::999999999999:assumed-role/Pay/alice', true],
    ['arn:aws:iam::999999999999:role/Pay?', 'arn:aws:sts::999999999999:assumed-role/Pay/alice', false],
    ['arn:aws:iam::99999999999?:role/Pay', 'arn:aws:sts::999999999999:assumed-role/Pay/alice', true],
    ['arn:aws:iam::9:role/Pay', 'arn:aws:sts::999999999999:assumed-role/Pay/alice', false],
    ['arn:aws:iam::999999999999:root', 'arn:aws:sts::999999999999:federated-user/root', false],
    ['arn:aws:iam::999999999999:root', 'arn:aws:iam::999999999999:root/x', false],
    ['arn:aws:iam::999999999999:root', 'arn:aws:sts::999999999999:assumed-role/root/x', false],
    ['arn:aws:iam::999999999999:root', 'arn:aws:iam::999999999999:user/', false],
    ['arn:aws:sts::999999999999:federated-user/*', 'arn:aws:sts::999999999999:federated-user/bob', true],
    ['arn:aws:sts::999999999999:federated-user', 'arn:aws:sts::999999999999:federated-user/bob', true],
    ['arn:aws:sts::999999999999:federated-user/*', 'arn:aws:iam::999999999999:root', false],
    ['arn:aws:iam::999999999999:user/ab', 'arn:aws:iam::999999999999:user/a/b', false],
    ['arn:aws:iam::999999999999:user/a/b', 'arn:aws:iam::999999999999:user/a/b', true],
    ['arn:aws:iam::999999999999:user/a/b', 'arn:aws:iam::999999999999:user/ab', false],
    ['arn:aws:iam::999999999999:user/b', 'arn:aws:iam::999999999999:user/a/b', false],
    ['*', 'not an arn', false],
    ['*', '', false],
    ['*', 'xarn:aws:iam::999999999999:user/a', false],
    ['*', 'arn:aws:iam::999999999999:', false],
    ['*', 'arn:aws:iam::999999999999:group/a', false],
    ['*', 'arn:aws:ec2:eu-west-1:999999999999:instance/i-1', false],
  ])('lets %s match %s: %s', (pattern, caller, expected) => {
    expect(matches(pattern, caller)).toBe(expected);
  });

  it('never lets the name of a session decide', () => {
    const patterns = [
      'arn:aws:iam::999999999999:role/Pay',
      'arn:aws:iam::999999999999:role/Pay*',
      'arn:aws:iam::*:user/*',
      'arn:aws:iam::999999999999:root',
      '*',
    ];
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'Pay',
        '/Pay',
        'x/../role/Pay',
        ':role/Pay',
        '*',
        'x\narn:aws:iam::999999999999:role/Pay',
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        fc.constantFrom('Pay', 'Other'),
        name,
        (pattern, role, session) => {
          const arn = `arn:aws:sts::999999999999:assumed-role/${role}/`;
          expect(matches(pattern, `${arn}${session}`)).toBe(matches(pattern, `${arn}alice`));
        },
      ),
    );
  });

  it('denies a caller when no rule matches, unless the policy says otherwise', () => {
    const rules = [{ callers: ['arn:aws:iam::999999999999:user/a'], accounts: [A] }];
    const caller = 'arn:aws:iam::999999999999:user/b';
    expect(scopeOf(policyOf({ rules }), caller)).toBe('denied');
    expect(scopeOf(policyOf({ default: 'deny', rules }), caller)).toBe('denied');
    expect(scopeOf(policyOf({ default: 'all', rules }), caller)).toBe('all');
    expect(scopeOf(policyOf({ default: 'all', rules }), 'arn:aws:iam::999999999999:user/a')).toEqual([A]);
    expect(scopeOf(policyOf({ default: 'all', rules }), 'somebody')).toBe('denied');
  });

  it('tells a caller without accounts from one that is denied', () => {
    expect(
      scopeOf(policyOf({ rules: [{ callers: ['*'], accounts: [] }] }), 'arn:aws:iam::999999999999:root'),
    ).toEqual([]);
  });

  it('joins the accounts of all rules that match, each once, and all is all', () => {
    const caller = 'arn:aws:sts::999999999999:assumed-role/Pay/x';
    const rules = [
      { callers: ['arn:aws:iam::999999999999:role/Pay'], accounts: [B, A] },
      { callers: ['arn:aws:iam::999999999999:user/x', 'arn:aws:iam::999999999999:role/*'], accounts: [C, A] },
    ];
    expect(scopeOf(policyOf({ rules }), caller)).toEqual([A, B, C]);
    expect(scopeOf(policyOf({ rules: [...rules, { callers: ['*'], accounts: 'all' }] }), caller)).toBe('all');
  });
});
