import { setTimeout as sleep } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import { ATHENA_OPTIONS } from './athena/bounded-response.ts';
import { athenaService } from './athena/session.ts';
import { compactHandler } from './compact/handler.ts';
import { COMPACT_ENVIRONMENT } from './config/compact-config.ts';
import { readVariables } from './config/config.ts';
import { createLog } from './log/log.ts';

const config = readVariables(COMPACT_ENVIRONMENT, process.env);
const client = new AthenaClient(ATHENA_OPTIONS);
const athena = athenaService({
  client,
  database: config.ATHENA_DATABASE,
  workgroup: config.ATHENA_WORKGROUP,
  resultReuseMinutes: 0,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
});

/** What Lambda invokes to make the compact table: the second handler of the same zip. */
export const handler = compactHandler(config, { athena, client }, createLog(config.LOG_LEVEL));
