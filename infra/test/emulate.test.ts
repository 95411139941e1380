import { fileURLToPath } from 'node:url';
import { runScript } from '@case-insights/testing/processes';
import { describe, expect, it } from 'vitest';

const EMULATE = fileURLToPath(new URL('../emulate.mjs', import.meta.url));

describe('emulate', () => {
  it.each([
    [['--help'], 0, 'stdout', '--port <port>'],
    [['--port', 'http'], 2, 'stderr', '--port http is not a port.'],
    [['--ports'], 2, 'stderr', "Unknown option '--ports'"],
  ] as const)(
    'starts nothing with %j, ends with %i and explains itself',
    async (args, expected, stream, text) => {
      const run = await runScript(EMULATE, args, { env: { PATH: process.env.PATH } });
      expect(run.code).toBe(expected);
      expect(run[stream]).toContain(text);
      expect(run[stream].split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );
});
