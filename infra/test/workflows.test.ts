import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = new URL('../../.github/workflows/', import.meta.url);
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(new URL(name, folder), 'utf8'),
}));

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly steps?: readonly { readonly uses?: string; readonly run?: string }[];
  readonly 'timeout-minutes'?: number;
}

describe.each(workflows)('the workflow $name', ({ text }) => {
  const workflow = parse(text) as { permissions: unknown; jobs: Record<string, Job> };

  it('pins every action of others by commit, with its version in words', () => {
    for (const [line, action] of text.matchAll(/uses: (\S+).*/g)) {
      if (!action?.startsWith('./')) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+/);
    }
  });

  it('pins every tool that it installs', () => {
    const installed = [...text.matchAll(/(?:npx -y|pipx install) (\S+)/g)].map(([, tool]) => tool);
    expect(installed.filter((tool) => !/(?:@|==)\d+\.\d+\.\d+$/.test(tool ?? ''))).toEqual([]);
  });

  it('starts from reading only, and adds an identity for AWS, npm or a signature, or the right to write a release', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const [name, { permissions = {} }] of Object.entries(workflow.jobs)) {
      const { contents = 'read', 'id-token': token = 'write', ...others } = permissions;
      const more = name === 'attest' ? { attestations: 'write' } : {};
      expect([contents, token, others]).toEqual([name === 'release' ? 'write' : 'read', 'write', more]);
      if (contents === 'write') expect(permissions).not.toHaveProperty('id-token');
    }
  });

  it('builds and tests nothing where there is more than reading, and publishes what another job built', () => {
    for (const { permissions = {}, steps = [] } of Object.values(workflow.jobs)) {
      if (!Object.values(permissions).includes('write')) continue;
      const run = steps.map((step) => step.run ?? step.uses ?? '');
      expect(
        run.filter((text) => /actions\/checkout|pnpm|npm (?!publish \.\/\*\.tgz )|\.ci\/run/.test(text)),
      ).toEqual([]);
    }
  });

  it('ends by itself', () => {
    for (const job of Object.values(workflow.jobs)) {
      if (job.uses === undefined) expect(job['timeout-minutes']).toBeLessThanOrEqual(40);
    }
  });

  it('pastes no expression into a shell', () => {
    for (const [script] of text.matchAll(/run: (?:\|\n(?:\s{10,}.*\n)+|.*)/g))
      expect(script).not.toContain('${{');
  });
});
