import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseTableStatements } from './case-table.ts';
import { judge, VERDICTS, type Verdict } from './compare.ts';
import { type Expectation, readRecording, topics, writeRecording } from './expectation.ts';
import { openLocalEngine } from './local.ts';
import { askTrino } from './trino.ts';

/** The bundle runs from `dist`. */
const folder = join(import.meta.dirname, '..', 'judge');
const recorded = join(folder, 'recorded');

const [command, ...args] = process.argv.slice(2);
if (command === 'record' && args[0] && args[1]) await record(args[0], args[1]);
else if (command === 'replay') await replay(args);
else {
  console.error('usage: judge record TOPIC FILE | judge replay [--verbose] [TOPIC…]');
  process.exitCode = 2;
}

/** Asks Trino the statements of a file, a JSON string on each line, and records what it answers. */
async function record(topic: string, file: string): Promise<void> {
  const version = await askTrino('SELECT node_version FROM system.runtime.nodes');
  const trino = 'rows' in version ? String(version.rows[0]?.[0]) : '';
  await prepareTrino();
  const statements = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const expectations: Expectation[] = [];
  for (const sql of statements.map((line) => JSON.parse(line) as string))
    expectations.push(await askTrino(sql));
  writeRecording(recorded, { topic, trino, expectations });
  console.log(`${topic}: ${expectations.length} statements recorded from Trino ${trino}`);
}

/** The case table on the judge, made anew. */
async function prepareTrino(): Promise<void> {
  await askTrino('CREATE SCHEMA IF NOT EXISTS mem.cases_db');
  await askTrino('DROP TABLE IF EXISTS case_summary');
  for (const statement of caseTableStatements(folder, 'case_summary')) {
    const answer = await askTrino(statement);
    if ('error' in answer) throw new Error(answer.message);
  }
}

/** Compares what is recorded with this engine, and prints the verdicts; `--verbose` also what differs. */
async function replay(options: readonly string[]): Promise<void> {
  const verbose = options.includes('--verbose');
  const named = options.filter((option) => !option.startsWith('--'));
  const engine = await openLocalEngine(folder);
  const total = new Map<Verdict, number>();
  for (const topic of named.length > 0 ? named : topics(recorded)) {
    const counts = new Map<Verdict, number>();
    for (const expected of readRecording(recorded, topic).expectations) {
      const actual = await engine.answer(expected.sql);
      const verdict = judge(expected, actual);
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      total.set(verdict, (total.get(verdict) ?? 0) + 1);
      if (verdict !== 'same' && verbose) {
        console.log(
          `${verdict.toUpperCase()} ${expected.sql}\n  trino ${show(expected)}\n  local ${show(actual)}`,
        );
      }
    }
    console.log(line(topic, counts));
  }
  console.log(line('total', total));
  engine.close();
}

function line(name: string, counts: ReadonlyMap<Verdict, number>): string {
  return `${name.padEnd(14)}${VERDICTS.map((verdict) => `${verdict} ${counts.get(verdict) ?? 0}`.padEnd(17)).join('')}`;
}

function show(answer: Expectation): string {
  return 'error' in answer
    ? `${answer.error}: ${answer.message.slice(0, 200)}`
    : `${answer.types.join(' ')} ${JSON.stringify(answer.rows).slice(0, 300)}`;
}
