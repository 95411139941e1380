import { PassThrough } from 'node:stream';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { expect, it, onTestFinished } from 'vitest';
import { createEngine } from './athena/engine.ts';
import { loadCaseTable } from './case-table.ts';
import { generateCases, writeCaseFolder } from './cases/index.ts';

async function load(rename: (name: string) => string) {
  const folder = temporaryFolder();
  const cases = generateCases({ count: 3, until: '2025-08-01' }).map(({ record, ...one }) => ({
    ...one,
    record: Object.fromEntries(Object.entries(record).map(([name, value]) => [rename(name), value])),
  }));
  await writeCaseFolder(folder, cases);
  const engine = await createEngine();
  onTestFinished(() => engine.close());
  const notices = new PassThrough();
  const loading = loadCaseTable(engine, { from: 'folder', folder }, notices);
  return { loading, said: () => String(notices.read() ?? '') };
}

it('loads a folder of cases without a word', async () => {
  const { loading, said } = await load((name) => name);
  expect(await loading).toMatchObject({ count: 3, skipped: 0 });
  expect(said()).toBe('');
});

it('says which field no case has, since its column stays empty', async () => {
  const { loading, said } = await load((name) => (name === 'Case_Summary' ? 'Summary' : name));
  expect(await loading).toMatchObject({ count: 3, skipped: 0 });
  expect(said()).toBe(
    'No case has the field Case_Summary: its column is empty, and these fields, which the table does not have, are ignored: summary.\n',
  );
});

it('refuses a folder of which nothing is a case', async () => {
  const { loading, said } = await load((name) => `other_${name}`);
  await expect(loading).rejects.toThrow(
    /holds no case that can be read: what it has was skipped, for the reasons above\. A case is one JSON object in /,
  );
  expect(said()).toMatch(
    /^(Skipped .+data\.json: it has none of the fields of a case \(caseId, displayId, subject …\), but other_caseid, .+\.\n){3}$/,
  );
});
