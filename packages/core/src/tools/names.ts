/**
 * The names of the protocol, without Zod and schemas: code that needs only the list of tools (doctor, smoke, tests)
 * derives from it and does not load the definitions.
 */

/** Every tool, in the order of the deployment guide, which is the order in which clients see them. */
export const TOOL_NAMES = [
  'query_athena',
  'analyze_with_bedrock',
  'get_case_summary',
  'get_rca_analysis',
  'get_service_trends',
  'analyze_case_summaries',
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

/**
 * What a table holds for each tool, in the order of the names. Throws with the sentence of `missing` where it holds nothing:
 * the compiler says so too, but a bundler reads no types.
 */
export function inToolOrder<Table extends Readonly<Record<ToolName, unknown>>>(
  table: Table,
  missing: (name: ToolName) => string,
): Table[ToolName][] {
  return TOOL_NAMES.map((name) => {
    if (table[name] === undefined) throw new Error(missing(name));
    return table[name];
  });
}

/** Every prompt, in the order in which clients see them. */
export const PROMPT_NAMES = [
  'weekly_review',
  'top_problems',
  'compare_periods',
  'service_deep_dive',
  'spike_root_cause',
  'limits_and_throttling',
  'monitoring_gaps',
] as const;

export type PromptName = (typeof PROMPT_NAMES)[number];

/** Every resource that is listed, in the order in which clients see them. Views have URIs of their own, `ui://…`. */
export const RESOURCE_URIS = {
  schema: 'case-insights://schema',
  categories: 'case-insights://categories',
  services: 'case-insights://services',
  data: 'case-insights://data',
} as const;

/** One case, by the number that people quote. */
export const CASE_URI_TEMPLATE = 'case-insights://case/{case_number}';

/** `_meta` key of a request: the client's random id of a call, which a cancel repeats. */
export const CALL_KEY = 'case-insights/call';

/** `_meta` key of a request, read by the bridge only: which of its listed AWS profiles signs the call. */
export const PROFILE_KEY = 'case-insights/profile';

/**
 * `_meta` key of a request of the 2025 era: who the client is and what it can do, as `{ name, version, capabilities }`. That
 * era says it once, in `initialize`, and the server keeps no session, so the bridge repeats it.
 */
export const CLIENT_KEY = 'case-insights/client';

/** `_meta` key of a request: for how many seconds the client waits for its answer. */
export const PATIENCE_KEY = 'case-insights/patience';

/** `_meta` key of a failed result: its code, the request id, and what helps to go on. */
export const ERROR_KEY = 'case-insights/error';

/** `_meta` key of a prompt: which version of its text this is. */
export const PROMPT_VERSION_KEY = 'case-insights/prompt-version';
