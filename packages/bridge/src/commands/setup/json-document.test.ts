import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { withJsonServer, withoutJsonServer } from './json-document.ts';

const ENTRY = {
  launch: { command: 'npx', args: ['-y', 'b'] },
  extra: { disabled: false, autoApprove: ['t'] },
};
const TYPED = { launch: ENTRY.launch, extra: { type: 'stdio' } };
const PLACE = { root: 'mcpServers', name: 'ci' };

const put = (text: string, entry: typeof ENTRY | typeof TYPED = ENTRY) =>
  withJsonServer(text, PLACE, entry, '/home/ana/mcp.json');

describe('withJsonServer', () => {
  it.each(['', '  \n'])('writes a whole document where there is none (%j)', (text) => {
    expect(put(text)).toBe(`{
  "mcpServers": {
    "ci": {
      "command": "npx",
      "args": ["-y", "b"],
      "disabled": false,
      "autoApprove": ["t"]
    }
  }
}
`);
  });

  it('leaves other servers, comments, trailing commas and blanks as they are', () => {
    const text = `{
\t// my servers
\t"mcpServers": {
\t\t"a": {"command":"x",   "args":[ 1,2 ]}, // the first
\t\t"b": { "url": "u" }, /* the last */
\t\t// more to come
\t},
\t"other" : [1,
\t\t2]
}`;
    expect(put(text, TYPED)).toBe(`{
\t// my servers
\t"mcpServers": {
\t\t"a": {"command":"x",   "args":[ 1,2 ]}, // the first
\t\t"b": { "url": "u" }, /* the last */
\t\t"ci": {
\t\t\t"type": "stdio",
\t\t\t"command": "npx",
\t\t\t"args": ["-y", "b"]
\t\t},
\t\t// more to come
\t},
\t"other" : [1,
\t\t2]
}`);
  });

  it.each([
    [
      '{}',
      '{\n  "mcpServers": {\n    "ci": {\n      "type": "stdio",\n      "command": "npx",\n      "args": ["-y", "b"]\n    }\n  }\n}',
    ],
    ['{"a": 1}', '{"a": 1, "mcpServers": {"ci":{"type":"stdio","command":"npx","args":["-y","b"]}}}'],
    [
      '{\n  "mcpServers": {\n    // none yet\n  }\n}\n',
      '{\n  "mcpServers": {\n    "ci": {\n      "type": "stdio",\n      "command": "npx",\n      "args": ["-y", "b"]\n    }\n    // none yet\n  }\n}\n',
    ],
    [
      '{\n  "mcpServers": {\n    "a": {} // one\n  }\n}\n',
      '{\n  "mcpServers": {\n    "a": {}, // one\n    "ci": {\n      "type": "stdio",\n      "command": "npx",\n      "args": ["-y", "b"]\n    }\n  }\n}\n',
    ],
    [
      '\uFEFF{\r\n    "mcpServers": {}\r\n}\r\n',
      '\uFEFF{\r\n    "mcpServers": {\r\n        "ci": {\r\n            "type": "stdio",\r\n            "command": "npx",\r\n            "args": ["-y", "b"]\r\n        }\r\n    }\r\n}\r\n',
    ],
  ])('writes in the style of %j', (before, after) => {
    expect(put(before, TYPED)).toBe(after);
  });

  it('brings an entry that starts another command up to date and keeps what the person has set', () => {
    const guide = `{
  "mcpServers": {
    "ci": {
      "command": "uvx", // from the guide
      "args": ["mcp-server-http", "--url", "https://old"],
      "env": { "AWS_PROFILE": "dev" },
      "autoApprove": ["mine"]
    }
  }
}`;
    expect(put(guide)).toBe(`{
  "mcpServers": {
    "ci": {
      "command": "npx", // from the guide
      "args": ["-y", "b"],
      "env": { "AWS_PROFILE": "dev" },
      "autoApprove": ["mine"],
      "disabled": false
    }
  }
}`);
  });

  it('replaces an entry of another kind whole', () => {
    const after = put('{"mcpServers": {"ci": {"type": "http", "url": "https://x"}, "a": {}}}', TYPED);
    expect(parse(after)).toEqual({ mcpServers: { ci: { ...TYPED.extra, ...TYPED.launch }, a: {} } });
  });

  it('changes nothing the second time', () => {
    const once = put('{ "mcpServers": { "a": {} } }');
    expect(put(once)).toBe(once);
  });

  it.each([
    ['{"mcpServers": ', /mcp\.json was left as it is, for it is not valid JSON \(line 1, column 16: \w+\)/],
    ['{\n "a": tru\n}', /line 2, column 7: InvalidSymbol/],
    ['[]', /it holds no JSON object/],
    ['{"mcpServers": []}', /"mcpServers" in it is no object/],
  ])('leaves %j alone and says what is wrong', (text, message) => {
    expect(() => put(text)).toThrow(message);
  });

  it('changes nothing but its own entry, whatever the document', () => {
    const key = fc.string({ maxLength: 8 }).filter((name) => name !== '__proto__');
    const server = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
    const document = fc.record({
      value: fc.dictionary(
        key.filter((name) => name !== 'mcpServers'),
        fc.jsonValue({ maxDepth: 3 }),
        { maxKeys: 4 },
      ),
      servers: fc.option(
        fc.dictionary(
          key.filter((name) => name !== 'ci'),
          server,
          { maxKeys: 3 },
        ),
      ),
      space: fc.constantFrom(0, 1, 2, 4, '\t'),
    });
    fc.assert(
      fc.property(document, ({ value, servers, space }) => {
        const before = { ...value, ...(servers === null ? {} : { mcpServers: servers }) };
        const text = JSON.stringify(before, null, space);
        const ci = { ...ENTRY.launch, ...ENTRY.extra };
        // Parsed from its own text, for JSON knows no -0.
        expect(JSON.parse(put(text))).toEqual({
          ...JSON.parse(text),
          mcpServers: { ...JSON.parse(JSON.stringify(servers ?? {})), ci },
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('members that stand twice', () => {
  it.each([
    ['{\n"mcpServers": {},\n"mcpServers": {}\n}', '"mcpServers" stands in it twice (again in line 3)'],
    ['{"mcpServers": {"ci": {},\n"ci": {}}}', '"ci" stands in it twice (again in line 2)'],
    [
      '{"mcpServers": {"ci": {"command": "a", "command": "b"}}}',
      '"command" stands in it twice (again in line 1)',
    ],
  ])('are refused: %j', (text, why) => {
    const message = `/home/ana/mcp.json was left as it is, for ${why}; fix it and run this again.`;
    expect(() => put(text)).toThrow(message);
  });
});

describe('withoutJsonServer', () => {
  const take = (text: string) => withoutJsonServer(text, PLACE, '/home/ana/mcp.json');

  it.each([
    ['{"mcpServers": {"a": {}, "ci": {}}}', '{"mcpServers": {"a": {}}}'],
    ['{"mcpServers": {"ci": {}, "a": {}}}', '{"mcpServers": {"a": {}}}'],
    ['{\n  // mine\n  "mcpServers": {\n    "ci": {}\n  }\n}\n', '{\n  // mine\n  "mcpServers": {\n  }\n}\n'],
    ['\uFEFF{"mcpServers": {"ci": {}}}', '\uFEFF{"mcpServers": {}}'],
    ['{"mcpServers": {"a":  {}}}', '{"mcpServers": {"a":  {}}}'],
    ['{}', '{}'],
    ['', ''],
  ])('takes the server out of %j', (text, expected) => {
    expect(take(text)).toBe(expected);
  });
});
