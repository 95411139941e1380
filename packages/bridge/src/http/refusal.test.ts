import { describe, expect, it } from 'vitest';
import { refusalFailure } from './refusal.ts';

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
      /secret key is wrong, or something on the way changed/,
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
});
