import type { CheckResult } from './check.ts';

/** Results in JUnit's XML, which CI systems read. Times are in seconds there. */
export function junitXml(suite: string, results: readonly CheckResult[]): string {
  const count = (outcome: CheckResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  const seconds = (ms: number) => (ms / 1000).toFixed(3);
  const total = results.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  const cases = results.map(({ name, outcome, duration_ms, note }) => {
    const open = `    <testcase classname="${xmlText(suite)}" name="${xmlText(name)}" time="${seconds(duration_ms)}"`;
    if (outcome === 'passed') return `${open}/>`;
    const element = outcome === 'failed' ? 'failure' : 'skipped';
    return `${open}>\n      <${element} message="${xmlText(note)}"/>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${xmlText(suite)}" tests="${results.length}" failures="${count('failed')}" skipped="${count('skipped')}" time="${seconds(total)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function xmlText(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '�')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
