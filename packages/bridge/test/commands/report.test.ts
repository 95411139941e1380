import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bareEnvironment, signingAs } from '@case-insights/testing/environment';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBridgeInThread } from './run.ts';

const folder = temporaryFolder(afterAll);

let stack: RunningStack;
beforeAll(async () => {
  stack = await sharedStack('current');
});

function report(...args: string[]) {
  return runBridgeInThread(['report', '--url', stack.endpoint, ...args], {
    env: { ...bareEnvironment(folder), ...signingAs(stack.identities.allowed, stack.region) },
  });
}

describe('report', () => {
  it('writes Markdown to stdout, with an analysis, and says on stderr what it does', async () => {
    const { code, stdout, stderr } = await report('--format', 'md', '--days', '90', '--analysis');
    expect(stderr).toMatch(
      /^Counting the cases from (\S+) to (\S+)\n.*\nFollowing the services over time\nReading the cases\n(.*\n)*Report: \d+ cases from \1 to \2\n$/,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# AWS support cases, \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\n/);
    expect(stdout).toMatch(/\n## By service\n\n\| service \| cases \| before \| change \|\n/);
    expect(stdout).toMatch(/\n## Analysis\n\n[^\n]+/);
  });

  it('takes --service for the cases, and the format from the name of the file', async () => {
    const file = join(folder, 'report.json');
    const { code, stdout, stderr } = await report('--service', 'EC2', '--out', file);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' });
    const data = JSON.parse(readFileSync(file, 'utf8'));
    expect(data.answers.get_case_summary.filters_applied).toMatchObject({ service_code: 'EC2' });
    expect(Object.keys(data.answers.get_case_summary.by_service)).toEqual(['EC2']);
  });

  it('writes one HTML page with the answers inside, which refers to nothing outside', async () => {
    const file = join(folder, 'report.html');
    const { code, stderr } = await report('--out', file, '--days', '30');
    expect(code, stderr).toBe(0);
    const html = readFileSync(file, 'utf8');
    expect(html.includes('data-view="report"')).toBe(true);
    const [, json] = /<script type="application\/json" id="answers">(.*?)<\/script>/s.exec(html)!;
    const answers = JSON.parse(json!);
    expect(Object.keys(answers)).toEqual(['get_case_summary', 'get_service_trends', 'before', 'made_on']);
    expect(answers.made_on).toMatch(/^\d{4}-\d\d-\d\d$/);
    const markup = html.replaceAll(/(<(?:script|style)\b[^>]*>)[\s\S]*?(?=<\/(?:script|style)>)/g, '$1');
    expect(markup.match(/<[a-z]+/g)).toEqual(
      [
        'html',
        'head',
        'meta',
        'meta',
        'meta',
        'meta',
        'title',
        'style',
        'body',
        'main',
        'script',
        'script',
      ].map((name) => `<${name}`),
    );
    expect(markup).not.toMatch(/\b(?:src|href)=/i);
  });

  it('ends with 2 before a wrong command line or a file that cannot be written, and with 1 without access', async () => {
    expect(await report('--days', 'many')).toMatchObject({ code: 2, stdout: '' });
    expect(await report('week')).toMatchObject({ code: 2, stderr: expect.stringContaining('no "week"') });
    expect(await report('--out', join(folder, 'nowhere', 'x.csv'))).toMatchObject({
      code: 2,
      // Nothing was asked: such a failure comes first.
      stderr: expect.stringMatching(/^The report cannot be written to .*\n$/),
    });
    expect(await report('--out', folder, '--format', 'md')).toMatchObject({
      code: 2,
      stderr: `The report cannot be written to ${folder} (it is a folder).\n`,
    });
    const denied = await runBridgeInThread(['report', '--url', stack.endpoint, '--format', 'md'], {
      env: { ...bareEnvironment(folder), ...signingAs(stack.identities.denied, stack.region) },
    });
    expect(denied).toMatchObject({ code: 1, stdout: '' });
  });
});
