/**
 * Measures the built bridge beside a floor (the smallest possible signing loop) and the peers that can be installed here.
 * Their runs are interleaved, so that whatever else the machine does affects all alike. Prints medians and ratios.
 *
 *   node bench/index.mjs [--calls 100000] [--quick]
 *
 * `--calls` is for the measurement of memory. `--quick` repeats less and installs no peer: it measures those that an
 * earlier run has installed.
 */
import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAbort } from './abort.mjs';
import { findPeers } from './peers.mjs';
import { CALL, Subject } from './subject.mjs';

const {
  values: { quick, calls },
} = parseArgs({ options: { quick: { type: 'boolean', default: false }, calls: { type: 'string' } } });
const STARTS = quick ? 7 : 15;
const ROUNDS = quick ? 3 : 8;
const CALLS_IN_ROUND = quick ? 300 : 500;
const WIDTH = 16;
const WIDE_CALLS_IN_ROUND = quick ? 500 : 2000;
const memoryCalls = Number(calls ?? (quick ? 20_000 : 100_000));

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const time = async (work) => {
  const before = performance.now();
  await work();
  return performance.now() - before;
};

/** Asks `count` times, `WIDTH` at once. */
async function inFlight(subject, count) {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await subject.ask(CALL);
  };
  await Promise.all(Array.from({ length: WIDTH }, lane));
}

async function measureStarts(subjects) {
  const starts = Object.fromEntries(['node -e 0', ...Object.keys(subjects)].map((name) => [name, []]));
  for (let round = 0; round < STARTS; round++) {
    const bare = () => new Promise((done) => spawn(process.execPath, ['-e', '0']).once('exit', done));
    starts['node -e 0'].push(await time(bare));
    for (const [name, launch] of Object.entries(subjects)) {
      const subject = new Subject(launch);
      starts[name].push(await subject.initialize());
      await subject.stop();
    }
  }
  return starts;
}

async function measureCalls(subjects) {
  const running = new Map();
  const sequential = {};
  const rate = {};
  for (const [name, launch] of Object.entries(subjects)) {
    const subject = new Subject(launch);
    await subject.initialize();
    await inFlight(subject, WIDE_CALLS_IN_ROUND);
    running.set(name, subject);
    sequential[name] = [];
    rate[name] = [];
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, subject] of running) {
      for (let call = 0; call < CALLS_IN_ROUND; call++)
        sequential[name].push(await time(() => subject.ask(CALL)));
      const elapsed = await time(() => inFlight(subject, WIDE_CALLS_IN_ROUND));
      rate[name].push((WIDE_CALLS_IN_ROUND / elapsed) * 1000);
    }
  }
  for (const subject of running.values()) await subject.stop();
  return { sequential, rate };
}

async function measureMemory(subjects) {
  const memory = {};
  for (const name of ['floor', 'bridge']) {
    const subject = new Subject(subjects[name]);
    await subject.initialize();
    await inFlight(subject, memoryCalls / 10);
    const early = subject.memory();
    await inFlight(subject, (memoryCalls / 10) * 9);
    memory[name] = { ...subject.memory(), early: early.now };
    await subject.stop();
  }
  return memory;
}

const server = spawn(process.execPath, [resolve(import.meta.dirname, 'server.mjs')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const port = await new Promise((done) => server.stdout.once('data', (text) => done(String(text).trim())));
const url = `http://127.0.0.1:${port}/mcp`;
const env = {
  MCP_SERVER_URL: url,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'eu-west-1',
};
const { peers, missing } = findPeers(url, env, { install: !quick });
const subjects = {
  floor: { command: process.execPath, args: [resolve(import.meta.dirname, 'floor.cjs')], env },
  bridge: { command: process.execPath, args: [resolve(import.meta.dirname, '../dist/bridge.js')], env },
  ...peers,
};

const cell = (value, digits, unit) => `${value.toFixed(digits)} ${unit}`;
const table = (rows) => console.table(Object.fromEntries(rows));
const ofFloor = (values, name) => cell(median(values[name]) / median(values.floor), 2, 'x');

console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}`);
for (const line of missing) console.log(line);

const starts = await measureStarts(subjects);
table(
  Object.keys(starts).map((name) => [
    name,
    { 'start to answer': cell(median(starts[name]), 0, 'ms'), 'of floor': ofFloor(starts, name) },
  ]),
);

const { sequential, rate } = await measureCalls(subjects);
table(
  Object.keys(subjects).map((name) => [
    name,
    {
      'one call, p50': cell(median(sequential[name]), 2, 'ms'),
      'of floor': ofFloor(sequential, name),
      [`${WIDTH} in flight`]: cell(median(rate[name]), 0, '/s'),
      'of floor ': ofFloor(rate, name),
    },
  ]),
);

const memory = process.platform === 'linux' ? await measureMemory(subjects) : {};
server.kill();
table(
  Object.entries(memory).map(([name, { peak, early, now }]) => [
    name,
    {
      [`peak memory over ${memoryCalls} calls`]: cell(peak, 0, 'MB'),
      'first 10 % → end': `${early.toFixed(0)} → ${now.toFixed(0)} MB`,
    },
  ]),
);

const abort = await measureAbort();
const micros = (nanoseconds) => `${(nanoseconds / 1000).toFixed(1)} µs`;
console.log(
  `abortable request: ${micros(abort.LightAbortController)} with LightAbortController, ${micros(abort.AbortController)} with AbortController`,
);

const targets = [
  ['start at most 1.35 x floor', median(starts.bridge) / median(starts.floor) <= 1.35],
  ['one call at most 1.5 x floor', median(sequential.bridge) / median(sequential.floor) <= 1.5],
  [`${WIDTH} in flight at least 0.65 x floor`, median(rate.bridge) / median(rate.floor) >= 0.65],
  [
    'start at least 3 x faster than mcp-remote',
    starts['mcp-remote'] && median(starts['mcp-remote']) / median(starts.bridge) >= 3,
  ],
  ['peak memory at most 75 MB', memory.bridge && memory.bridge.peak <= 75],
];
for (const [target, met] of targets) console.log(`${met === undefined ? '?' : met ? '✓' : '✗'} ${target}`);
