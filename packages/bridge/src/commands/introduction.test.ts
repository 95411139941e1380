import { BRIDGE } from '@case-insights/testing/bundles';
import { describe, expect, it } from 'vitest';
import { introduction } from './introduction.ts';

const URL = 'https://abc123def4.execute-api.us-east-1.amazonaws.com/prod';

describe('introduction', () => {
  it('says what the program is and what to do, in commands that can be pasted', () => {
    const text = introduction(BRIDGE, URL);
    expect(text).toMatch(/^case-insights-bridge \d+\.\d+\.\d+ is an MCP server: an MCP client starts it/);
    expect(text).toContain(`  node ${BRIDGE} setup --url ${URL}\n`);
    expect(text).toContain('It waits for JSON-RPC messages now; Ctrl-C ends it.\n');
  });

  it('does not claim to wait where it cannot', () => {
    const text = introduction(BRIDGE, undefined);
    expect(text).toContain('doctor --url https://<id>.execute-api.<region>.amazonaws.com/prod\n');
    expect(text).not.toContain('waits');
  });
});
