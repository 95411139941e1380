import { describe, expect, it } from 'vitest';
import { bearerToken } from './bearer.ts';

const header = (Authorization: string) => ({ headers: { Authorization } });
const longest = `Bearer ${'a'.repeat(10_233)}`;
const MISSING = 'This server needs an access token in the Authorization header.';
const MALFORMED = 'The Authorization header is not one header of the form Bearer <token>.';

describe('bearerToken', () => {
  it.each([
    [
      'of either spelling',
      { headers: { authorization: 'bearer a.b-c_d~e+f/9==', host: 'x' } },
      'a.b-c_d~e+f/9==',
    ],
    ['behind several spaces', header('BEARER   a'), 'a'],
    ['as long as API Gateway takes', header(longest), longest.slice(7)],
    [
      'of the multi-value form, which is the complete one',
      { headers: { Authorization: 'Bearer a' }, multiValueHeaders: { Authorization: ['Bearer b'] } },
      'b',
    ],
    [
      'of the multi-value form alone',
      { headers: null, multiValueHeaders: { Authorization: ['Bearer a'] } },
      'a',
    ],
    ['where the multi-value form is null', { ...header('Bearer a'), multiValueHeaders: null }, 'a'],
  ])('takes a header %s', (_, event, token) => {
    expect(bearerToken(event)).toBe(token);
  });

  it.each([
    ['no headers', {}],
    ['only null in place of headers', { headers: null, multiValueHeaders: null }],
    ['no header of that name', { headers: { 'x-authorization': 'Bearer a' } }],
    ['a header without a value', { headers: { Authorization: undefined } }],
  ])('says what is needed where there are %s', (_, event) => {
    expect(() => bearerToken(event)).toThrow(expect.objectContaining({ code: undefined, message: MISSING }));
  });

  it.each([
    ['longer than API Gateway takes', header(`${longest}a`)],
    ['of another scheme', header('Basic a')],
    ['with something before it', header(' Bearer a')],
    ['without a token', header('Bearer ')],
    ['with a tab', header('Bearer\ta')],
    ['of two words', header('Bearer a b')],
    ['with = within the token', header('Bearer a=b')],
    ['that is there twice', { multiValueHeaders: { Authorization: ['Bearer a', 'Bearer a'] } }],
    ['in two spellings', { headers: { Authorization: 'Bearer a', authorization: 'Bearer a' } }],
  ])('refuses a header %s', (_, event) => {
    expect(() => bearerToken(event)).toThrow(
      expect.objectContaining({ name: 'TokenRefused', code: 'invalid_token', message: MALFORMED }),
    );
  });
});
