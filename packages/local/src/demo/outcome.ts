import { TOOL_NAMES, type ToolName } from '@case-insights/core/names';

/** The tools that were called, and whether each answered. */
export type Outcomes = ReadonlyMap<ToolName, boolean>;

/** What the calls came to: how many failed, and a sentence about all of them. */
export interface Outcome {
  readonly failures: number;
  readonly summary: string;
  /** Names the tools that the demo does not call; absent when it calls them all. */
  readonly uncalled?: string;
}

export function describeOutcome(outcomes: Outcomes): Outcome {
  const failures = [...outcomes.values()].filter((answered) => !answered).length;
  const uncalled = TOOL_NAMES.filter((name) => !outcomes.has(name));
  const called = uncalled.length === 0 ? `All ${outcomes.size}` : `${outcomes.size} of ${TOOL_NAMES.length}`;
  return {
    failures,
    summary: failures > 0 ? `${failures} of ${outcomes.size} calls failed` : `${called} tools answered`,
    ...(uncalled.length > 0
      ? {
          uncalled: `The demo does not call ${uncalled.join(', ')}: add a call to packages/local/src/demo/calls.ts.`,
        }
      : {}),
  };
}
