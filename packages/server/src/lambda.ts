import { AthenaClient } from '@aws-sdk/client-athena';
import { parameterDocuments } from './access/parameters.ts';
import { IAM_CALLERS_SEE_ALL, PolicyScopes, type Scopes } from './access/scopes.ts';
import { createApp } from './app.ts';
import { ATHENA_OPTIONS } from './athena/bounded-response.ts';
import { bedrockOnFirstUse } from './bedrock/bedrock-client.ts';
import { bedrockCatalogOnFirstUse } from './bedrock/lifecycle.ts';
import { readConfig } from './config/config.ts';
import { bufferedHandler, streamingHandler } from './lambda/handler.ts';
import { createLog } from './log/log.ts';
import { createServices } from './services.ts';
import { s3Bucket } from './store/bucket.ts';
import { pageFile } from './views/page-file.ts';

const config = readConfig(process.env);
const log = createLog(config.LOG_LEVEL);
// Without a listener, a log that cannot be written would end the process.
process.stdout.on('error', () => {});

const services = createServices(config, {
  athena: new AthenaClient(ATHENA_OPTIONS),
  bedrock: bedrockOnFirstUse(),
  bedrockCatalog: bedrockCatalogOnFirstUse(),
  scopes: scopes(),
  viewPage: pageFile(new URL('./views/page.html', import.meta.url)),
  ...(config.WORK_LOCATION === undefined || !config.KEEP_WORK
    ? {}
    : { bucket: s3Bucket(config.WORK_LOCATION) }),
});
const serve = createApp(services);

/** Lambda allows 2 s between its signal and the end of the instance; a stopped call is answered within 0.3 s. */
const TIME_TO_ANSWER_MS = 1_000;

// Only a function with an extension gets the signal. Without a listener it would end the process at once, and with it
// the calls, whose queries would go on unseen.
process.once('SIGTERM', () => {
  services.running.stopAll();
  setTimeout(() => process.exit(), TIME_TO_ANSWER_MS).unref();
});

/** What Lambda invokes: marked as streaming where the API streams, an ordinary handler where it buffers. */
export const handler =
  config.RESPONSE_MODE === 'stream'
    ? awslambda.streamifyResponse(streamingHandler(serve, config, log))
    : bufferedHandler(serve, config, log);

function scopes(): Scopes {
  const parameter = config.ACCESS_POLICY_PARAMETER;
  if (parameter !== undefined) return new PolicyScopes(parameterDocuments(parameter), log);
  log.info('no access policy is configured: every caller that IAM admits sees every case');
  return IAM_CALLERS_SEE_ALL;
}
