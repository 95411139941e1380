import type { BridgeFailure } from '../../failure.ts';

/**
 * The checks, in the order in which each needs the one before, with the exit code when that check is the first to fail.
 * The clock comes after the connection because the time to compare with is the server's.
 */
export const STEPS = {
  configuration: 10,
  credentials: 11,
  name: 12,
  connection: 13,
  clock: 14,
  signature: 15,
  permission: 16,
  protocol: 17,
  tools: 18,
  model: 19,
  prompts: 20,
  resources: 21,
} as const;

export type Step = keyof typeof STEPS;

/** What one check found. */
export interface Finding {
  readonly step: Step;
  /** `warning`: it works, but should be looked at. `skipped`: what it needs is missing. */
  readonly result: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

export function ok(step: Step, message: string): Finding {
  return { step, result: 'ok', message };
}

/** A failure's sentence, taken apart where it turns from what happened to what to do. */
export function failed(step: Step, failure: Pick<BridgeFailure, 'message'>): Finding {
  const [, what, todo] = /^(.*?); (.*)$/s.exec(failure.message) ?? [];
  if (what === undefined || todo === undefined) return { step, result: 'failed', message: failure.message };
  return { step, result: 'failed', message: `${what}.`, fix: todo.charAt(0).toUpperCase() + todo.slice(1) };
}

/** The checks that a failed one makes impossible. */
export function skipped(steps: readonly Step[], why: string): Finding[] {
  return steps.map((step) => ({ step, result: 'skipped', message: `not tried: ${why}` }));
}

/** The exit code: that of the first failed check, 0 without one. */
export function exitCodeFor(findings: readonly Finding[]): number {
  const first = findings.find(({ result }) => result === 'failed');
  return first === undefined ? 0 : STEPS[first.step];
}
