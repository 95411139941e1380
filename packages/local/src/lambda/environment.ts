export interface FunctionSettings {
  readonly functionName: string;
  readonly region: string;
  readonly memoryMb: number;
  /** Folder of the built server bundle. */
  readonly taskRoot: string;
  /** The module in it and its export, `lambda.handler`. */
  readonly handler: string;
  readonly endpoints: {
    readonly athena: string;
    readonly bedrockRuntime: string;
    readonly ssm: string;
    readonly s3: string;
  };
  /** What the template sets: database, workgroup, model and so on. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The environment of a function instance: Lambda's own variables, the execution role's credentials, the SDK's
 * endpoint variables (the only local part) and what the template sets. It inherits nothing from the user's
 * environment, so that no profile, proxy or credential takes effect.
 */
export function functionEnvironment(settings: FunctionSettings): Record<string, string> {
  const { functionName, region, memoryMb, taskRoot, handler, endpoints, variables } = settings;
  return {
    PATH: process.env.PATH ?? '',
    // Windows needs it to open sockets.
    ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // The local services accept any credentials; the SDK requires some.
    AWS_ACCESS_KEY_ID: 'ASIALOCALFUNCTIONROLE',
    AWS_SECRET_ACCESS_KEY: 'local-function-role',
    AWS_SESSION_TOKEN: 'local-function-role',
    AWS_ENDPOINT_URL_ATHENA: endpoints.athena,
    // One stand-in answers both of Bedrock's APIs.
    AWS_ENDPOINT_URL_BEDROCK: endpoints.bedrockRuntime,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: endpoints.bedrockRuntime,
    AWS_ENDPOINT_URL_SSM: endpoints.ssm,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    // This machine's Node may be older than the function's `nodejs24.x`; the SDK would log a warning about it.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...variables,
  };
}
