import { GEOGRAPHIES, inGeography } from '@case-insights/core/models';
import * as z from 'zod';

/** Athena and Glue names in this product: letters, digits and underscores, as the engine reads them unquoted. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;

/** A whole number as text, since environment variables are text. */
export const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `is not between ${minimum} and ${maximum}`);

const commaSeparated = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/**
 * Every environment variable that this code reads; no other module reads settings from `process.env`. An empty value
 * counts as absent, since CloudFormation cannot leave a variable out of a map.
 */
export const ENVIRONMENT = z.object({
  /** The Glue database, usually `case_insights_<id>`. A hyphen is allowed: it is never pasted into SQL unquoted. */
  ATHENA_DATABASE: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'is not a database name'),
  ATHENA_WORKGROUP: z.string().regex(/^[A-Za-z0-9._-]{1,128}$/, 'is not a workgroup name'),
  /** Only for a workgroup without a result location of its own. */
  ATHENA_OUTPUT_LOCATION: z.string().startsWith('s3://', 'is not an s3:// location').optional(),
  /** The case table, or a view in its place. */
  CASE_TABLE: z.string().regex(IDENTIFIER, 'is not a table name').default('case_summary'),
  /** Model ids, inference profile ids or ARNs in order of preference; the first that can be asked is. */
  BEDROCK_MODEL_ID: commaSeparated.refine((ids) => ids.length > 0, 'names no model'),
  /** Calls each model that is named by its own id through its inference profile in this geography. */
  CROSS_REGION_INFERENCE: z.enum(GEOGRAPHIES).optional(),
  /** A guardrail of this region, and its version. */
  BEDROCK_GUARDRAIL_ID: z.string().optional(),
  BEDROCK_GUARDRAIL_VERSION: z.string().optional(),
  /** For models that reason. Absent leaves it to the model. */
  BEDROCK_REASONING_EFFORT: z.enum(['low', 'medium', 'high']).optional(),
  MAX_INPUT_TOKENS: wholeNumber(1_000, 10_000_000).optional(),
  MAX_OUTPUT_TOKENS: wholeNumber(1, 1_000_000).optional(),
  /** Input tokens of one analysis; 20,000 cases of 650 characters take 3.1 million. */
  MAX_ANALYSIS_TOKENS: wholeNumber(1_000, 1_000_000_000).default(4_000_000),
  /** Estimated tokens of an answer. Claude Code cuts an answer at 25,000, other clients at 1 MB or at 100,000 characters. */
  MAX_ANSWER_TOKENS: wholeNumber(1_000, 1_000_000).default(20_000),
  /**
   * What the text of an MCP result holds: the JSON of the structure, as the protocol recommends, or short Markdown, for
   * hosts that hand the model both.
   */
  TEXT_CONTENT: z.enum(['json', 'summary']).default('json'),
  /** Input tokens of all analyses of one caller on one day, UTC; 0 for no limit. */
  MAX_TOKENS_PER_CALLER_PER_DAY: wholeNumber(0, 1_000_000_000_000).default(20_000_000),
  /** The same for all callers together. */
  MAX_TOKENS_PER_DAY: wholeNumber(0, 1_000_000_000_000).default(0),
  /**
   * Bytes that Athena may scan for one call, and for one caller on one day, UTC; 0 for no limit. At 5 USD a TB, 0.10 and
   * 1.00 USD: 200 and 2,000 times a table of 50,000 cases, which has 100 MB.
   */
  MAX_SCANNED_BYTES_PER_CALL: wholeNumber(0, 1_000_000_000_000_000).default(20_000_000_000),
  MAX_SCANNED_BYTES_PER_CALLER_PER_DAY: wholeNumber(0, 1_000_000_000_000_000).default(200_000_000_000),
  ANALYSIS_CONCURRENCY: wholeNumber(1, 32).default(4),
  /** 0 turns result reuse off. Athena allows at most 10,080 minutes (seven days). */
  RESULT_REUSE_MINUTES: wholeNumber(0, 10_080).default(15),
  /** Where unfinished work is kept: a prefix of the results bucket. Absent means that nothing is kept. */
  WORK_LOCATION: z
    .string()
    .regex(/^s3:\/\/[a-z0-9.-]{3,63}\/\S+$/, 'is not an s3:// location with a prefix')
    .optional(),
  /** Whether unfinished work is kept there. */
  KEEP_WORK: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(true),
  /** Seconds after which a tool call is answered, done or not, unless its client is known to wait longer or says so. */
  PATIENCE_SECONDS: wholeNumber(1, 900).default(45),
  /** `buffered` where the API does not stream: answers then end at API Gateway's 29 s. */
  RESPONSE_MODE: z.enum(['stream', 'buffered']).default('stream'),
  /** An SSM parameter, or a path ending in `/`. Absent means that every caller sees every case. */
  ACCESS_POLICY_PARAMETER: z
    .string()
    .regex(/^[A-Za-z0-9_./-]+$/, 'is not an SSM parameter name')
    .optional(),
  CORS_ORIGINS: commaSeparated.default([]),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
  METRICS_NAMESPACE: z.string().min(1).max(255).default('CaseInsightsMCP'),
});

/** The settings of one function, validated. Read once, at start. */
export type Config = z.output<typeof ENVIRONMENT>;

/** Reads the settings. Throws an Error that names each variable that is missing or wrong, never its value. */
export function readConfig(environment: Variables): Config {
  return throughProfiles(readVariables(ENVIRONMENT, environment));
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables of an environment by their schema. Throws an Error that names each that is missing or wrong, never its value. */
export function readVariables<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Variables,
): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return present[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
  });
  throw new Error(`The function's environment is not usable: ${faults.join('; ')}.`);
}

/** The settings with the models as they are called: by their profiles' ids where a geography is set. */
function throughProfiles(config: Config): Config {
  const { BEDROCK_MODEL_ID: models, CROSS_REGION_INFERENCE: geography } = config;
  if (geography === undefined) return config;
  return { ...config, BEDROCK_MODEL_ID: models.map((id) => inGeography(id, geography)) };
}
