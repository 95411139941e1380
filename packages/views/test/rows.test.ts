import { expect, it } from 'vitest';
import { ROWS } from '../browser/samples.ts';
import { describeInBrowser } from './in-browser.ts';

describeInBrowser('the rows view', (host) => {
  const firstCells = () =>
    host()
      .page.frames()
      .at(-1)
      ?.$$eval('.rows tbody tr', (rows) => rows.map((row) => row.children[1]?.textContent));

  it('shows rows with their types, and numbers by month as columns', async () => {
    const frame = await host().show({ view: 'rows', answer: ROWS });
    expect(await frame.$eval('h1', (heading) => heading.textContent)).toBe('24 rows');
    expect(await frame.$$eval('.rows th', (all) => all.map((one) => one.textContent))).toEqual([
      'monthvarchar',
      'casesbigint',
      'accountsbigint',
      'newest_subjectvarchar',
    ]);
    expect(await frame.$eval('.columns caption', (caption) => caption.textContent)).toBe('cases by month');
    expect(await frame.$eval('.page .quiet', (one) => one.textContent)).toBe('1.23 MB scanned1,843 ms');
  });

  it('draws shares below one against the largest of them', async () => {
    const rows = [
      { service: 'EC2', share: 0.5 },
      { service: 'RDS', share: 0.1 },
    ];
    const types = { columns: ['service', 'share'], column_types: ['varchar', 'double'] };
    const frame = await host().show({ view: 'rows', answer: { ...ROWS, ...types, rows } });
    const sizes = await frame.$$eval('.bars td', (all) =>
      all.map((one) => one.style.getPropertyValue('--size')),
    );
    expect(sizes).toEqual(['1', '0.2']);
  });

  it('keeps the focus on the button that copies', async () => {
    const frame = await host().show({ view: 'rows', answer: ROWS });
    await frame.locator('::-p-text(Copy as CSV)').click();
    await frame.waitForFunction(() => document.querySelector('.controls [role=status]')?.textContent);
    expect(await frame.evaluate(() => document.activeElement?.textContent)).toBe('Copy as CSV');
  });

  it('sorts by a column up, down and back', async () => {
    const frame = await host().show({ view: 'rows', answer: ROWS });
    const cases = ROWS.rows.map((row) => String(row.cases));
    const up = cases.toSorted((a, b) => Number(a) - Number(b));
    for (const [order, sorting] of [
      [up, 'ascending'],
      [up.toReversed(), 'descending'],
      [cases, 'none'],
    ] as const) {
      await frame.locator('.rows th:nth-child(2) button').click();
      await frame.waitForSelector(`th:nth-child(2)[aria-sort=${sorting}]`);
      expect(await firstCells()).toEqual(order);
    }
  });

  it('offers the rows as CSV, in the order shown', async () => {
    const frame = await host().show({
      view: 'rows',
      answer: {
        ...ROWS,
        rows: [{ month: '2026-01', cases: 1, accounts: 1, newest_subject: '=cmd("x"), y' }],
      },
    });
    await frame.locator('::-p-text(Save as CSV)').click();
    await expect.poll(() => host().asked().length).toBe(1);
    const text = `month,cases,accounts,newest_subject\r\n2026-01,1,1,"'=cmd(""x""), y"\r\n`;
    const resource = { uri: 'file:///rows.csv', mimeType: 'text/csv', text };
    expect(host().asked()).toEqual([
      { what: 'download-file', params: { contents: [{ type: 'resource', resource }] } },
    ]);
  });

  it('asks for the next page', async () => {
    const frame = await host().show({
      view: 'rows',
      args: { query: 'SELECT 1' },
      answer: ROWS,
      answers: [{ ...ROWS, rows: ROWS.rows.slice(0, 3), row_count: 3, next_token: null }],
    });
    await frame.locator('::-p-text(Next page)').click();
    await frame.waitForFunction(() => document.querySelector('h1')?.textContent === '3 rows');
    expect(host().asked()).toEqual([
      { what: 'query_athena', params: { query: 'SELECT 1', next_token: 'WzEs' } },
    ]);
  });

  it('loads nothing, breaks no policy and logs no error', () => {
    expect(host().complaints).toEqual([]);
  });
});
