import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../scripts/bench.mjs', import.meta.url));
const bench = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

describe('pnpm bench', () => {
  it('names the suites where it does not know one, and runs none', () => {
    const { status, stdout, stderr } = bench('bridge', 'nope', '--quick');
    expect(stderr).toBe('There is no suite "nope". The suites are bridge, core, local, server, views.\n');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('refuses an option that it does not have', () => {
    const { status, stderr } = bench('--fast');
    expect(stderr).toContain("Unknown option '--fast'");
    expect(status).toBe(1);
  });
});
