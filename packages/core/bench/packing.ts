import { estimateTokens, packEntries, splitIntoPacks } from '../src/packing/index.ts';
import { type CorpusDocument, median, readCorpus } from './corpus.ts';
import { makeCases } from './summaries.ts';

// The corpus lies beside the source, whatever file this is bundled into.
const corpusDirectory = process.argv[2] ?? 'bench/corpus';

reportEstimates(readCorpus(corpusDirectory));
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

/** Small and large runs are interleaved, so that a slow moment of the machine falls on both. */
function reportPacking(): void {
  const small = Array.from({ length: 100 }, (_, seed) => makeCases(1000, { seed: seed + 1 }));
  const large = makeCases(100_000);
  for (const cases of small) packEntries(cases);
  const smallTimes: number[] = [];
  const largeTimes: number[] = [];
  let entries = 0;
  let tokens = 0;
  for (let round = 0; round < 7; round++) {
    const start = performance.now();
    for (const cases of small) packEntries(cases);
    const between = performance.now();
    const packed = packEntries(large);
    const end = performance.now();
    smallTimes.push((between - start) / 100_000);
    largeTimes.push((end - between) / 100_000);
    entries = packed.length;
    tokens = packed.reduce((sum, entry) => sum + entry.tokens, 0);
  }
  const a = median(smallTimes) * 1000;
  const b = median(largeTimes) * 1000;
  const packs = splitIntoPacks(packEntries(large), 175_000).length;
  console.log(`\nPacking, near-duplicates included (median of 7)`);
  console.log(`  1,000 summaries    ${a.toFixed(1)} µs each`);
  console.log(
    `  100,000 summaries  ${b.toFixed(1)} µs each, ${((b * 100_000) / 1e6).toFixed(2)} s in all (at most 2 s)`,
  );
  console.log(`  time per summary at 100,000 is ${(b / a).toFixed(2)} × that at 1,000 (at most 1.3)`);
  console.log(`  ${entries} entries, ${tokens} tokens, ${packs} packs of 175,000`);
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(22) + cells.map((cell) => String(cell).padStart(9)).join('');
}
