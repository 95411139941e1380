/** Every option of the bridge: how it is written, which environment variables stand for it, what it means. */
export interface OptionSpec {
  /** How the value is named in the help; undefined for a switch. */
  readonly value?: string;
  /** Environment variables that stand for the option, the first that is set counts. */
  readonly environment: readonly string[];
  /** May be given several times; an environment variable lists the values with commas. */
  readonly repeatable?: true;
  readonly help: string;
}

export const OPTIONS = {
  url: {
    value: 'URL',
    environment: ['MCP_SERVER_URL'],
    help: 'the stage URL or the full /mcp URL of the server',
  },
  profile: {
    value: 'NAME',
    environment: ['CASE_INSIGHTS_PROFILE'],
    repeatable: true,
    help: 'AWS profile to sign with; several (repeated or with commas): a call may choose by _meta "case-insights/profile"',
  },
  region: {
    value: 'REGION',
    environment: ['CASE_INSIGHTS_REGION'],
    help: 'AWS region, where the host name does not say it [AWS_REGION, AWS_DEFAULT_REGION, the profile]',
  },
  service: {
    value: 'NAME',
    environment: ['CASE_INSIGHTS_SERVICE'],
    help: 'service to sign for [from the host name, else execute-api]',
  },
  metadata: {
    value: 'KEY=VALUE',
    environment: ['CASE_INSIGHTS_METADATA'],
    repeatable: true,
    help: 'put into the _meta of every request; what the client has set there wins',
  },
  'read-only': {
    environment: ['CASE_INSIGHTS_READ_ONLY'],
    help: 'hide and refuse tools that do not declare readOnlyHint',
  },
  retries: {
    value: 'N',
    environment: ['CASE_INSIGHTS_RETRIES'],
    help: 'repetitions after a failure that may pass; 0 turns them off [3; a call to a server that is full: until its time-out]',
  },
  timeout: {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_TIMEOUT'],
    help: 'the longest time for one request [960]',
  },
  'connect-timeout': {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_CONNECT_TIMEOUT'],
    help: 'the longest time for a connection to be made [10]',
  },
  'read-timeout': {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_READ_TIMEOUT'],
    help: 'the longest silence of the server within a request [none]',
  },
  'tool-timeout': {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_TOOL_TIMEOUT'],
    help: 'the longest time for one tool call [as --timeout]',
  },
  patience: {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_PATIENCE'],
    help: 'have the server answer a call within this time, as running if need be [45, more for clients known to wait]',
  },
  'skip-auth': {
    environment: ['CASE_INSIGHTS_SKIP_AUTH'],
    help: 'send requests unsigned where there are no AWS credentials',
  },
  'ca-bundle': {
    value: 'FILE',
    environment: ['AWS_CA_BUNDLE'],
    help: 'PEM file of certificate authorities to trust besides the usual ones',
  },
  'log-level': {
    value: 'LEVEL',
    environment: ['CASE_INSIGHTS_LOG_LEVEL'],
    help: 'error, warning, info or debug, on stderr [warning]',
  },
  'log-file': {
    value: 'FILE',
    environment: ['CASE_INSIGHTS_LOG_FILE'],
    help: 'write the log to this file as well',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;
