import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipSize } from '../bench/zip-size.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = temporaryFolder(afterAll);
beforeAll(() => {
  execFileSync(process.execPath, [here('../build.mjs'), '--outdir', folder]);
});

/** The text of a module and of all that it imports before it runs. */
function readAtStart(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return '';
  seen.add(file);
  const source = readFileSync(join(folder, file), 'utf8');
  const imported = [...source.matchAll(/(?:from|import)"\.\/([\w.-]+)"/g)].map((match) =>
    readAtStart(match[1]!, seen),
  );
  return [source, ...imported].join('\n');
}

describe('the bundle', () => {
  it('is a zip of at most 700 KB, and of 180 KB more for the page of the views', () => {
    expect(zipSize(folder)).toBeLessThanOrEqual(700_000);
    expect(readdirSync(join(folder, 'views'))).toEqual(['page.html']);
    expect(zipSize(join(folder, 'views'))).toBeLessThanOrEqual(180_000);
  });

  it.each([
    ['the client of Bedrock', 'converse-stream'],
    ["the client of Bedrock's control plane", '/foundation-models/'],
    ['the client of SSM', 'AmazonSSM'],
    ["Trino's grammar", 'MATCH_RECOGNIZE'],
    ['what verifies access tokens', 'ERR_JWKS_NO_MATCHING_KEY'],
  ])('reads %s on first use only', (_, mark) => {
    const whole = readdirSync(folder)
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
    expect(whole).toContain(mark);
    const atStart = readAtStart('lambda.mjs');
    expect(atStart).toContain('AmazonAthena');
    expect(atStart).not.toContain(mark);
  });

  it('has an authorizer that reads nothing of AWS, of MCP or of the tools', () => {
    const atStart = readAtStart('authorizer.mjs');
    const marks = ['ERR_JWKS_NO_MATCHING_KEY', 'AmazonAthena', 'tools/list', 'GROUPING SETS'];
    expect(marks.filter((mark) => atStart.includes(mark))).toEqual(['ERR_JWKS_NO_MATCHING_KEY']);
  });

  it.each([
    ['lambda.mjs', { ATHENA_WORKGROUP: 'w' }, 'ATHENA_DATABASE is missing; BEDROCK_MODEL_ID is missing'],
    ['authorizer.mjs', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL: '],
  ])('says at the start of %s with %o which variables are wrong', (file, env, message) => {
    const source = 'globalThis.awslambda={streamifyResponse:h=>h};await import(process.argv[1])';
    const run = () =>
      execFileSync(process.execPath, ['--input-type=module', '-e', source, join(folder, file)], {
        env,
        stdio: 'pipe',
      });
    expect(run).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
  });
});
