import {
  type LocalStack,
  type LocalStackProcess,
  startLocalStack,
  startLocalStackProcess,
} from '@case-insights/testing/local-stack';

/** The day the tests' cases end, so that the deployment guide's dated examples find some. */
export const UNTIL = '2025-08-01';

/** Starts a stack of its own on generated cases up to {@link UNTIL}, with these settings. */
export function startLocal(
  settings: Record<string, unknown> = {},
  args: readonly string[] = ['--until', UNTIL],
  environment: Record<string, string> = {},
): Promise<LocalStack> {
  return startLocalStack({ settings, args, environment });
}

/** The same in a process of its own, whose id and output are known. */
export function startLocalProcess(
  settings: Record<string, unknown> = {},
  args: readonly string[] = ['--until', UNTIL],
  environment: Record<string, string> = {},
): Promise<LocalStackProcess> {
  return startLocalStackProcess({ settings, args, environment });
}
