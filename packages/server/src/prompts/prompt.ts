import type { PromptName } from '@case-insights/core/names';
import type { DayRange } from '@case-insights/core/tools';

/** The arguments of a prompt after they were read; absent where they were not given. */
export interface PromptValues {
  readonly period: DayRange;
  /** The days that `period` is compared with. */
  readonly comparedWith: DayRange;
  /** As the caller says it: a name, a code, or several with commas. */
  readonly service: string | undefined;
  readonly severity: string | undefined;
  /** As the caller says it; the table may hold causes that no list names. */
  readonly rootCause: string | undefined;
}

/** An argument that a prompt can have. The protocol knows texts only. */
export type PromptArgument = 'period' | 'compared_with' | 'service' | 'severity' | 'root_cause';

/** A question that people ask again and again, worked out as instructions for the model of the client. */
export interface PromptDefinition {
  readonly name: PromptName;
  /** `name/n`: raised with every change of the text, so that answers can be told apart. */
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  readonly required?: readonly PromptArgument[];
  /** What `period` means when it is not given, as people say it. */
  readonly defaultPeriod: string;
  /** The steps and what a good answer holds. */
  text(values: PromptValues): string;
}
