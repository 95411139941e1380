import * as z from 'zod';

const CALLER = z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), arn: z.string() });

/** What `local --json` prints. */
export const DESCRIPTION = z.object({
  endpoint: z.url(),
  region: z.string(),
  identities: z.object({ allowed: CALLER, denied: CALLER }),
  athenaEndpoint: z.url(),
  bedrockEndpoint: z.url(),
  ssmEndpoint: z.url(),
  s3Endpoint: z.url(),
  database: z.string(),
  workgroup: z.string(),
  viewsPage: z.url(),
  compactWorkgroup: z.string(),
  compactLocation: z.string(),
  /** With `--oauth`. */
  web: z
    .object({
      endpoint: z.url(),
      issuer: z.url(),
      scope: z.string(),
      otherResource: z.url(),
      users: z.array(
        z.object({ name: z.string(), groups: z.array(z.string()), sees: z.string().optional() }),
      ),
      code: z.string().optional(),
    })
    .optional(),
});

export type StackDescription = z.output<typeof DESCRIPTION>;
