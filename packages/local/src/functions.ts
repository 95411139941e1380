import { BOOTSTRAP, SERVER_BUNDLE } from './built.ts';
import { type FunctionSettings, functionEnvironment } from './lambda/environment.ts';
import { LambdaFunction } from './lambda/function.ts';
import type { Settings } from './settings.ts';

export const REGION = 'us-east-1';
export const ACCOUNT_ID = '123456789012';
export const DATABASE = 'case_insights_local';
export const WORKGROUP = 'CaseInsights-local';
/** Where the function keeps unfinished work: a prefix of the results bucket, as the template has it. */
const WORK_LOCATION = 's3://case-insights-local-results/unfinished/';
export const POLICY_PARAMETER = '/case-insights/local/access-policy';
/** Every answer names its model, so these must not be names of real models. */
const MODEL_IDS = { builtIn: 'local.extractive-v1', forwarded: 'local.openai-compatible' };

/** What a function runs with, whichever it is. */
export interface FunctionHost {
  readonly settings: Settings;
  /** Where LOCAL_LLM_URL is, which gives the model its name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly endpoints: FunctionSettings['endpoints'];
  /** Takes one line of a function's log. */
  readonly log: (line: string) => void;
}

/** The server, as the template deploys it. */
export function serverFunction(host: FunctionHost): LambdaFunction {
  const { settings, environment } = host;
  return createFunction(host, {
    functionName: 'MCP-CaseInsights-local',
    handler: 'lambda.handler',
    memoryMb: settings.memoryMb,
    timeoutSeconds: settings.functionTimeoutSeconds,
    variables: {
      ATHENA_DATABASE: DATABASE,
      ATHENA_WORKGROUP: WORKGROUP,
      CASE_TABLE: 'case_summary',
      BEDROCK_MODEL_ID: environment.LOCAL_LLM_URL ? MODEL_IDS.forwarded : MODEL_IDS.builtIn,
      RESPONSE_MODE: settings.responseMode,
      WORK_LOCATION,
      ...(settings.accessPolicy === undefined ? {} : { ACCESS_POLICY_PARAMETER: POLICY_PARAMETER }),
      ...(settings.corsOrigins.length === 0 ? {} : { CORS_ORIGINS: settings.corsOrigins.join(',') }),
      ...settings.variables,
    },
  });
}

/** The authorizer of the API for assistants that cannot sign, as the add-on's template deploys it. */
export function authorizerFunction(host: FunctionHost): LambdaFunction {
  return createFunction(host, {
    functionName: 'MCP-CaseInsights-authorizer-local',
    handler: 'authorizer.handler',
    memoryMb: 512,
    timeoutSeconds: 10,
    variables: {},
  });
}

interface FunctionTemplate
  extends Pick<FunctionSettings, 'functionName' | 'handler' | 'memoryMb' | 'variables'> {
  readonly timeoutSeconds: number;
}

function createFunction(
  { settings, endpoints, log }: FunctionHost,
  { timeoutSeconds, ...template }: FunctionTemplate,
): LambdaFunction {
  return new LambdaFunction({
    bootstrap: BOOTSTRAP,
    functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${template.functionName}`,
    memoryMb: template.memoryMb,
    concurrency: settings.concurrency,
    timeoutSeconds,
    log,
    environment: functionEnvironment({ ...template, region: REGION, taskRoot: SERVER_BUNDLE, endpoints }),
  });
}
