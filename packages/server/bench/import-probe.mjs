// Imports the built function as Lambda does, and ends: run with the folder of the bundle as the only argument.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

globalThis.awslambda = { streamifyResponse: (handler) => handler };
Object.assign(process.env, {
  ATHENA_DATABASE: 'd',
  ATHENA_WORKGROUP: 'w',
  BEDROCK_MODEL_ID: 'm',
  AWS_REGION: 'us-east-1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});
const { handler } = await import(pathToFileURL(join(process.argv[2], 'lambda.mjs')));
if (typeof handler !== 'function') throw new Error('The bundle exports no handler.');
