// Prints what the local stack costs beside its limits: loading 50,000 case files, starting, the whole demo, and the
// tokens of answers. Each measurement is a process of its own. Run it on a built package, on a machine with nothing
// else to do. `--quick` loads 10,000 files and repeats less.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../src/athena/engine.ts';
import { connectBridge } from '../src/bridge-client.ts';
import { loadCaseTable } from '../src/case-table.ts';
import { generateCases, writeCaseFolder } from '../src/cases/index.ts';
import type { StackDescription } from '../src/stack.ts';
import { MEASURED_ANSWERS, tokensOf, UNTIL } from './answer-tokens.ts';

const quick = process.argv.includes('--quick');
const FILES = quick ? 10_000 : 50_000;
const ROUNDS = quick ? 3 : 5;
/** This file runs bundled, beside the commands that it measures. */
const built = (name: string) => fileURLToPath(new URL(name, import.meta.url));

interface Load {
  readonly cases: number;
  readonly ms: number;
  /** Of the whole process, Node and DuckDB included. */
  readonly peakBytes: number;
}

const [mode, folder] = process.argv.slice(2);
if (mode === 'load' && folder !== undefined) process.stdout.write(JSON.stringify(await load(folder)));
else await main();

async function main(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'case-insights-bench-'));
  try {
    await writeCaseFolder(data, generateCases({ count: FILES, until: '2025-08-01' }));
    process.stdout.write(`Medians of ${ROUNDS} rounds on ${cpus().length} cores, Node ${process.version}\n`);
    reportLoads(data);
    await reportStarts();
    await reportAnswers();
  } finally {
    await rm(data, { recursive: true });
  }
}

function reportLoads(data: string): void {
  const loads = Array.from(
    { length: ROUNDS },
    (): Load =>
      JSON.parse(execFileSync(process.execPath, [built('bench.js'), 'load', data], { encoding: 'utf8' })),
  );
  const counts = new Set(loads.map(({ cases }) => cases));
  if (counts.size !== 1 || !counts.has(FILES)) throw new Error(`Loaded ${[...counts]} of ${FILES} cases.`);
  const peak = median(loads.map(({ peakBytes }) => peakBytes)) / 1e6;
  report(
    `load ${FILES.toLocaleString('en')} case files`,
    seconds(loads.map(({ ms }) => ms)),
    quick ? '' : 'under 15 s',
  );
  report('peak memory of that', `${peak.toFixed(0)} MB`, 'under 1 GB');
}

async function reportStarts(): Promise<void> {
  const starts: number[] = [];
  const demos: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    starts.push(await stackStart());
    demos.push(elapsed(() => execFileSync(process.execPath, [built('demo.js')], { stdio: 'pipe' })));
  }
  report('stack ready, 1,500 generated cases', seconds(starts), '');
  report('demo, start to exit', seconds(demos), 'under 15 s');
}

/** Tokens of each measured answer, as a client of the bridge gets its text. */
async function reportAnswers(): Promise<void> {
  const local = spawn(process.execPath, [built('local.js'), '--json', '--until', UNTIL], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface({ input: local.stdout }), 'line');
    const description: StackDescription = JSON.parse(line);
    const client = await connectBridge(description, 'case-insights-demo');
    for (const { name, tool, arguments: args, atMost } of MEASURED_ANSWERS) {
      const { content } = await client.callTool({ name: tool, arguments: { ...args } });
      const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
      report(`tokens of ${name}`, String(tokensOf(text)), `at most ${atMost.toLocaleString('en')}`);
    }
    await client.close();
  } finally {
    local.kill('SIGTERM');
  }
}

async function load(from: string): Promise<Load> {
  const engine = await createEngine();
  const before = performance.now();
  const { count } = await loadCaseTable(engine, { from: 'folder', folder: from }, process.stderr);
  const ms = performance.now() - before;
  engine.close();
  return { cases: count, ms, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

/** Until `--json` says that the stack is ready, ms. */
async function stackStart(): Promise<number> {
  const before = performance.now();
  const child = spawn(process.execPath, [built('local.js'), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const ms = performance.now() - before;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return ms;
}

function elapsed(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function seconds(values: readonly number[]): string {
  return `${(median(values) / 1000).toFixed(2)} s`;
}

function report(what: string, figure: string, limit: string): void {
  process.stdout.write(`${`${what.padEnd(40)} ${figure.padStart(10)}   ${limit}`.trimEnd()}\n`);
}
