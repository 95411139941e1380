import { createEngine } from './athena/engine.ts';
import { createAthena } from './athena/index.ts';
import {
  chooseModel,
  createBedrock,
  RecordedFaults,
  withFaultSwitch,
  withModelCatalog,
} from './bedrock/index.ts';
import { type LoadedCases, loadCaseTable } from './case-table.ts';
import type { CaseOptions } from './command-line.ts';
import { localCallers, loginCode } from './credentials.ts';
import {
  ACCOUNT_ID,
  authorizerFunction,
  DATABASE,
  type FunctionHost,
  POLICY_PARAMETER,
  REGION,
  serverFunction,
  WORKGROUP,
} from './functions.ts';
import type { AccessLogEntry } from './gateway/access-log.ts';
import { type Gateway, startGateway } from './gateway/gateway.ts';
import { iamAuthorization } from './gateway/iam-authorization.ts';
import type { Identity } from './gateway/identity.ts';
import { IAM_RESOURCES } from './gateway/resource.ts';
import { startService } from './http/service.ts';
import type { LambdaFunction } from './lambda/function.ts';
import { withoutRuntimeWarning } from './oauth/runtime-warning.ts';
import { type LocalUser, localUsers, policyForUsers } from './oauth/users.ts';
import type { WebApiDescription } from './oauth/web-api.ts';
import { createObjectStore, type Objects } from './s3/object-store.ts';
import type { Settings } from './settings.ts';
import { createParameterStore } from './ssm/parameter-store.ts';

/** Where the compact table is made, and where its workgroup keeps what it writes, as the add-on has them. */
const COMPACT_WORKGROUP = 'CaseInsightsCompact-local';
const COMPACT_LOCATION = 's3://case-insights-local-compact/';
/** The template's setting for streamed responses, and API Gateway's limit for buffered ones. */
const INTEGRATION_TIMEOUT_MS = { stream: 15 * 60_000, buffered: 29_000 };

export interface StackOptions {
  readonly cases: CaseOptions;
  /** 0 takes any free one. */
  readonly port: number;
  /** Also start the API for assistants that cannot sign. */
  readonly oauth: boolean;
  readonly settings: Settings;
  /** Variables that may choose the model: LOCAL_LLM_URL and its companions. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Take one line each, of the function's log and of the API's access log. */
  readonly functionLog: (line: string) => void;
  readonly accessLog: (line: string) => void;
  /** Takes the progress of loading cases, the files that cannot be read, and why a model behind LOCAL_LLM_URL fails. */
  readonly notices: NodeJS.WriteStream;
}

export type Caller = Pick<Identity, 'accessKeyId' | 'secretAccessKey' | 'arn'>;

/** A running stack. */
export interface Stack {
  readonly description: StackDescription;
  readonly cases: LoadedCases;
  /** Stops everything it started and resolves when all of it has stopped. Can be called more than once. */
  close(): Promise<void>;
}

/** What a client or a test needs to use a stack. */
export interface StackDescription {
  readonly endpoint: string;
  readonly region: string;
  readonly identities: { readonly allowed: Caller; readonly denied: Caller };
  readonly athenaEndpoint: string;
  readonly bedrockEndpoint: string;
  readonly ssmEndpoint: string;
  readonly s3Endpoint: string;
  readonly database: string;
  readonly workgroup: string;
  readonly compactWorkgroup: string;
  readonly compactLocation: string;
  /** Present with `oauth`. */
  readonly web?: WebApiDescription | undefined;
}

/**
 * Starts stand-ins for the AWS services that this product uses, on loopback: Athena over DuckDB, Bedrock, SSM, the
 * function from its built bundle, and the REST API in front of it. If a part fails to start, the others are stopped.
 */
export async function startStack(given: StackOptions): Promise<Stack> {
  const parts: { close(): Promise<void> | void }[] = [];
  const started = <T extends { close(): Promise<void> | void }>(part: T): T => {
    parts.push(part);
    return part;
  };
  const closeAll = async () => {
    for (const part of parts.splice(0).reverse()) await part.close();
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeAll();
    return closing;
  };
  try {
    const engine = started(await createEngine());
    const cases = await loadCaseTable(engine, given.cases, given.notices);
    const options = { ...given, settings: withPolicy(given, cases) };
    const objects: Objects = new Map();
    const otherWorkgroups = { [COMPACT_WORKGROUP]: COMPACT_LOCATION };
    const athenaApi = started(
      createAthena({ engine, database: DATABASE, workgroup: WORKGROUP, otherWorkgroups, objects }),
    );
    const athena = started(await startService(athenaApi));
    const faults = new RecordedFaults(options.settings.bedrockFaults);
    const model = chooseModel(options.environment, (line) => options.notices.write(`${line}\n`));
    const bedrockApi = createBedrock({ model, faults: (call) => faults.of(call) });
    const bedrock = started(
      await startService(withFaultSwitch(withModelCatalog(bedrockApi, REGION), faults)),
    );
    const ssm = started(await startService(createParameterStore(parameters(options.settings))));
    const s3 = started(await startService(createObjectStore({ objects })));
    const endpoints = {
      athena: athena.endpoint,
      bedrockRuntime: bedrock.endpoint,
      ssm: ssm.endpoint,
      s3: s3.endpoint,
    };
    const { settings, environment, functionLog: log } = options;
    const host = { settings, environment, endpoints, log };
    const lambda = started(serverFunction(host));
    const { allowed, denied } = localCallers(ACCOUNT_ID, options.cases.from);
    const gateway = started(await createGateway(options, lambda, [allowed, denied]));
    const users = localUsers(given.settings.accessPolicy === undefined ? 'below' : 'other');
    const web = options.oauth ? started(await createWebApi(options, lambda, host, users)) : undefined;
    const description: StackDescription = {
      endpoint: gateway.endpoint,
      region: REGION,
      identities: { allowed: shown(allowed), denied: shown(denied) },
      athenaEndpoint: athena.endpoint,
      bedrockEndpoint: bedrock.endpoint,
      ssmEndpoint: ssm.endpoint,
      s3Endpoint: s3.endpoint,
      database: DATABASE,
      workgroup: WORKGROUP,
      compactWorkgroup: COMPACT_WORKGROUP,
      compactLocation: COMPACT_LOCATION,
      ...(web === undefined ? {} : { web: web.description }),
    };
    return { description, cases, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** With OAuth, a policy for the local users where the settings have none: without a rule, callers with a token see nothing. */
function withPolicy({ settings, oauth }: StackOptions, { firstAccount }: LoadedCases): Settings {
  return oauth
    ? { ...settings, accessPolicy: settings.accessPolicy ?? policyForUsers(firstAccount) }
    : settings;
}

function parameters({ accessPolicy }: Settings): Map<string, string> {
  return new Map(accessPolicy === undefined ? [] : [[POLICY_PARAMETER, JSON.stringify(accessPolicy)]]);
}

function createGateway(
  options: StackOptions,
  lambda: LambdaFunction,
  callers: readonly Identity[],
): Promise<Gateway> {
  return startGateway({
    ...commonGateway(options, lambda, 'localapi01'),
    resources: IAM_RESOURCES,
    authorize: iamAuthorization([...callers, ...options.settings.identities]),
    corsOrigins: options.settings.corsOrigins,
    port: options.port,
  });
}

/** Loads the authorization server only where it is asked for, so that no other start waits for it. */
async function createWebApi(
  options: StackOptions,
  lambda: LambdaFunction,
  host: FunctionHost,
  users: readonly LocalUser[],
) {
  const { startWebApi } = await withoutRuntimeWarning(() => import('./oauth/web-api.ts'));
  return startWebApi({
    common: commonGateway(options, lambda, 'localweb01'),
    port: options.port === 0 ? 0 : options.port + 1,
    authorizer: authorizerFunction(host),
    users,
    accessTokenSeconds: options.settings.accessTokenSeconds,
    code: loginCode(options.cases.from),
  });
}

/** What both APIs have in common. */
function commonGateway({ settings, accessLog }: StackOptions, lambda: LambdaFunction, apiId: string) {
  const { responseMode, integrationTimeoutMs = INTEGRATION_TIMEOUT_MS[responseMode] } = settings;
  return {
    api: { accountId: ACCOUNT_ID, apiId, region: REGION, stage: 'prod' },
    function: lambda,
    integration: { responseMode, timeoutMs: integrationTimeoutMs },
    throttle: settings.throttle,
    accessLog: (entry: AccessLogEntry) => accessLog(JSON.stringify(entry)),
  };
}

function shown({ accessKeyId, secretAccessKey, arn }: Identity): Caller {
  return { accessKeyId, secretAccessKey, arn };
}
