import { describe, expect, it } from 'vitest';
import { clockOffset, refusalFailure } from './refusal.ts';
import { mayRepeat } from './retry.ts';

const CONTEXT = {
  url: new URL('https://abc.execute-api.eu-west-1.amazonaws.com/prod/mcp'),
  service: 'execute-api',
  region: 'eu-west-1',
  source: 'profile "dev"',
  renewal: 'run "aws sso login --profile dev"',
};

function tell(status: number, errorType: string, body: string) {
  return refusalFailure({ status, errorType, retryAfterMs: undefined, body }, CONTEXT);
}

const arn = 'arn:aws:iam::123456789012:user/jane';

describe('refusalFailure', () => {
  it.each([
    [
      403,
      'MissingAuthenticationTokenException',
      '{"message":"Missing Authentication Token"}',
      'refused',
      /--url is the stage URL/,
    ],
    [
      403,
      'UnrecognizedClientException',
      '{"message":"The security token included in the request is invalid."}',
      'expired_credentials',
      /does not accept the credentials of profile "dev".*aws sso login --profile dev/,
    ],
    [
      403,
      'ExpiredTokenException',
      '{"message":"The security token included in the request is expired"}',
      'expired_credentials',
      /login of profile "dev" has expired; run "aws sso login --profile dev"/,
    ],
    [
      403,
      'InvalidSignatureException',
      '{"message":"Signature expired: 20261123T000000Z is now earlier than 20261123T001000Z (20261123T001500Z - 5 min.)"}',
      'clock_skew',
      /clock/,
    ],
    [
      403,
      'InvalidSignatureException',
      '{"message":"Signature not yet current: 20261123T003000Z is still later than 20261123T002000Z (20261123T001500Z + 5 min.)"}',
      'clock_skew',
      /clock/,
    ],
    [
      403,
      'InvalidSignatureException',
      '{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method."}',
      'invalid_signature',
      /secret key is wrong, or something on the path modified/,
    ],
    [
      403,
      'InvalidSignatureException',
      '{"message":"Credential should be scoped to a valid region, not \'eu-west-1\'."}',
      'wrong_scope',
      /service "execute-api" in region "eu-west-1".*--region or --service/,
    ],
    [
      403,
      'AccessDeniedException',
      `{"Message":"User: ${arn} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:abc/prod/POST/mcp"}`,
      'not_authorized',
      new RegExp(
        `${arn} may not call https://abc\\.execute-api\\.eu-west-1\\.amazonaws\\.com/prod/mcp.*MCPCaseInsights-UserAccess-`,
      ),
    ],
    [
      403,
      '',
      `{"Message":"User: ${arn} is not authorized to perform: execute-api:Invoke on resource: x with an explicit deny"}`,
      'not_authorized',
      /denies it explicitly/,
    ],
    [429, 'TooManyRequestsException', '{"message":"Too Many Requests"}', 'throttled', /too many requests/],
    [413, '', '{"message":"Request Too Long"}', 'too_large', /larger than/],
    [504, '', '{"message":"Endpoint request timed out"}', 'server_error', /in time \(504\)/],
    [502, '', '{"message":"Internal server error"}', 'server_error', /\(502: Internal server error\)/],
    [500, '', '<html>boom</html>', 'server_error', /failed \(500\)/],
    [404, '', '', 'refused', /nothing at \/prod\/mcp/],
    [302, '', '', 'refused', /redirects elsewhere/],
    [403, '', '{"message":"Forbidden"}', 'refused', /\(403: Forbidden\)/],
    [401, '', 'no', 'refused', /\(401\)/],
  ])('tells %i %s %s as %s', (status, errorType, body, reason, sentence) => {
    const failure = tell(status, errorType, body);
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(sentence);
    expect(failure.status).toBe(status);
  });

  it.each([
    [429, 'not_run'],
    [502, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
    [500, 'final'],
    [400, 'final'],
  ])('says of status %i that the request stands as %s', (status, standing) => {
    expect(tell(status, '', '').standing).toBe(standing);
  });

  // Only where a signature was refused did the call certainly not run: the words alone, in the answer of a function
  // that failed, must not send a paid call twice.
  it.each([
    [500, 'ExpiredTokenException', 'server_error'],
    [500, 'UnrecognizedClientException', 'server_error'],
    [400, 'ExpiredTokenException', 'refused'],
    [402, 'ExpiredTokenException', 'refused'],
    [404, 'MissingAuthenticationTokenException', 'refused'],
    [502, 'ExpiredTokenException', 'server_error'],
  ])('never takes status %i with %s for a refused signature', (status, errorType, reason) => {
    const body = '{"message":"The security token included in the request is expired"}';
    const failure = tell(status, errorType, body);
    expect(failure.reason).toBe(reason);
    expect(failure.standing).not.toBe('not_run');
    expect(mayRepeat(failure, 'costly')).toBe(false);
  });

  it.each([
    [401, 'ExpiredTokenException', '', 'expired_credentials', 'not_run'],
    [403, 'ExpiredTokenException', '', 'expired_credentials', 'not_run'],
    [401, '', 'The security token included in the request is expired', 'expired_credentials', 'not_run'],
    [403, 'UnrecognizedClientException', '', 'expired_credentials', 'not_run'],
    [403, '', 'The security token included in the request is invalid.', 'expired_credentials', 'not_run'],
    [403, 'MissingAuthenticationTokenException', '', 'refused', 'final'],
    [403, '', 'Missing Authentication Token', 'refused', 'final'],
    [403, 'AccessDeniedException', '', 'not_authorized', 'final'],
    [403, '', 'User: arn:u is not authorized to access this resource', 'not_authorized', 'final'],
    [403, '', 'Signature expired: 1 is now earlier than 2', 'clock_skew', 'final'],
    [403, '', "Credential should be scoped to a valid region, not 'x'.", 'wrong_scope', 'final'],
    [403, '', 'The request signature we calculated does not match', 'invalid_signature', 'final'],
  ])(
    'goes by the error type or by the message alone: %i %s %s',
    (status, type, message, reason, standing) => {
      const failure = tell(status, type, JSON.stringify({ message }));
      expect({ reason: failure.reason, standing: failure.standing, status: failure.status }).toEqual({
        reason,
        standing,
        status,
      });
    },
  );

  it.each([
    ['message', '{"message":"a   b\\n c"}', 'a b c'],
    ['Message', '{"Message":"m"}', 'm'],
    ['error', '{"error":"e"}', 'e'],
    ['no text', '{"message":{"a":1}}', ''],
    ['no object', '"text"', ''],
    ['null', 'null', ''],
    ['a page', '<html>', ''],
    ['500 characters at most', `{"message":"${'x'.repeat(600)}"}`, 'x'.repeat(500)],
  ])('quotes of a body: %s', (_name, body, quoted) => {
    const said = quoted === '' ? '' : `: ${quoted}`;
    expect(tell(500, '', body).message).toBe(
      `abc.execute-api.eu-west-1.amazonaws.com failed (500${said}); try again, and look at the function's log.`,
    );
  });

  it.each([
    [300, /redirects elsewhere \(300\)/],
    [399, /redirects elsewhere \(399\)/],
    [299, /refused the request \(299\)/],
    [400, /refused the request \(400\)/],
    [405, /refused the request \(405\)/],
    [499, /refused the request \(499\)/],
  ])('tells status %i by its class', (status, sentence) => {
    expect(tell(status, '', '').message).toMatch(sentence);
  });

  it('takes API Gateway’s Forbidden for a wrong stage, or a web ACL', () => {
    const failure = tell(403, '', '{"message":"Forbidden"}');
    expect(failure.reason).toBe('refused');
    expect(failure.message).toMatch(
      /has no stage for \/prod\/mcp, or a web ACL stops the request \(403: Forbidden\); check that --url is the stage URL/,
    );
  });

  it.each([429, 500, 502, 503, 504])('keeps how long a %i asks to wait', (status) => {
    const refusal = { status, errorType: '', body: '' };
    expect(refusalFailure({ ...refusal, retryAfterMs: 7000 }, CONTEXT).retryAfterMs).toBe(7000);
    expect(refusalFailure({ ...refusal, retryAfterMs: undefined }, CONTEXT)).toHaveProperty(
      'retryAfterMs',
      undefined,
    );
  });

  it.each([
    ['', 'the identity of profile "dev" may not call'],
    ['User: arn:u is not authorized to perform: x', 'arn:u may not call'],
  ])('says who may not call: %s', (message, start) => {
    const sentence = tell(403, 'AccessDeniedException', JSON.stringify({ message })).message;
    expect(sentence.startsWith(start)).toBe(true);
    expect(sentence.endsWith('(stack output MCPUserPolicyArn).')).toBe(true);
  });
});

describe('clockOffset', () => {
  const now = Date.parse('2026-11-23T00:00:00Z');
  it.each([
    [undefined, undefined],
    ['no date', undefined],
    ['Mon, 23 Nov 2026 00:00:00 GMT', 0],
    ['Mon, 23 Nov 2026 00:10:00 GMT', 600_000],
    ['Sun, 22 Nov 2026 23:50:00 GMT', -600_000],
  ])('of %s is %s ms', (header, expected) => {
    expect(clockOffset(header, now)).toBe(expected);
  });
});
