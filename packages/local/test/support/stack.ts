import {
  type LocalStack,
  type LocalStackProcess,
  startLocalStack,
  startLocalStackProcess,
} from '@case-insights/testing/local-stack';
import type { LocalStackOptions } from '@case-insights/testing/stack-folder';

/** The day the tests' cases end, so that the deployment guide's dated examples find some. */
export const UNTIL = '2025-08-01';

type Given = [
  settings?: Readonly<Record<string, unknown>>,
  args?: readonly string[],
  environment?: Readonly<Record<string, string>>,
];

function optionsOf(
  ...[settings = {}, args = ['--until', UNTIL], environment = {}]: Given
): LocalStackOptions {
  return { settings, args, environment };
}

/** Starts a stack of its own on generated cases up to {@link UNTIL}, with these settings. */
export const startLocal = (...given: Given): Promise<LocalStack> => startLocalStack(optionsOf(...given));

/** The same in a process of its own, whose id and output are known. */
export const startLocalProcess = (...given: Given): Promise<LocalStackProcess> =>
  startLocalStackProcess(optionsOf(...given));
