// Prints what a cold start reads, what a warm call costs, what many calls leave behind and what it costs to
// keep a part of an analysis, each beside its limit (`--quick`: with fewer repetitions).
// Run it on a built package, on a machine with nothing else to do.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSize } from './zip-size.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = here('../dist');
const quick = process.argv.includes('--quick');
const STARTS = quick ? 11 : 31;

const sorted = (values) => [...values].sort((a, b) => a - b);
const quantile = (values, share) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];
const line = (what, figure, limit) => console.log(`${what.padEnd(52)} ${figure.padStart(12)}   ${limit}`);

function start(args) {
  const startedAt = performance.now();
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return performance.now() - startedAt;
}

const bareStarts = [];
const imports = [];
for (let n = 0; n < STARTS; n += 1) {
  bareStarts.push(start(['-e', '0']));
  imports.push(start([here('import-probe.mjs'), dist]));
}
const bareStart = quantile(bareStarts, 0.5);
const importing = quantile(imports, 0.5) - bareStart;

const ms = (value) => `${value.toFixed(2)} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

line('zip', `${(zipSize(dist) / 1000).toFixed(0)} KB`, 'at most 700 KB');
line('node -e 0, median', ms(bareStart), '');
line('import to ready above it, median', ms(importing), '');
line('import to ready, in starts of node', `${(importing / bareStart).toFixed(2)} ×`, 'at most 2.0 ×');

/** Runs a measurement of this folder, bundled, in a process of its own. */
async function measure(name) {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [here(`${name}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    keepNames: true,
    logLevel: 'error',
    banner: {
      js: "import{createRequire as benchRequire}from'node:module';const require=benchRequire(import.meta.url);",
    },
  });
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const output = execFileSync(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)], {
    env,
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output.toString());
}

const folder = mkdtempSync(join(tmpdir(), 'case-insights-bench-'));
try {
  const { calls, bareCalls, heap, heapStep } = await measure('overhead');
  const added = calls.map((ms, index) => ms - bareCalls[index]);

  line('warm call with an instant Athena, p50', ms(quantile(calls, 0.5)), 'its three AWS requests included');
  line('warm call with an instant Athena, p99', ms(quantile(calls, 0.99)), '');
  line('the three AWS requests alone, p50', ms(quantile(bareCalls, 0.5)), '');
  line('overhead of the server, p50', ms(quantile(added, 0.5)), 'at most 2 ms');
  line('overhead of the server, p99', ms(quantile(added, 0.99)), '');
  heap.forEach((bytes, index) => {
    line(
      `heap after ${((index + 1) * heapStep).toLocaleString('en')} calls`,
      mb(bytes),
      index === 0 ? 'flat' : '',
    );
  });

  const { before, behind, requests } = await measure('kept-part');
  const total = before.map((ms, index) => ms + behind[index]);
  line('keeping a part with an instant S3, p50', ms(quantile(total, 0.5)), 'at most 150 ms');
  line('of it beside the next part, p50', ms(quantile(behind, 0.5)), `${requests} requests to S3 in all`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
