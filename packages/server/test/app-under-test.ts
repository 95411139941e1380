import { setTimeout as sleep } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import * as bedrockSdk from '@aws-sdk/client-bedrock-runtime';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NO_ANSWERS, NO_VIEW } from '@case-insights/views/page';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { IAM_CALLERS_SEE_ALL } from '../src/access/scopes.ts';
import { createApp } from '../src/app.ts';
import { ATHENA_OPTIONS } from '../src/athena/bounded-response.ts';
import { callerOf, type RequestContext } from '../src/call/request-context.ts';
import { RequestWork } from '../src/call/request-work.ts';
import { readConfig } from '../src/config/config.ts';
import { createLog } from '../src/log/log.ts';
import type { McpServices } from '../src/mcp/mcp-services.ts';
import { type Clients, createServices } from '../src/services.ts';

export const ALICE = 'arn:aws:sts::111122223333:assumed-role/Analyst/alice';
export const BOB = 'arn:aws:sts::111122223333:assumed-role/Analyst/bob';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };

/** Other clients than those of the endpoints, and other tools than the server's. */
export type Overrides = Partial<Clients & Pick<McpServices, 'tools'>>;

export interface UnderTest {
  readonly services: McpServices;
  readonly logLines: Record<string, unknown>[];
  fetch(path: string, init?: RequestInit, context?: Partial<RequestContext>): Promise<Response>;
}

/** The whole server in this process, its AWS clients pointed at local endpoints. */
export function appUnderTest(
  endpoints: { athena?: string; bedrock?: string },
  environment: Record<string, string> = {},
  { tools, ...clients }: Overrides = {},
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
  const services = createServices(config, {
    athena: new AthenaClient({
      ...ATHENA_OPTIONS,
      ...common,
      endpoint: endpoints.athena ?? 'http://127.0.0.1:1',
    }),
    bedrock: async () => ({
      sdk: bedrockSdk,
      client: new BedrockRuntimeClient({
        ...common,
        endpoint: endpoints.bedrock ?? 'http://127.0.0.1:1',
        requestHandler: new NodeHttpHandler(),
      }),
    }),
    bedrockCatalog: { lifecycleOf: async () => ({ status: 'ACTIVE' }) },
    scopes: IAM_CALLERS_SEE_ALL,
    viewPage: async () => `<html ${NO_VIEW}>${NO_ANSWERS}</html>`,
    // Looks soon: tests script how many looks a query takes, not how long it takes. Without a pause, a query that runs until
    // its call's deadline would keep a processor busy.
    sleep: (_, signal) => sleep(5, undefined, { signal }),
    ...clients,
  });
  const serve = createApp(tools === undefined ? services : { ...services, tools });
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
        receivedAt: Date.now(),
        coldStart: false,
        work: new RequestWork(),
        log: log.with({ request_id: requestId }),
        ...context,
      });
    },
  };
}
