import { readFileSync } from 'node:fs';
import { compareCatalog } from '../src/models/compare.ts';

// Prints where the catalog of models and a region differ, and exits with 1 where they do:
//   aws bedrock list-foundation-models --region eu-central-1 > models.json
//   pnpm models:compare models.json
const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error(
    'Usage: pnpm models:compare FILE, where FILE holds what aws bedrock list-foundation-models printed.',
  );
  process.exit(2);
}
const { unknown, absent, ends } = compareCatalog(readFileSync(file, 'utf8'));
print('offered here, not in the catalog', unknown);
print('in the catalog, not offered here', absent);
print('an end that the catalog has differently', ends);
process.exitCode = unknown.length + absent.length + ends.length === 0 ? 0 : 1;

function print(heading: string, lines: readonly string[]): void {
  console.log(`${heading}: ${lines.length}`);
  for (const line of lines) console.log(`  ${line}`);
}
