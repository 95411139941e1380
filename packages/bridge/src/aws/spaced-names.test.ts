import { describe, expect, it } from 'vitest';
import { withJoinedNames } from './spaced-names.ts';

describe('withJoinedNames', () => {
  it.each([
    ['[profile my profile]', '[profile my%20profile]'],
    ['[profile "my profile"]', '[profile my%20profile]'],
    ["[profile 'a b c'] ; note", '[profile a%20b%20c] ; note'],
    ['[my profile]', '[my%20profile]'],
    ['  [ profile  x  y ]', '[profile  x%20y]'],
  ])('writes %s as %s', (line, joined) => {
    expect(withJoinedNames(line)).toBe(joined);
  });

  it('joins the name of the source profile too', () => {
    expect(withJoinedNames('[profile a b]\nrole_arn = r\nsource_profile = c d\nregion = eu-west-1')).toBe(
      '[profile a%20b]\nrole_arn = r\nsource_profile = c%20d\nregion = eu-west-1',
    );
  });

  it.each([
    '[profile dev]\nsource_profile = prod',
    '[default]',
    '[profile "dev"]',
    '[sso-session my corp]\nsso_region = eu-west-1',
    '[services my services]',
    'not = a section',
    '',
  ])('leaves %j as it is', (text) => {
    expect(withJoinedNames(text)).toBe(text);
  });
});
