import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { withoutTomlServer, withTomlServer } from './toml-document.ts';

const ENTRY = {
  launch: { command: 'node', args: ['/opt/a b/bridge.js', '--url', 'https://x'] },
  extra: { env_vars: ['AWS_PROFILE'] },
};
const PLACE = { root: 'mcp_servers', name: 'case-insights' };
const put = (text: string, entry = ENTRY) =>
  withTomlServer(text, PLACE, entry, '/home/ana/.codex/config.toml');
const take = (text: string) => withoutTomlServer(text, PLACE, '/home/ana/.codex/config.toml');

const TABLE = `[mcp_servers.case-insights]
command = "node"
args = [ "/opt/a b/bridge.js", "--url", "https://x" ]
env_vars = [ "AWS_PROFILE" ]
`;
const OTHERS = `# mine
model = "gpt-5" # the good one

[mcp_servers.other]
command = "x"
args = [
  "a", # one
]

[mcp_servers.other.env]
A = """
[mcp_servers.case-insights-too]
"""

[profiles.a]
since = 1979-05-27
`;

describe('withTomlServer', () => {
  it('writes a table where there is no file', () => {
    expect(put('')).toBe(TABLE);
  });

  it('adds the table behind everything else, which stays as it is', () => {
    expect(put(OTHERS)).toBe(`${OTHERS}\n${TABLE}`);
    expect(put(OTHERS.trimEnd())).toBe(`${OTHERS}\n${TABLE}`);
  });

  it('keeps the line ends of Windows', () => {
    expect(put('model = "m"\r\n')).toBe(`model = "m"\r\n\r\n${TABLE.replaceAll('\n', '\r\n')}`);
  });

  it('changes the launch of a table that is there, and keeps what the user has set', () => {
    const text = `[mcp_servers."case-insights"] # ours
args = [
  "old", # gone
]
command = "npx"
enabled = false
env_vars = ["MINE"]
# about the next
[mcp_servers.case-insights.env]
A = "1"
`;
    expect(put(text)).toBe(`[mcp_servers."case-insights"] # ours
args = [ "/opt/a b/bridge.js", "--url", "https://x" ]
command = "node"
enabled = false
env_vars = ["MINE"]
# about the next
[mcp_servers.case-insights.env]
A = "1"
`);
    expect(put(put(text))).toBe(put(text));
  });

  it('adds what a table lacks behind its last line', () => {
    expect(put('[mcp_servers.case-insights]\ncommand = "node"\n\n[b]\n')).toBe(`${TABLE}\n[b]\n`);
  });

  it.each([
    'mcp_servers = { case-insights = { command = "npx" } }\n',
    'mcp_servers.case-insights.command = "npx"\n',
    '[mcp_servers]\ncase-insights = { command = "npx" }\n',
    '[mcp_servers.case-insights]\ncommand = "npx"\nargs = """\n[mcp_servers.case-insights]\n"""\n'.replace(
      'args',
      'note',
    ),
  ])('either changes exactly the server or leaves the file alone: %j', (text) => {
    let changed: string;
    try {
      changed = put(text);
    } catch (error) {
      expect((error as Error).message).toBe(
        '/home/ana/.codex/config.toml was left as it is, for "case-insights" is written there in a way that only you can change (not as [mcp_servers.case-insights]); fix it and run this again.',
      );
      return;
    }
    expect(parse(changed)).toMatchObject({ mcp_servers: { 'case-insights': ENTRY.launch } });
  });

  it('names what is wrong with a file that is not TOML', () => {
    expect(() => put('model = ')).toThrow(/config\.toml was left as it is, for it is not valid TOML \(/);
  });

  it('keeps every other value of any document', () => {
    const value = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string(), { maxLength: 3 }));
    const table = fc.dictionary(
      fc.string(),
      fc.oneof(value, fc.dictionary(fc.string(), value, { maxKeys: 3 })),
      {
        maxKeys: 4,
      },
    );
    fc.assert(
      fc.property(table, (document) => {
        fc.pre(!('mcp_servers' in document) && !('__proto__' in document));
        const text = stringify(document);
        expect(parse(take(put(text)))).toEqual(parse(text));
      }),
    );
  });
});

describe('withoutTomlServer', () => {
  it('takes away what was added, to the last blank', () => {
    expect(take(put(OTHERS))).toBe(OTHERS);
    expect(take(put(''))).toBe('');
  });

  it('takes tables within the server away, and leaves comments of the next one', () => {
    const text = `[a]\nb = 1\n\n${TABLE}\n[mcp_servers.case-insights.env]\nA = "1"\n\n# about c\n[c]\n`;
    expect(take(text)).toBe('[a]\nb = 1\n\n# about c\n[c]\n');
  });

  it('has nothing to do where there is no such server', () => {
    expect(take(OTHERS)).toBe(OTHERS);
  });
});
