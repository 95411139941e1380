import * as z from 'zod';
import { ENVIRONMENT, wholeNumber } from './config.ts';

/** Every environment variable of the function that makes the compact table. An empty value counts as absent. */
export const COMPACT_ENVIRONMENT = ENVIRONMENT.pick({
  ATHENA_DATABASE: true,
  // The compact table's own workgroup, which decides where tables are made: below COMPACT_LOCATION.
  ATHENA_WORKGROUP: true,
  CASE_TABLE: true,
  LOG_LEVEL: true,
  METRICS_NAMESPACE: true,
}).extend({
  /** Where its workgroup makes tables, such as `s3://bucket/tables/`. Every object below it that is no table's is deleted. */
  COMPACT_LOCATION: z
    .string()
    .regex(/^s3:\/\/[a-z0-9.-]{3,63}\/\S+\/$/, 'is not an s3:// location with a prefix'),
  /** The bucket of the case table's objects. */
  CASES_LOCATION: z.string().regex(/^s3:\/\/[a-z0-9.-]{3,63}\/(\S+\/)?$/, 'is not an s3:// location'),
  /** Cases up to which every run reads the whole case table; above, only accounts with new or changed objects. */
  WHOLE_UP_TO_CASES: wholeNumber(0, 1_000_000_000).default(200_000),
});

export type CompactConfig = z.output<typeof COMPACT_ENVIRONMENT>;
