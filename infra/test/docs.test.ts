import { readdirSync, readFileSync } from 'node:fs';
import { ENVIRONMENT } from '@case-insights/server/config';
import { describe, expect, it } from 'vitest';
import { settableParameters } from '../src/add-ons.ts';
import { parseDeploy, parseDestroy, parseGrant, parseSmoke } from '../src/options.ts';
import { checkParameters } from '../src/template.ts';

const folder = new URL('../../docs/', import.meta.url);
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
const declared = settableParameters();

/** What stands for something of the reader's own. */
const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/<id>/g, 'acme'],
  [/<their account>/g, '123456789012'],
  [/CertificateArn=<arn>/g, 'CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1'],
  [/"\$ENDPOINT"/g, 'https://abc123.execute-api.us-east-1.amazonaws.com/prod'],
  [/"\$\(cat [^)]*\)"/g, '{}'],
  [/<[^>]+>/g, 'example'],
];
const PARSERS = {
  'deploy:stack': (args: string[]) => checkParameters(declared, parseDeploy(args).parameters),
  'destroy:stack': parseDestroy,
  grant: parseGrant,
  smoke: parseSmoke,
};

/** Commands of this package as the documents write them, in blocks of code. */
const commands = documents.flatMap(({ name, text }) =>
  [...text.matchAll(/pnpm@12 (deploy:stack|destroy:stack|grant|smoke)( [^#\n]*)/g)].map(
    ([, command, rest = '']) => {
      const line = EXAMPLES.reduce((filled, [pattern, value]) => filled.replace(pattern, value), rest);
      return {
        name,
        command: command as keyof typeof PARSERS,
        args: line.split('`')[0]!.trim().split(/\s+/),
      };
    },
  ),
);

/** The settings that operate.md lists: parameters, variables and default of each row. */
const settings = [
  ...(documents.find(({ name }) => name === 'operate.md')?.text ?? '')
    .split('## Settings')[1]!
    .split('\n## ')[0]!
    .matchAll(/^\|([^|]*)\|( *`[A-Z][^|]*)\|([^|]*)\|/gm),
].map(([, parameters = '', variables = '', fallback = '']) => ({
  parameters: [...parameters.matchAll(/`([A-Z]\w+)`/g)].map(([, name = '']) => name),
  variables: [...variables.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  fallback: fallback.trim().replaceAll(/^`|`$/g, ''),
}));

describe('the settings in operate.md', () => {
  it('are those that the function reads, each once', () => {
    expect(settings.flatMap(({ variables }) => variables).sort()).toEqual(
      Object.keys(ENVIRONMENT.shape).sort(),
    );
  });

  it('are set by parameters of the template', () => {
    expect(settings.flatMap(({ parameters }) => parameters).filter((name) => !(name in declared))).toEqual(
      [],
    );
  });

  it.each([
    ['MAX_ANALYSIS_TOKENS', '4,000,000'],
    ['MAX_ANSWER_TOKENS', '20,000'],
    ['TEXT_CONTENT', 'json'],
    ['PATIENCE_SECONDS', '45'],
    ['RESULT_REUSE_MINUTES', '15'],
    ['ANALYSIS_CONCURRENCY', '4'],
    ['CASE_TABLE', 'case_summary'],
    ['KEEP_WORK', 'true'],
    ['LOG_LEVEL', 'INFO'],
  ] as const)('have the default that the function has: %s %s', (name, fallback) => {
    expect(settings.find(({ variables }) => variables.includes(name))?.fallback).toBe(fallback);
    expect(ENVIRONMENT.shape[name].safeParse(undefined).data?.toLocaleString('en-US')).toBe(fallback);
  });
});

describe('the documents', () => {
  it('show commands of this package', () => {
    expect(new Set(commands.map(({ command }) => command))).toEqual(new Set(Object.keys(PARSERS)));
  });

  it.each(commands)('$name: the command line of $command $args is understood', ({ command, args }) => {
    expect(() => PARSERS[command](args)).not.toThrow();
  });

  it.each(documents)('$name sets only parameters that the template has', ({ text }) => {
    const names = [...text.matchAll(/--set (\w+)=/g)].map(([, name]) => name ?? '');
    expect(names.filter((name) => !(name in declared) && name !== 'Name')).toEqual([]);
  });
});
