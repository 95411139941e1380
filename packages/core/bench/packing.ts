import { fileURLToPath } from 'node:url';
import { estimateTokens, type PackableCase, packEntries, splitIntoPacks } from '../src/packing/index.ts';
import { byPriority } from '../src/packing/packable-case.ts';
import { type CorpusDocument, median, readCorpus } from './corpus.ts';
import { makeCases } from './summaries.ts';

const SMALL = 1_000;
const LARGE = 100_000;
const ROUNDS = process.argv.includes('--quick') ? 3 : 7;

// The same place from the source in `bench` and from the bundle in `dist`.
reportEstimates(readCorpus(fileURLToPath(new URL('../bench/corpus', import.meta.url))));
reportPacking();

function reportEstimates(corpus: readonly CorpusDocument[]): void {
  console.log('Tokens by estimate, as a ratio to the larger count of two tokenizers; length/4 beside it\n');
  console.log(row('document', 'chars', 'cl100k', 'claude', 'estimate', 'ratio', 'length/4'));
  const ratios = corpus.map(({ name, text, cl100k, claude, tokens }) => {
    const estimate = estimateTokens(text);
    const ratio = estimate / tokens;
    console.log(
      row(
        name,
        text.length,
        cl100k,
        claude,
        estimate,
        ratio.toFixed(2),
        (text.length / 4 / tokens).toFixed(2),
      ),
    );
    return { name, ratio, quarter: text.length / 4 / tokens };
  });
  const english = ratios.filter(({ name }) => name.startsWith('english-'));
  const other = ratios.filter(({ name }) => !name.startsWith('english-'));
  const spread = (values: readonly number[]) =>
    `${Math.min(...values).toFixed(2)} … ${median(values).toFixed(2)} … ${Math.max(...values).toFixed(2)}`;
  console.log('\nlowest … median … highest ratio');
  console.log(
    `  English summaries  estimate ${spread(english.map((r) => r.ratio))}   length/4 ${spread(english.map((r) => r.quarter))}`,
  );
  console.log(
    `  everything else    estimate ${spread(other.map((r) => r.ratio))}   length/4 ${spread(other.map((r) => r.quarter))}`,
  );
}

/**
 * Small and large runs are interleaved, so that a slow moment of the machine falls on both; CPU time beside the clock,
 * since a busy machine slows only the latter.
 */
function reportPacking(): void {
  // In the order in which Athena answers, and in memory in this order, as text from a network is.
  const large: PackableCase[] = JSON.parse(JSON.stringify(byPriority(makeCases(LARGE))));
  const small = Array.from({ length: LARGE / SMALL }, (_, part) =>
    large.slice(part * SMALL, (part + 1) * SMALL),
  );
  const packSmall = () => {
    for (const cases of small) packEntries(cases);
  };
  const packLarge = () => {
    packEntries(large);
  };
  packSmall();
  const times = Array.from({ length: ROUNDS }, () => ({ small: timed(packSmall), large: timed(packLarge) }));
  const cpuSmall = median(times.map((time) => time.small.cpu));
  const cpuLarge = median(times.map((time) => time.large.cpu));
  const clock = median(times.map((time) => time.large.clock));
  console.log(`\nPacking summaries of 650 characters, near-duplicates included (median of ${ROUNDS})`);
  console.log(`  in packs of ${SMALL}: ${((cpuSmall * 1000) / LARGE).toFixed(1)} µs of CPU each`);
  console.log(`  ${LARGE} at once: ${((cpuLarge * 1000) / LARGE).toFixed(1)} µs of CPU each (at most 20)`);
  console.log(`  ${LARGE} at once: ${(clock / 1000).toFixed(2)} s by the clock (at most 2)`);
  console.log(
    `  each at ${LARGE} takes ${(cpuLarge / cpuSmall).toFixed(2)} × as long as at ${SMALL} (at most 1.3)`,
  );
  const entries = packEntries(large);
  const tokens = entries.reduce((sum, entry) => sum + entry.tokens, 0);
  console.log(
    `  ${entries.length} entries of ${Math.round(tokens / entries.length)} tokens, ${splitIntoPacks(entries, 175_000).length} packs of 175000`,
  );
}

/** Milliseconds. */
function timed(work: () => void): { clock: number; cpu: number } {
  const clock = performance.now();
  const cpu = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { clock: performance.now() - clock, cpu: (user + system) / 1000 };
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(22) + cells.map((cell) => String(cell).padStart(9)).join('');
}
