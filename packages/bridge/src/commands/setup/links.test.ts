import { describe, expect, it } from 'vitest';
import { INSTALL_LINKS } from './links.ts';

const LAUNCH = { command: 'node', args: ['/a b/bridge.js'] };

describe('INSTALL_LINKS', () => {
  it.each([
    [
      'kiro',
      'https://kiro.dev/launch/mcp/add?name=ci&config=%7B%22command%22%3A%22node%22%2C%22args%22%3A%5B%22%2Fa%20b%2Fbridge.js%22%5D%7D',
    ],
    [
      'cursor',
      'cursor://anysphere.cursor-deeplink/mcp/install?name=ci&config=eyJjb21tYW5kIjoibm9kZSIsImFyZ3MiOlsiL2EgYi9icmlkZ2UuanMiXX0%3D',
    ],
    [
      'vscode',
      'vscode:mcp/install?%7B%22name%22%3A%22ci%22%2C%22command%22%3A%22node%22%2C%22args%22%3A%5B%22%2Fa%20b%2Fbridge.js%22%5D%7D',
    ],
    [
      'lm-studio',
      'lmstudio://add_mcp?name=ci&config=eyJjb21tYW5kIjoibm9kZSIsImFyZ3MiOlsiL2EgYi9icmlkZ2UuanMiXX0%3D',
    ],
  ])('make %s offer the server', (id, link) => {
    expect(INSTALL_LINKS.get(id)?.('ci', LAUNCH)).toBe(link);
  });
});
