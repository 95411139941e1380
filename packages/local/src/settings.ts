import { z } from 'zod';
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
 * How the local AWS behaves, beyond the command line's options: more callers, an access policy, tighter limits, a slow
 * or failing service. `--settings` takes a JSON file of this shape.
 */
export const SETTINGS = z.strictObject({
  /** Callers in addition to the two that always exist. */
  identities: z.array(IDENTITY).default([]),
  /** The scope policy; kept in one SSM parameter. Absent means that everyone with access sees everything. */
  accessPolicy: z.record(z.string(), z.unknown()).optional(),
  /** Environment variables of the function, over those that the template would set. */
  variables: z.record(z.string(), z.string()).default({}),
  /** Recorded refusals that Bedrock answers with, by model id; `*` stands for every model. */
  bedrockFaults: z
    .record(z.string(), z.string().refine(isFaultName, 'is not the name of a recorded refusal'))
    .default({}),
  /** The defaults are API Gateway's account quota. */
  throttle: z
    .strictObject({ rate: z.number().positive(), burst: z.number().positive() })
    .default({ rate: 10_000, burst: 5_000 }),
  /** How long the access tokens of `--oauth` are valid, s. */
  accessTokenSeconds: z.number().int().positive().default(3600),
  responseMode: z.enum(['stream', 'buffered']).default('stream'),
  /** Absent means the mode's default: 15 minutes streamed, 29 s buffered. */
  integrationTimeoutMs: z.number().positive().optional(),
  corsOrigins: z.array(z.string()).default([]),
  functionTimeoutSeconds: z.number().positive().max(900).default(300),
  concurrency: z.number().int().positive().default(8),
  memoryMb: z.number().int().min(128).max(10_240).default(1024),
});

export type Settings = z.output<typeof SETTINGS>;
