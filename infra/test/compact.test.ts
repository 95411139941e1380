import { describe, expect, it } from 'vitest';
import { stubbedAccount } from './stubbed-account.ts';

const account = stubbedAccount();
const { run } = account;
const OUTCOME = { table: 'case_summary_compact_20261126093000', cases: 20_000, accounts: 'all', seconds: 71 };

describe('compact', () => {
  it('has the function make the copy, and says what it made', async () => {
    account.stub.lambda.invocation = { answer: OUTCOME };
    const { stderr, stdout, code } = await run('compact', '--json');
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual(OUTCOME);
    expect(stderr).toContain('20000 cases are in the copy, all read anew, after 71 s');
    expect(account.stub.lambda.invocations).toEqual(['MCP-CaseInsights-compact-acme {}']);
  });

  it('says where the add-on is not deployed', async () => {
    const { stderr, code } = await run('compact');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no function MCP-CaseInsights-compact-acme');
    expect(stderr).toContain('npx -y pnpm@12 deploy:stack --id acme --with compact');
  });

  it('says why the function failed, and where to look', async () => {
    account.stub.lambda.invocation = {
      answer: { errorMessage: 'The compact table was not made.' },
      error: 'Unhandled',
    };
    const { stderr, code } = await run('compact');
    expect(code).toBe(1);
    expect(stderr).toContain('The compact table was not made.');
    expect(stderr).toContain('The log group /aws/lambda/MCP-CaseInsights-compact-acme says more.');
  });
});

describe('deploy --with compact', () => {
  it('hands the add-on the code and the rules of the core, and removes the copy before it is deleted', async () => {
    const deployed = await run('deploy', '--with', 'compact', '--set', 'RolePath=/apps/', '--yes');
    expect(deployed.code, deployed.stderr).toBe(0);
    const stack = () =>
      [...account.stub.cloudFormation.stacks.values()].find(({ name }) => name.endsWith('-compact'));
    expect(stack()).toMatchObject({
      status: 'CREATE_COMPLETE',
      parameters: { UniqueIdentifier: 'acme', RolePath: '/apps/', CaseTable: 'case_summary' },
    });
    expect(stack()?.parameters.CodeKey).toMatch(/\.zip$/);
    account.stub.lambda.invocation = { answer: { removed: 2 } };
    const destroyed = await run('destroy', '--only', 'compact', '--yes');
    expect(destroyed.code, destroyed.stderr).toBe(0);
    expect(account.stub.lambda.invocations).toEqual(['MCP-CaseInsights-compact-acme {"remove":true}']);
    expect(stack()?.status).toBe('DELETE_COMPLETE');
  });

  it('names the view that stays where the copy cannot be removed', async () => {
    await run('deploy', '--with', 'compact', '--set', 'CaseTable=all_cases', '--yes');
    const destroyed = await run('destroy', '--only', 'compact', '--yes');
    expect(destroyed.code, destroyed.stderr).toBe(0);
    expect(destroyed.stderr).toContain('run DROP VIEW IF EXISTS all_cases_compact in Athena');
  });
});
