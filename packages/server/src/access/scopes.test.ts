import { describe, expect, it } from 'vitest';
import { IAM_CALLERS_SEE_ALL } from './scopes.ts';

describe('IAM_CALLERS_SEE_ALL', () => {
  it.each([
    ['all', 'arn:aws:sts::111122223333:assumed-role/Support/ann'],
    ['all', 'arn:aws-us-gov:iam::111122223333:user/teams/ann'],
    ['all', 'arn:aws:sts::111122223333:federated-user/ann'],
    ['all', 'arn:aws:iam::111122223333:root'],
    ['denied', 'oidc:login.example.com#ann'],
    ['denied', 'oidc:login.example.com#arn:aws:iam::111122223333:root'],
    ['denied', 'arn:aws:s3:::case-bucket'],
    ['denied', 'unknown'],
  ])('says %s for %s', async (scope, callerId) => {
    expect(await IAM_CALLERS_SEE_ALL.scopeOf(callerId)).toBe(scope);
  });
});
