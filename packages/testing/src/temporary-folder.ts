import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * An empty folder, removed by `end`: when the current test ends, unless told otherwise. `afterAll` keeps it for all
 * tests of a file or a `describe`.
 */
export function temporaryFolder(end: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'case-insights-'));
  end(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
