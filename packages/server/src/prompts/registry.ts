import { PROMPT_NAMES, type PromptName } from '@case-insights/core/names';
import { limitsAndThrottling, monitoringGaps, spikeRootCause } from './investigations.ts';
import { comparePeriods, serviceDeepDive, topProblems, weeklyReview } from './overviews.ts';
import type { PromptDefinition } from './prompt.ts';

/** The definition of each named prompt; a name without one does not compile. */
const DEFINITIONS: Readonly<Record<PromptName, PromptDefinition>> = {
  weekly_review: weeklyReview,
  top_problems: topProblems,
  compare_periods: comparePeriods,
  service_deep_dive: serviceDeepDive,
  spike_root_cause: spikeRootCause,
  limits_and_throttling: limitsAndThrottling,
  monitoring_gaps: monitoringGaps,
};

/** Every prompt, in the order in which clients see them. */
export const PROMPTS: readonly PromptDefinition[] = PROMPT_NAMES.map((name) => DEFINITIONS[name]);
