import { describe, expect, it } from 'vitest';
import { type Check, expectThat, runChecks } from './check.ts';
import { junitXml } from './junit.ts';

const holds: Check = { name: 'holds', run: async () => 'fine' };
const fails: Check = {
  name: 'fails',
  run: async () => {
    expectThat(1 > 2, 'more', 1);
    return undefined;
  },
};

async function outcomes(...checks: Check[]) {
  const seen: string[] = [];
  const results = await runChecks(checks, ({ name }) => seen.push(name));
  expect(seen).toEqual(checks.map(({ name }) => name));
  return results.map(({ outcome, note }) => [outcome, note]);
}

describe('runChecks', () => {
  it('continues after a failure and reports each check as it ends', async () => {
    expect(await outcomes(fails, holds)).toEqual([
      ['failed', 'expected more, got 1'],
      ['passed', 'fine'],
    ]);
  });

  it('skips what a failed gate would only repeat, and says so', async () => {
    expect(await outcomes({ ...fails, gate: true }, holds)).toEqual([
      ['failed', 'expected more, got 1'],
      ['skipped', 'needs: fails'],
    ]);
  });

  it('reports skipped checks', async () => {
    expect(await outcomes({ name: 'costly', skip: '--no-model' }, holds)).toEqual([
      ['skipped', '--no-model'],
      ['passed', 'fine'],
    ]);
  });

  it('includes the cause of a failed connection', async () => {
    const run = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }));
    expect(await outcomes({ name: 'unreachable', run })).toEqual([['failed', 'fetch failed: ECONNREFUSED']]);
  });
});

describe('junitXml', () => {
  it('is what CI systems read, with hostile text escaped', () => {
    const xml = junitXml('smoke', [
      { name: 'a', outcome: 'passed', duration_ms: 1234, note: '' },
      { name: 'b <"&>', outcome: 'failed', duration_ms: 6, note: 'got <\u0000>' },
      { name: 'c', outcome: 'skipped', duration_ms: 0, note: '--no-model' },
    ]);
    expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="smoke" tests="3" failures="1" skipped="1" time="1.240">
    <testcase classname="smoke" name="a" time="1.234"/>
    <testcase classname="smoke" name="b &lt;&quot;&amp;&gt;" time="0.006">
      <failure message="got &lt;�&gt;"/>
    </testcase>
    <testcase classname="smoke" name="c" time="0.000">
      <skipped message="--no-model"/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });
});
