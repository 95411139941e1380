import { tableLines } from '@case-insights/terminal/table';
import * as z from 'zod';
import { isFaultName } from './bedrock/index.ts';

const IDENTITY = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
  expiresAt: z.iso.datetime().optional(),
  arn: z.string().regex(/^arn:aws:(iam|sts)::\d{12}:(user|assumed-role)\/.+/, 'is not the ARN of a caller'),
  access: z.enum(['allow', 'implicit-deny', 'explicit-deny']).default('allow'),
});

/**
 * How the local AWS behaves, beyond the command line's options. `--settings` takes a JSON file of this shape, and `--help`
 * shows the descriptions.
 */
export const SETTINGS = z.strictObject(
  {
    identities: z
      .array(IDENTITY)
      .default([])
      .describe('more callers: accessKeyId, secretAccessKey, arn; sessionToken, expiresAt, access'),
    accessPolicy: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('who sees which accounts; kept in an SSM parameter (everybody sees all)'),
    variables: z
      .record(z.string(), z.string())
      .default({})
      .describe('environment variables of the function, over those of the template'),
    bedrockFaults: z
      .record(z.string(), z.string().refine(isFaultName, 'is not the name of a recorded refusal'))
      .default({})
      .describe('recorded refusals by model id, * for every model'),
    throttle: z
      .strictObject({ rate: z.number().positive(), burst: z.number().positive() })
      .default({ rate: 10_000, burst: 5_000 })
      .describe("rate and burst of the API (API Gateway's account quota)"),
    accessTokenSeconds: z
      .number()
      .int()
      .positive()
      .default(3600)
      .describe('how long the access tokens of --oauth are valid (3600)'),
    responseMode: z.enum(['stream', 'buffered']).default('stream').describe('stream or buffered (stream)'),
    integrationTimeoutMs: z
      .number()
      .positive()
      .optional()
      .describe("the API's limit for an answer (15 minutes streamed, 29 s buffered)"),
    corsOrigins: z.array(z.string()).default([]).describe('origins of pages that may call'),
    functionTimeoutSeconds: z
      .number()
      .positive()
      .max(900)
      .default(300)
      .describe("the function's limit for a call, up to 900 (300)"),
    concurrency: z.number().int().positive().default(8).describe('instances of the function at most (8)'),
    memoryMb: z.number().int().min(128).max(10_240).default(1024).describe('memory of an instance (1024)'),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? unknownSettings(issue.keys) : undefined) },
);

function unknownSettings(names: readonly string[]): string {
  const known = Object.keys(SETTINGS.shape).join(', ');
  return `no setting is called ${names.join(' or ')}; there are ${known}, and an access policy is the value of accessPolicy`;
}

export type Settings = z.output<typeof SETTINGS>;

/** Each setting with what it is, in 80 columns. */
export function settingsHelp(): string {
  const rows = Object.entries(SETTINGS.shape).map(([name, { description = '' }]) => [name, description]);
  return tableLines(rows, { width: 78, overflow: 'wrap' })
    .map((line) => `  ${line}`)
    .join('\n');
}
