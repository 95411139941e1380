import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { readCaseFolder, writeCaseFolder } from './folder.ts';
import { generateCases } from './generate.ts';
import { missingFields } from './missing-fields.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

async function put(path: string, text: string | Buffer): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function read(): Promise<{ cases: Case[]; errors: string[]; progress: string[]; skipped: number }> {
  const cases: Case[] = [];
  const errors: string[] = [];
  const progress: string[] = [];
  let skipped = 0;
  const options = {
    onError: (message: string, objects: number) => {
      errors.push(message.replace(folder, ''));
      skipped += objects;
    },
    onProgress: (done: number, total: number) => progress.push(`${done}/${total}`),
  };
  for await (const item of readCaseFolder(folder, options)) cases.push(item);
  return { cases, errors, progress, skipped };
}

describe('readCaseFolder', () => {
  it('reads the file that docs/cases.md shows, which has every field', async () => {
    const page = await readFile(new URL('../../../../docs/cases.md', import.meta.url), 'utf8');
    const [, path = ''] = /`(account_number=\d[^`]*)`/.exec(page) ?? [];
    const [, text = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    await put(path, text);
    const { cases, errors } = await read();
    expect(errors).toEqual([]);
    expect(cases).toMatchObject([{ accountNumber: '111122223333', caseNumber: '17350000000000001' }]);
    const names = Object.keys(cases[0]?.record ?? {}).map((name) => name.toLowerCase());
    expect(missingFields(new Set(names))).toBeUndefined();
  });

  it('reads back what writeCaseFolder wrote', async () => {
    const written = generateCases({ count: 150, until: '2025-08-01', hostile: true });
    await writeCaseFolder(folder, written);
    const { cases, errors, progress } = await read();
    const lowerCase = (record: object) =>
      Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));
    const byNumber = (a: Case, b: Case) => (a.caseNumber ?? '').localeCompare(b.caseNumber ?? '');
    expect(cases.sort(byNumber).map((item) => ({ ...item, record: { ...item.record } }))).toEqual(
      // The story is not part of a case: no file has it.
      written.map(({ story, ...item }) => ({ ...item, record: lowerCase(item.record) })).sort(byNumber),
    );
    expect(errors).toEqual([]);
    expect(progress).toEqual(['64/150', '128/150', '150/150']);
  });

  it.each<[string, string | Buffer, string]>([
    ['text that is not JSON', 'oops', 'it is not valid JSON'],
    ['an array', '[{"subject":"x"}]', 'it holds an array where an object is expected'],
    ['a number', '7', 'it holds a number where an object is expected'],
    ['null', 'null', 'it holds null where an object is expected'],
    ['binary data', Buffer.from([0xff, 0xfe, 0x00, 0x7b]), 'it is not valid JSON'],
    [
      'names that differ only in case',
      '{"Subject":1,"subject":2}',
      "two of its fields are named 'subject', in different case",
    ],
    [
      'the answer of aws support describe-cases',
      JSON.stringify(
        { cases: [{ caseId: 'case-1', subject: 'secret' }], nextToken: 'x', 'se cret': 1 },
        null,
        1,
      ),
      'it has none of the fields of a case (caseId, displayId, subject …), but cases, nexttoken, 1 more',
    ],
  ])('skips a file that holds %s, and says so without quoting it', async (_, text, reason) => {
    await put('account_number=1/case_number=1/data.json', text);
    await put('account_number=1/case_number=2/data.json', '{"subject":"fine"}');
    const { cases, errors } = await read();
    expect(cases.map(({ caseNumber }) => caseNumber)).toEqual(['2']);
    expect(errors).toEqual([`Skipped /account_number=1/case_number=1/data.json: ${reason}.`]);
  });

  it('reads each line of a file as one object and skips only the bad ones', async () => {
    await put('account_number=1/case_number=1/data.json', '{"subject":"a"}\r\n\n{broken\n{"subject":"b"}\n');
    const { cases, errors } = await read();
    expect(cases.map(({ record }) => record.subject)).toEqual(['a', 'b']);
    expect(errors).toEqual([
      'Skipped line 3 of /account_number=1/case_number=1/data.json: it is not valid JSON.',
    ]);
  });

  it('reads objects over several lines, which Athena does not, and compressed files, which it does', async () => {
    const pretty = (subject: string) => JSON.stringify({ subject, body: { x: [1, 2] } }, null, 2);
    await put('account_number=1/case_number=1/data.json', pretty('one'));
    await put(
      'account_number=1/case_number=2/data.json',
      `${pretty('two')}\n${pretty('three')}\n{"subject":"four"}\n`,
    );
    await put('account_number=1/case_number=3/data.json.gz', gzipSync('{"subject":"packed"}\n'));
    await put('account_number=1/case_number=4/data.json.gz', 'plain');
    const { cases, errors } = await read();
    expect(cases.map(({ record }) => record.subject)).toEqual(['one', 'two', 'three', 'four', 'packed']);
    expect(errors).toEqual([
      'Skipped /account_number=1/case_number=4/data.json.gz: it is not valid gzip data.',
    ]);
  });

  it('reports a file once, with how much of it was skipped', async () => {
    await put(
      'account_number=1/case_number=1/data.json',
      '{"subject":"a"}\noops\n{broken\n{\n "x":\n}\n{"subject":"b"}',
    );
    await put('account_number=1/case_number=2/data.json', '{\n "subject":\n}\n');
    const { cases, errors, skipped } = await read();
    expect(cases.map(({ record }) => record.subject)).toEqual(['a', 'b']);
    expect(errors).toEqual([
      'Skipped line 2 and 2 more of /account_number=1/case_number=1/data.json: it is not valid JSON.',
      'Skipped /account_number=1/case_number=2/data.json: it is not valid JSON.',
    ]);
    expect(skipped).toBe(4);
  });

  it('does not stumble over a byte order mark, an empty file or files that Athena passes over', async () => {
    await put('account_number=1/case_number=1/data.json', '\uFEFF{"subject":"marked"}');
    await put('account_number=1/case_number=2/data.json', '');
    await put('account_number=1/case_number=3/.data.json.swp', 'editor');
    await put('account_number=1/case_number=3/_SUCCESS', 'marker');
    await put('account_number=1/notes.txt', 'not a case');
    const { cases, errors } = await read();
    expect(cases.map(({ record }) => record.subject)).toEqual(['marked']);
    expect(errors).toEqual([]);
  });

  it('decodes partition names as Hive does and lets them win over the file', async () => {
    await put(
      'account_number=001234567890/case_number=a%2Fb%3D100%25%zz/data.json',
      '{"case_number":"x","account_number":"y"}',
    );
    await put('account_number=__HIVE_DEFAULT_PARTITION__/case_number=Ü/data.json', '{}');
    const { cases } = await read();
    expect(cases.map(({ accountNumber, caseNumber }) => [accountNumber, caseNumber])).toEqual([
      ['001234567890', 'a/b=100%%zz'],
      [null, 'Ü'],
    ]);
  });

  it('reports links in a circle, folders in place of files and files in place of folders', async () => {
    await put('account_number=1/case_number=1/data.json', '{"subject":"fine"}');
    await symlink('loop.json', join(folder, 'account_number=1/case_number=1/loop.json'));
    await symlink('case_number=2', join(folder, 'account_number=1/case_number=2'));
    await mkdir(join(folder, 'account_number=1/case_number=3/data.json'), { recursive: true });
    await put('account_number=2', 'a file');
    const { cases, errors } = await read();
    expect(cases).toHaveLength(1);
    expect(errors.sort()).toEqual([
      'Skipped /account_number=1/case_number=1/loop.json: the system says ELOOP.',
      'Skipped /account_number=1/case_number=2: the system says ELOOP.',
      'Skipped /account_number=1/case_number=3/data.json: it is not a regular file.',
      'Skipped /account_number=2: the system says ENOTDIR.',
    ]);
  });

  it('refuses a folder that is missing or no copy of the bucket', async () => {
    await expect(read()).rejects.toThrow('holds no account_number=… folder');
    await rm(folder, { recursive: true });
    await expect(read()).rejects.toThrow('cannot be read (ENOENT): name a copy of the case bucket.');
  });
});
