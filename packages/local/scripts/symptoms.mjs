/**
 * Produces the symptoms of docs/troubleshoot.md for real, with the built bridge against the local stack, and writes each one's exit
 * code and sentence into the page, between its markers. After a build:
 *
 *   node packages/local/scripts/symptoms.mjs            writes the page
 *   node packages/local/scripts/symptoms.mjs --check    exit code 1 where the page says something else
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { startAlteredEndpoint } from './altered-endpoint.mjs';

const PAGE = resolve(import.meta.dirname, '../../../docs/troubleshoot.md');
const LOCAL = resolve(import.meta.dirname, '../dist/local.js');
const BRIDGE = resolve(import.meta.dirname, '../../bridge/dist/bridge.js');
const BEGIN = '<!-- symptoms: written by packages/local/scripts/symptoms.mjs -->';
const END = '<!-- /symptoms -->';

/** A budget of the day that questions about one line fit into, and no analysis of all cases. */
const SETTINGS = { variables: { MAX_TOKENS_PER_CALLER_PER_DAY: '5000' } };
const CASES = 200;
const DOCTOR = ['doctor'];
const question = (data) => ['call', 'analyze_with_bedrock', `data=${data}`, 'analysis_prompt=Which service?'];
const ANALYSIS = ['call', 'analyze_case_summaries', 'start_date=2020-01-01', 'end_date=2025-07-31'];
const ALLOWED = {
  AWS_ACCESS_KEY_ID: 'LOCALALLOWEDEXAMPLE1',
  AWS_SECRET_ACCESS_KEY: 'local/allowed/not/a/secret/EXAMPLEKEY',
};
const DENIED = {
  AWS_ACCESS_KEY_ID: 'LOCALDENIEDEXAMPLE01',
  AWS_SECRET_ACCESS_KEY: 'local/denied/not/a/secret/EXAMPLEKEY',
};
const HOUR_MS = 3_600_000;

const toolsGone = (method, answer) =>
  method === 'tools/list' ? { ...answer, result: { ...answer.result, tools: [] } } : answer;
const modelEnded = (asked, answer) =>
  asked === 'GET /'
    ? { ...answer, model: { ...answer.model, status: 'LEGACY', ends: '2026-09-10' } }
    : answer;
const failing =
  (failed) =>
  (method, { id, ...answer }) =>
    method === failed
      ? { jsonrpc: '2.0', id, error: { code: -32603, message: 'Internal server error' } }
      : { id, ...answer };

/**
 * What is wrong, the command, and how it is wrong: the endpoint, its answers, or the keys in the environment. In the order of
 * the exit codes of `doctor`; the others can be produced at any time as well.
 */
const AT_ANY_TIME = [
  { wrong: 'no endpoint', ask: DOCTOR, url: () => undefined },
  { wrong: 'no credentials, or a client that withholds them', ask: DOCTOR, keys: {} },
  { wrong: 'a typo in the host', ask: DOCTOR, url: () => 'https://nowhere.invalid/prod' },
  { wrong: 'nothing listens', ask: DOCTOR, url: () => 'http://127.0.0.1:9/prod' },
  {
    wrong: 'a clock that is an hour ahead',
    ask: DOCTOR,
    answers: { clockMs: -HOUR_MS },
  },
  { wrong: 'a wrong secret', ask: DOCTOR, keys: { ...ALLOWED, AWS_SECRET_ACCESS_KEY: 'wrong' } },
  { wrong: 'a wrong region', ask: [...DOCTOR, '--region', 'eu-west-1'] },
  { wrong: 'no user policy', ask: DOCTOR, keys: DENIED },
  { wrong: 'a wrong stage', ask: DOCTOR, url: (url) => url.replace(/prod$/, 'dev') },
  { wrong: 'a server without its tools', ask: DOCTOR, answers: { alter: toolsGone } },
  { wrong: 'a retired model', ask: DOCTOR, answers: { alter: modelEnded } },
  { wrong: 'a list of prompts that fails', ask: DOCTOR, answers: { alter: failing('prompts/list') } },
  { wrong: 'a list of resources that fails', ask: DOCTOR, answers: { alter: failing('resources/list') } },
  {
    wrong: 'a wrong stage, asked by a client',
    ask: ['call', 'get_case_summary'],
    url: (url) => url.replace(/prod$/, 'dev'),
  },
  { wrong: 'a typo in an option: the client says "Connection closed"', ask: ['--ur', 'x'] },
  {
    wrong: 'an old compact table',
    ask: ['call', 'get_case_summary', 'start_date=2025-06-01', '--json'],
    says: ({ note }) => note,
  },
  {
    wrong: 'an analysis takes longer than the caller waits',
    ask: [...question('EC2,45'), '--patience', '1', '--json'],
    says: ({ analysis }) => analysis,
  },
];

const home = mkdtempSync(join(tmpdir(), 'case-insights-symptoms-'));
const slowModel = createServer(() => undefined).listen(0, '127.0.0.1');
await once(slowModel, 'listening');
const stack = await startStack();
try {
  await replaceCompactTable(30);
  const rows = [];
  // One after the other, so that the stack starts one instance of the function, which takes longer than any of these.
  for (const symptom of AT_ANY_TIME) rows.push(await produce(symptom));
  rows.push(await produceHangUp());
  rows.push(await produce({ wrong: 'a budget of the day is used up', ask: ANALYSIS }));
  await fetch(`${stack.bedrockEndpoint}/local/fault/end-of-life`, { method: 'PUT' });
  rows.push(await produce({ wrong: 'the model is retired', ask: question('S3,23') }));
  const page = readFileSync(PAGE, 'utf8');
  const start = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`${PAGE} has no markers for the symptoms.`);
  const written = `${page.slice(0, start)}${BEGIN}\n\n${table([['wrong', 'command', 'exit', 'it says'], ...rows])}\n${page.slice(end)}`;
  if (!process.argv.includes('--check')) writeFileSync(PAGE, written);
  else if (written !== page) {
    process.stderr.write(
      `docs/troubleshoot.md says something else than the commands do now:\n${written.slice(start, written.indexOf(END))}`,
    );
    process.exitCode = 1;
  }
} finally {
  stack.child.kill();
  await once(stack.child, 'exit');
  slowModel.close().closeAllConnections();
  rmSync(home, { recursive: true });
}

/** The local stack, with a model that never answers. */
async function startStack() {
  const file = join(home, 'settings.json');
  writeFileSync(file, JSON.stringify(SETTINGS));
  const args = [LOCAL, '--json', '--cases', String(CASES), '--until', '2025-08-01', '--settings', file];
  const env = { ...process.env, LOCAL_LLM_URL: `http://127.0.0.1:${slowModel.address().port}/v1` };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, ...JSON.parse(line) };
}

/** Makes the view that stands for the compact table say that its run is so many days ago. */
async function replaceCompactTable(days) {
  const startedAt = new Date(Date.now() - days * 24 * HOUR_MS - HOUR_MS).toISOString();
  const response = await fetch(stack.athenaEndpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonAthena.StartQueryExecution',
    },
    body: JSON.stringify({
      QueryString: `CREATE OR REPLACE VIEW case_summary_compact AS SELECT *, CAST('${startedAt}' AS varchar) AS compacted_at, ${CASES} AS compacted_cases FROM case_summary`,
      QueryExecutionContext: { Database: stack.database },
      WorkGroup: stack.workgroup,
    }),
  });
  if (!response.ok) throw new Error(`The view was not made: ${await response.text()}`);
}

/** A row: what is wrong, which command says so, with which exit code and sentence. */
async function produce({ wrong, ask, url = (endpoint) => endpoint, keys = ALLOWED, answers, says }) {
  const altered = answers === undefined ? undefined : await startAlteredEndpoint(stack.endpoint, answers);
  const endpoint = altered?.url ?? stack.endpoint;
  const given = url(endpoint);
  const child = spawn(process.execPath, [BRIDGE, ...ask, ...(given === undefined ? [] : ['--url', given])], {
    env: environment(keys),
  });
  child.stdin.end();
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  altered?.close();
  const said = (says === undefined ? sentence(output, errors) : says(JSON.parse(output)))
    .replaceAll(new URL(endpoint).host, '<endpoint>')
    .replaceAll(/\bin \d+ (hours?|minutes?|seconds?)\b/g, 'in … hours')
    .replaceAll(/about [\d,]+ tokens/g, 'about … tokens')
    .replaceAll(/(?<=next_token )"[^"]+"/g, '…')
    .replaceAll(/ENOTFOUND|EAI_AGAIN/g, '…');
  const command = ask[0].startsWith('--') ? 'the bridge' : `\`${ask[0]}\``;
  return [wrong, command, String(code), said];
}

/** A row for a client that gives up a call before the server answers, as clients do that wait for 60 s. */
async function produceHangUp() {
  const client = new Client({ name: 'symptoms', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [BRIDGE, '--url', stack.endpoint],
      env: environment(ALLOWED),
    }),
  );
  const [, name, ...given] = question('RDS,7');
  const call = { name, arguments: Object.fromEntries(given.map((argument) => argument.split('='))) };
  const said = await client.callTool(call, { timeout: 1_000 }).catch(({ message }) => message);
  await client.close();
  return ['a client hangs up before the answer', 'any client', '', said];
}

function environment(keys) {
  const { PATH } = process.env;
  return {
    PATH,
    HOME: home,
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Nothing outside this computer is asked.
    AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9',
    ...keys,
  };
}

/** The failed check of `doctor` with its advice, or the error of a call. */
function sentence(output, errors) {
  const found = /^✗ \S+ +(.+)\n +→ (.+)$/m.exec(output);
  if (found !== null) return `${found[1]} → ${found[2]}`;
  return (errors.trim() || output.trim()).split('\n')[0] ?? '';
}

/** Rows as a Markdown table; what a cell holds literally, as code. */
function table(rows) {
  const cells = rows.map((row, index) =>
    row.map((cell, column) =>
      index > 0 && column === 3 ? `\`${cell.replaceAll('`', "'").replaceAll('|', '\\|')}\`` : cell,
    ),
  );
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`,
  );
  const [titles, ...others] = lines;
  return `${[titles, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others].join('\n')}\n`;
}
