import { NO_ANSWERS, NO_VIEW } from '@case-insights/views/page';
import { describe, expect, it } from 'vitest';
import { BridgeFailure } from '../../failure.ts';
import type { JsonObject } from '../../json-rpc.ts';
import { reportCsv } from './csv.ts';
import { type CallTool, gather, type ReportData, ToolFailure } from './gather.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { reportOptions } from './options.ts';

const SUMMARY = {
  data_as_of: '2026-11-24',
  total_cases: 12,
  by_severity: { normal: 8, critical: 4 },
  by_service: { EC2: 9, 'a|b <b>': 3 },
  by_rca_category: { Throttling: 12 },
  by_lifecycle_category: {},
  by_account: { 111111111111: 12 },
};
const EARLIER = {
  total_cases: 9,
  by_severity: { low: 1, normal: 8 },
  by_service: { EC2: 9 },
  by_rca_category: { Throttling: 9 },
  by_lifecycle_category: {},
  by_account: { 222222222222: 9 },
};
const TRENDS = {
  interval: 'week',
  dates: ['2026-11-09', '2026-11-16', '2026-11-23'],
  incomplete_from: '2026-11-23',
  services: [{ service: 'EC2', total_cases: 9, trend: 'rising', counts: [0, 4, 8] }],
};
const ANALYSIS = {
  total_cases_found: 12,
  summaries_analyzed: 11,
  model_used: 'some.model',
  analysis: 'Volumes filled up (#17000000001).',
  problems: [
    {
      name: 'Volume is full',
      definition: 'No space left.',
      cases: 7,
      trend: 'rising',
      by_severity: { normal: 4, critical: 3 },
      by_service: { EC2: 7 },
      examples: ['17000000001'],
    },
  ],
};

const REQUEST = { today: '2026-11-26', days: 7, service: 'EC2', analysis: true, analysisMinutes: 30 };

/** A server that answers each tool from a list, one answer after the other, and what it was asked. */
function serverWith(answers: Readonly<Record<string, readonly JsonObject[]>>, firstDay = '2025-11-26') {
  const asked: [string, JsonObject][] = [];
  const next = Object.fromEntries(Object.entries(answers).map(([tool, list]) => [tool, [...list]]));
  const call: CallTool = async (tool, args) => {
    asked.push([tool, args]);
    const answer = next[tool]?.shift() ?? {};
    return 'isError' in answer ? answer : { structuredContent: answer };
  };
  return { asked, call, firstDay: async () => firstDay };
}

const WHOLE = {
  get_case_summary: [SUMMARY, EARLIER],
  get_service_trends: [TRENDS],
  analyze_case_summaries: [ANALYSIS],
};

const gathered = async (answers: Parameters<typeof serverWith>[0] = WHOLE, request = REQUEST) =>
  await gather(request, serverWith(answers), () => {});

describe('gather', () => {
  it('asks for the days, for as many before, and for at least 90 days of trends', async () => {
    const server = serverWith(WHOLE);
    const { asked } = server;
    const said: string[] = [];
    await gather(REQUEST, server, (text) => said.push(text));
    const period = { start_date: '2026-11-19', end_date: '2026-11-26', service_code: 'EC2' };
    expect(asked).toEqual([
      ['get_case_summary', period],
      ['get_case_summary', { start_date: '2026-11-11', end_date: '2026-11-18', service_code: 'EC2' }],
      ['get_service_trends', { start_date: '2026-08-28', end_date: '2026-11-26', service_code: 'EC2' }],
      ['analyze_case_summaries', { ...period, coverage: 'all' }],
    ]);
    expect(said[0]).toBe('Counting the cases from 2026-11-19 to 2026-11-26');
  });

  it('compares with no days of which the data has only a part', async () => {
    const server = serverWith(WHOLE, '2026-11-12');
    const data = await gather({ ...REQUEST, analysis: false }, server, () => {});
    expect(server.asked.map(([tool]) => tool)).toEqual(['get_case_summary', 'get_service_trends']);
    const reason =
      'Not compared with the days before, 2026-11-11 to 2026-11-18, since the oldest case is of 2026-11-12.';
    const markdown = reportMarkdown(data);
    expect(markdown).toContain(`**12 cases**. ${reason}\n`);
    expect(markdown).toContain('| severity | cases |\n| --- | --: |\n| normal | 8 |\n');
    expect(reportCsv(data)).toContain(
      'total,all,2026-11-19,2026-11-26,12,,\r\nseverity,normal,2026-11-19,2026-11-26,8,,',
    );
    const page = `<html ${NO_VIEW}><head></head>${NO_ANSWERS}</html>`;
    expect(reportHtml(data, page)).toContain(`"not_compared":"${reason}"`);
  });

  it('goes on with an analysis that is still running', async () => {
    const running = { status: 'running', next_token: 'abc' };
    const server = serverWith({ ...WHOLE, analyze_case_summaries: [running, running, ANALYSIS] });
    const data = await gather(REQUEST, server, () => {});
    expect(data.answers.analyze_case_summaries).toBe(ANALYSIS);
    expect(server.asked.slice(4).map(([, args]) => args.next_token)).toEqual(['abc', 'abc']);
  });

  it('is without an analysis that still runs after the time for it', async () => {
    const running = { status: 'running', next_token: 'abc' };
    const server = serverWith({ ...WHOLE, analyze_case_summaries: [running, running, ANALYSIS] });
    let minutes = 0;
    const slow: CallTool = async (tool, args) => {
      if (tool === 'analyze_case_summaries') minutes += 15;
      return await server.call(tool, args);
    };
    const data = await gather(
      REQUEST,
      { ...server, call: slow },
      () => {},
      () => minutes * 60_000,
    );
    expect(server.asked).toHaveLength(5);
    expect(data.analysisFailure).toBe(
      'The analysis still runs after 30 minutes: ask for the same report again today, which resumes it, or raise --analysis-minutes.',
    );
  });

  it('is without an analysis that fails, and says why', async () => {
    const failed = { isError: true, content: [{ type: 'text', text: 'The budget is used up.' }] };
    const data = await gathered({ ...WHOLE, analyze_case_summaries: [failed] });
    expect(data.analysisFailure).toBe('The budget is used up.');
    expect(reportMarkdown(data)).toContain('## Analysis\n\nThere is none: The budget is used up.');
    const page = `<html ${NO_VIEW}><head></head>${NO_ANSWERS}</html>`;
    expect(reportHtml(data, page)).toContain('"analysis_failure":"The budget is used up."');
  });

  it('is without an analysis that gets no answer, unless the user ended it', async () => {
    const server = serverWith(WHOLE);
    const failing = (failure: Error) => {
      const call: CallTool = async (tool, args) => {
        if (tool === 'analyze_case_summaries') throw failure;
        return await server.call(tool, args);
      };
      return { ...server, call };
    };
    const late = new BridgeFailure('timeout', 'No answer within 600 s.');
    const data = await gather(REQUEST, failing(late), () => {});
    expect(data.analysisFailure).toBe('No answer within 600 s.');
    const ended = new BridgeFailure('cancelled', 'Ended.');
    await expect(gather(REQUEST, failing(ended), () => {})).rejects.toBe(ended);
  });

  it('fails where the counts fail', async () => {
    const failed = { isError: true, content: [{ type: 'text', text: 'No.' }] };
    await expect(gathered({ get_case_summary: [failed] })).rejects.toEqual(new ToolFailure('No.'));
  });
});

describe('the report as Markdown', () => {
  it('counts, compares and escapes what comes from the data', async () => {
    expect(reportMarkdown(await gathered())).toBe(`# AWS support cases of EC2, 2026-11-19 to 2026-11-26

**12 cases**, up from the 9 of 2026-11-11 to 2026-11-18.

Data as of 2026-11-24. A case arrives once it is resolved, so the newest days look quieter than they were.

## By severity

| severity | cases | before | change |
| --- | --: | --: | --: |
| normal | 8 | 8 | 0 |
| critical | 4 | 0 | +4 |
| low | 0 | 1 | -1 |

## By service

| service | cases | before | change |
| --- | --: | --: | --: |
| EC2 | 9 | 9 | 0 |
| a\\|b \\<b\\> | 3 | 0 | +3 |

## By root cause

| root cause | cases | before | change |
| --- | --: | --: | --: |
| Throttling | 12 | 9 | +3 |

## By account

| account | cases | before | change |
| --- | --: | --: | --: |
| 111111111111 | 12 | – |  |

## Services by week since 2026-11-09

| service | cases | by week | trend |
| --- | --: | --- | --- |
| EC2 | 9 | ▁▅█ | ↗ rising |

A trend compares the later half of the complete intervals with the earlier, and is unknown with fewer than six cases. From 2026-11-23 on the counts are still incomplete and part of no trend.

## Problems

| problem | cases | up to | services | trend | such as |
| --- | --: | --- | --- | --- | --- |
| Volume is full | 7 | critical | EC2 | ↗ rising | 17000000001 |

## Analysis

Volumes filled up (#17000000001).

11 of 12 cases were read by some.model.
`);
  });

  it('makes nothing of a name that begins a row, a link, an image or a formula', async () => {
    const name = '=1+1\n| x | ![a](https://e.example/p) <img src=x> www.e.example\u202e';
    const data = await gathered({ ...WHOLE, get_case_summary: [{ by_service: { [name]: 1 } }, {}] });
    expect(reportMarkdown(data)).toContain(
      '| =1+1 \\| x \\| \\!\\[a\\](https:\\//e.example/p) \\<img src=x\\> www\\.e.example  | 1 | 0 | +1 |\n',
    );
    expect(reportCsv(data)).toContain(`service,"'${name}",2026-11-19`);
  });

  it('is a report of nothing where an older server answers otherwise', async () => {
    const odd = { by_severity: [1], total_cases: 'x', services: {} };
    const data = await gathered(
      { get_case_summary: [odd, odd], get_service_trends: [odd] },
      { ...REQUEST, analysis: false },
    );
    expect(reportMarkdown(data)).toBe(`# AWS support cases of EC2, 2026-11-19 to 2026-11-26

**0 cases**, as many as the 0 of 2026-11-11 to 2026-11-18.

A case arrives once it is resolved, so the newest days look quieter than they were.
`);
  });
});

describe('the report as CSV', () => {
  it('is one table with the days of each count, behind a byte order mark for Excel', async () => {
    const data: ReportData = await gathered();
    expect(reportCsv(data).split('\r\n')).toEqual([
      '\ufeffsection,name,from,to,cases,cases_before,trend',
      'total,all,2026-11-19,2026-11-26,12,9,',
      'severity,normal,2026-11-19,2026-11-26,8,8,',
      'severity,critical,2026-11-19,2026-11-26,4,0,',
      'severity,low,2026-11-19,2026-11-26,0,1,',
      'service,EC2,2026-11-19,2026-11-26,9,9,',
      'service,a|b <b>,2026-11-19,2026-11-26,3,0,',
      'root cause,Throttling,2026-11-19,2026-11-26,12,9,',
      'account,111111111111,2026-11-19,2026-11-26,12,,',
      'service by week,EC2,2026-11-09,,0,,rising',
      'service by week,EC2,2026-11-16,,4,,rising',
      'service by week,EC2,2026-11-23,,8,,rising',
      'problem,Volume is full,2026-11-19,2026-11-26,7,,rising',
      '',
    ]);
  });
});

describe('reportOptions', () => {
  const read = (values: Record<string, string>) => reportOptions(new Map(Object.entries(values)));

  it.each([
    [{}, { days: 30, analysisMinutes: 30, format: 'html', file: 'report.html' }],
    [
      { days: '7', 'analysis-minutes': '120', out: 'week.md' },
      { days: 7, analysisMinutes: 120, format: 'md', file: 'week.md' },
    ],
    [{ format: 'csv' }, { format: 'csv', file: undefined }],
    [
      { format: 'json', out: 'x.csv' },
      { format: 'json', file: 'x.csv' },
    ],
    [{ out: 'Report.HTM' }, { format: 'html', file: 'Report.HTM' }],
    [{ out: '-' }, { format: 'html', file: undefined }],
  ])('reads %j', (values, expected) => {
    expect(read(values)).toMatchObject(expected);
  });

  it.each([
    [{ 'analysis-minutes': '0' }, '--analysis-minutes takes a whole number from 1 to 1440, not "0".'],
    [{ days: '0' }, '--days takes a whole number from 1 to 3650, not "0".'],
    [{ days: '1e3' }, '--days takes a whole number from 1 to 3650, not "1e3".'],
    [{ format: 'pdf' }, '--format takes one of html, md, csv, json, not "pdf".'],
    [{ out: '' }, '--out names no file; name one, or - for stdout.'],
    [{ out: 'report.pdf' }, '"report.pdf" does not say its format; add --format html|md|csv|json.'],
  ])('refuses %j', (values, message) => {
    expect(() => read(values)).toThrow(message);
  });
});
