import { describe, expect, it } from 'vitest';
import { expectThat, junitXml, runChecks } from './check.ts';

describe('runChecks', () => {
  it('goes on after a failure and reports each as it ends', async () => {
    const seen: string[] = [];
    const results = await runChecks(
      [
        { name: 'first', run: async () => expectThat(1 > 2, 'more', 1) as undefined },
        { name: 'second', run: async () => 'fine' },
      ],
      ({ name }) => seen.push(name),
    );
    expect(seen).toEqual(['first', 'second']);
    expect(results.map(({ passed, note }) => [passed, note])).toEqual([
      [false, 'expected more, got 1'],
      [true, 'fine'],
    ]);
  });
});

describe('junitXml', () => {
  it('is what CI systems read, with hostile text escaped', () => {
    const xml = junitXml('smoke', [
      { name: 'a', passed: true, duration_ms: 1234, note: '' },
      { name: 'b <"&>', passed: false, duration_ms: 6, note: 'got <\u0000>' },
    ]);
    expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="smoke" tests="2" failures="1" time="1.240">
    <testcase classname="smoke" name="a" time="1.234"/>
    <testcase classname="smoke" name="b &lt;&quot;&amp;&gt;" time="0.006">
      <failure message="got &lt;�&gt;"/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });
});
