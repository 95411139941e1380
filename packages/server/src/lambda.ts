import { setTimeout as sleep } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import { parameterDocuments } from './access/parameters.ts';
import { PolicyScopes } from './access/policy-scopes.ts';
import { EVERYONE_SEES_ALL, type Scopes } from './access/scopes.ts';
import { CLIENT_OPTIONS } from './aws/client-options.ts';
import { bedrockOnFirstUse } from './bedrock/converse.ts';
import { readConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { bufferedHandler, streamingHandler } from './lambda/handler.ts';
import { createLog } from './log/log.ts';
import { RunningCalls } from './tools/running-calls.ts';
import { TOOLS } from './tools/tools.ts';

const config = readConfig(process.env);
const log = createLog(config.LOG_LEVEL);
// Without a listener, a log that cannot be written would end the process.
process.stdout.on('error', () => {});

const serve = createApp({
  config,
  tools: TOOLS,
  athena: {
    client: new AthenaClient(CLIENT_OPTIONS),
    database: config.ATHENA_DATABASE,
    workgroup: config.ATHENA_WORKGROUP,
    ...(config.ATHENA_OUTPUT_LOCATION === undefined ? {} : { outputLocation: config.ATHENA_OUTPUT_LOCATION }),
    resultReuseMinutes: config.RESULT_REUSE_MINUTES,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  },
  bedrock: bedrockOnFirstUse(),
  scopes: scopes(),
  running: new RunningCalls(),
});

/** What Lambda invokes: marked as streaming where the API streams, an ordinary handler where it buffers. */
export const handler =
  config.RESPONSE_MODE === 'stream'
    ? awslambda.streamifyResponse(streamingHandler(serve, config, log))
    : bufferedHandler(serve, config, log);

function scopes(): Scopes {
  const parameter = config.ACCESS_POLICY_PARAMETER;
  if (parameter !== undefined) return new PolicyScopes(parameterDocuments(parameter), log);
  log.info('no access policy is configured: everyone whom IAM lets in sees every case');
  return EVERYONE_SEES_ALL;
}
