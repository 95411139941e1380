import { AthenaClient } from '@aws-sdk/client-athena';
import * as bedrockSdk from '@aws-sdk/client-bedrock-runtime';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { EVERYONE_SEES_ALL } from '../src/access/scopes.ts';
import { readConfig } from '../src/config.ts';
import { createApp } from '../src/http/app.ts';
import { callerOf } from '../src/http/caller.ts';
import type { RequestContext } from '../src/http/request-context.ts';
import { createLog } from '../src/log/log.ts';
import type { ToolServices } from '../src/tools/call.ts';
import { RunningCalls } from '../src/tools/running-calls.ts';
import { TOOLS } from '../src/tools/tools.ts';

export const ALICE = 'arn:aws:sts::111122223333:assumed-role/Analyst/alice';
export const BOB = 'arn:aws:sts::111122223333:assumed-role/Analyst/bob';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };

export interface UnderTest {
  readonly services: ToolServices;
  readonly logLines: Record<string, unknown>[];
  fetch(path: string, init?: RequestInit, context?: Partial<RequestContext>): Promise<Response>;
}

/** The whole server in this process, its AWS clients pointed at local endpoints. */
export function appUnderTest(
  endpoints: { athena?: string; bedrock?: string },
  environment: Record<string, string> = {},
  overrides: Partial<ToolServices> = {},
): UnderTest {
  const logLines: Record<string, unknown>[] = [];
  const log = createLog('DEBUG', (line) => logLines.push(JSON.parse(line)));
  const config = readConfig({
    ATHENA_DATABASE: 'case_insights_test',
    ATHENA_WORKGROUP: 'CaseInsights-test',
    BEDROCK_MODEL_ID: 'test.model-v1:0',
    ...environment,
  });
  const common = { region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 2 };
  const services: ToolServices = {
    config,
    tools: TOOLS,
    athena: {
      client: new AthenaClient({ ...common, endpoint: endpoints.athena ?? 'http://127.0.0.1:1' }),
      database: config.ATHENA_DATABASE,
      workgroup: config.ATHENA_WORKGROUP,
      resultReuseMinutes: config.RESULT_REUSE_MINUTES,
      // Looks at once: tests script how many looks a query takes, not how long it takes.
      sleep: async (_, signal) => {
        await new Promise(setImmediate);
        signal.throwIfAborted();
      },
    },
    bedrock: async () => ({
      sdk: bedrockSdk,
      client: new BedrockRuntimeClient({
        ...common,
        endpoint: endpoints.bedrock ?? 'http://127.0.0.1:1',
        requestHandler: new NodeHttpHandler(),
      }),
    }),
    scopes: EVERYONE_SEES_ALL,
    running: new RunningCalls(),
    ...overrides,
  };
  const serve = createApp(services);
  let requests = 0;
  return {
    services,
    logLines,
    fetch: (path, init, context = {}) => {
      requests += 1;
      const requestId = `request-${requests}`;
      return serve(new Request(`https://case-insights${path}`, init), {
        requestId,
        caller: callerOf(ALICE),
        deadline: Date.now() + 10_000,
        coldStart: false,
        log: log.with({ request_id: requestId }),
        ...context,
      });
    },
  };
}
