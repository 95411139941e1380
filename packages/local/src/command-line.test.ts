import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, describe, expect, it } from 'vitest';
import { readCommandLine, UsageError } from './command-line.ts';

describe('--settings', () => {
  const file = join(temporaryFolder(afterAll), 'settings.json');
  const read = (text: string) => {
    writeFileSync(file, text);
    return readCommandLine(['--settings', file]).settings;
  };

  it('takes an access policy that the function can read', () => {
    const accessPolicy = { rules: [{ callers: ['group:case-admins'], accounts: 'all' }] };
    expect(read(JSON.stringify({ accessPolicy })).accessPolicy).toEqual(accessPolicy);
  });

  it.each([
    [
      'a mistyped key of a rule',
      '{"accessPolicy":{"rules":[{"callers":["group:a"],"account":"all"}]}}',
      `--settings: Access policy in ${file}: rules[0]: Unrecognized key: "account"; rules[0]: a rule says what its callers see: accounts, business_units or both.`,
    ],
    [
      'a policy that is not below its key',
      '{"rules":[]}',
      `--settings ${file}: no setting is called rules; there are identities, accessPolicy, variables, bedrockFaults, throttle, accessTokenSeconds, responseMode, integrationTimeoutMs, corsOrigins, functionTimeoutSeconds, concurrency, memoryMb, and an access policy is the value of accessPolicy.`,
    ],
    [
      'a name that JSON.parse would take the last value of',
      '{"accessPolicy":{"default":"deny","default":"all"}}',
      `--settings ${file}: "default" stands twice in one object: write it once.`,
    ],
  ])('refuses %s', (_, text, sentence) => {
    expect(() => read(text)).toThrow(new UsageError(sentence));
  });

  it('says whether a file is missing or is not JSON', () => {
    expect(() => readCommandLine(['--settings', `${file}.none`])).toThrow(/ENOENT: no such file/);
    expect(() => read('{rules')).toThrow(/is not one: Expected property name/);
  });
});
