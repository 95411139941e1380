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
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const PAGE = resolve(import.meta.dirname, '../../../docs/troubleshoot.md');
const LOCAL = resolve(import.meta.dirname, '../dist/local.js');
const BRIDGE = resolve(import.meta.dirname, '../../bridge/dist/bridge.js');
const BEGIN = '<!-- symptoms: written by packages/local/scripts/symptoms.mjs -->';
const END = '<!-- /symptoms -->';

/** A budget of the day that no analysis fits into, and a model that Bedrock has retired. */
const SETTINGS = {
  budget: { variables: { MAX_TOKENS_PER_CALLER_PER_DAY: '1000' } },
  retired: { bedrockFaults: { '*': 'end-of-life' } },
};
const DOCTOR = ['doctor'];
const ANALYSIS = ['call', 'analyze_case_summaries', 'start_date=2025-06-01', 'end_date=2025-07-31'];
const ALLOWED = {
  AWS_ACCESS_KEY_ID: 'LOCALALLOWEDEXAMPLE1',
  AWS_SECRET_ACCESS_KEY: 'local/allowed/not/a/secret/EXAMPLEKEY',
};
const DENIED = {
  AWS_ACCESS_KEY_ID: 'LOCALDENIEDEXAMPLE01',
  AWS_SECRET_ACCESS_KEY: 'local/denied/not/a/secret/EXAMPLEKEY',
};

/** What is wrong, the command, and how it is wrong: the endpoint, options and the environment's keys. */
const SYMPTOMS = [
  { wrong: 'no endpoint', ask: DOCTOR, url: () => undefined },
  { wrong: 'no credentials, or a client that withholds them', ask: DOCTOR, keys: {} },
  { wrong: 'nothing listens', ask: DOCTOR, url: () => 'http://127.0.0.1:9/prod' },
  { wrong: 'a wrong secret', ask: DOCTOR, keys: { ...ALLOWED, AWS_SECRET_ACCESS_KEY: 'wrong' } },
  { wrong: 'a wrong region', ask: [...DOCTOR, '--region', 'eu-west-1'] },
  { wrong: 'no user policy', ask: DOCTOR, keys: DENIED },
  { wrong: 'a wrong stage', ask: DOCTOR, url: (url) => url.replace(/prod$/, 'dev') },
  { wrong: 'a budget of the day is used up', ask: ANALYSIS },
  { wrong: 'the model is retired', ask: ANALYSIS, stack: 'retired' },
];

const home = mkdtempSync(join(tmpdir(), 'case-insights-symptoms-'));
const stacks = Object.fromEntries(
  await Promise.all(
    Object.entries(SETTINGS).map(async ([name, settings]) => [name, await startStack(name, settings)]),
  ),
);
try {
  const rows = [];
  for (const symptom of SYMPTOMS) rows.push(await produce(symptom));
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
  for (const { child } of Object.values(stacks)) {
    child.kill();
    await once(child, 'exit');
  }
  rmSync(home, { recursive: true });
}

async function startStack(name, settings) {
  const file = join(home, `${name}.json`);
  writeFileSync(file, JSON.stringify(settings));
  const args = [LOCAL, '--json', '--cases', '200', '--until', '2025-08-01', '--settings', file];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, endpoint: JSON.parse(line).endpoint };
}

/** A row: what is wrong, which command says so, with which exit code and sentence. */
async function produce({ wrong, ask, url = (endpoint) => endpoint, keys = ALLOWED, stack = 'budget' }) {
  const { endpoint } = stacks[stack];
  const given = url(endpoint);
  const { PATH } = process.env;
  const env = { PATH, HOME: home, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', ...keys };
  const child = spawn(process.execPath, [BRIDGE, ...ask, ...(given === undefined ? [] : ['--url', given])], {
    env,
  });
  child.stdin.end();
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const said = sentence(output, errors)
    .replaceAll(new URL(endpoint).host, '<endpoint>')
    .replaceAll(/\bin \d+ (hours?|minutes?|seconds?)\b/g, 'in … hours')
    .replaceAll(/about [\d,]+ tokens/g, 'about … tokens');
  return [wrong, `\`${ask[0]}\``, String(code), said];
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
