import { BRIDGE } from '@case-insights/testing/bundles';
import { type RunOptions, runScript } from '@case-insights/testing/processes';

/** Runs the built bridge to its end, in an empty environment unless one is given. */
export function runBridge(args: readonly string[], options: RunOptions = {}) {
  return runScript(BRIDGE, args, { env: {}, ...options });
}
