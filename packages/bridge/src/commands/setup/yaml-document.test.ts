import { describe, expect, it } from 'vitest';
import { withoutYamlServer, withYamlServer } from './yaml-document.ts';

const ENTRY = {
  launch: { name: 'ci', cmd: 'node', args: ['/opt/bridge.js', '--url', 'https://x'] },
  extra: { type: 'stdio', enabled: true, envs: {} },
};
const PLACE = { root: 'extensions', name: 'ci' };
const put = (text: string) => withYamlServer(text, PLACE, ENTRY, '/home/ana/config.yaml');
const take = (text: string) => withoutYamlServer(text, PLACE, '/home/ana/config.yaml');

const WRITTEN = `extensions:
  ci:
    name: ci
    cmd: node
    args:
      - /opt/bridge.js
      - --url
      - https://x
    type: stdio
    enabled: true
    envs: {}
`;

describe('withYamlServer', () => {
  it.each(['', 'extensions:\n'])('writes the server where there is none (%j)', (text) => {
    expect(put(text)).toBe(WRITTEN);
  });

  it('keeps other members and comments', () => {
    const text = `# mine
GOOSE_MODE: auto # careful
extensions:
  # built in
  developer:
    enabled: true # always
    type: builtin
`;
    expect(put(text)).toBe(`${text}${WRITTEN.slice('extensions:\n'.length)}`);
  });

  it('keeps what the user has set, and then has nothing to do', () => {
    const once = put(WRITTEN.replace('enabled: true', 'enabled: false').replace('cmd: node', 'cmd: npx'));
    expect(once).toBe(WRITTEN.replace('enabled: true', 'enabled: false'));
    expect(put(`${once}\n\n`)).toBe(`${once}\n\n`);
  });

  it.each([
    ['a: [', /is not valid YAML \(/],
    ['- a', /it holds no YAML mapping/],
    ['extensions: [a]', /"extensions" in it is no mapping/],
  ])('leaves %j alone', (text, message) => {
    expect(() => put(text)).toThrow(message);
  });
});

describe('withoutYamlServer', () => {
  it('takes the server away and leaves the rest', () => {
    expect(take(`a: 1\n${WRITTEN}  b:\n    enabled: true\n`)).toBe(
      'a: 1\nextensions:\n  b:\n    enabled: true\n',
    );
    expect(take('a:   1\n')).toBe('a:   1\n');
  });
});
