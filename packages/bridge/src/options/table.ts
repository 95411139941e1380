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
    help: 'AWS profile to sign with; several (repeated or comma-separated): a call can select one with _meta "case-insights/profile"',
  },
  region: {
    value: 'REGION',
    environment: ['CASE_INSIGHTS_REGION'],
    help: 'AWS region, if the host name does not contain it [AWS_REGION, AWS_DEFAULT_REGION, the profile]',
  },
  service: {
    value: 'NAME',
    environment: ['CASE_INSIGHTS_SERVICE'],
    help: 'service to sign for [from the host name, otherwise execute-api]',
  },
  metadata: {
    value: 'KEY=VALUE',
    environment: ['CASE_INSIGHTS_METADATA'],
    repeatable: true,
    help: 'added to the _meta of every request; keys set by the client take precedence',
  },
  'read-only': {
    environment: ['CASE_INSIGHTS_READ_ONLY'],
    help: 'hide and reject tools that do not declare readOnlyHint',
  },
  retries: {
    value: 'N',
    environment: ['CASE_INSIGHTS_RETRIES'],
    help: 'retries after a transient failure; 0 disables them [3; a throttled call: until its time-out]',
  },
  timeout: {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_TIMEOUT'],
    help: 'time limit for one request [960]',
  },
  'connect-timeout': {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_CONNECT_TIMEOUT'],
    help: 'time limit for establishing a connection [10]',
  },
  'read-timeout': {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_READ_TIMEOUT'],
    help: 'time limit without data within a request [none]',
  },
  'tool-timeout': {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_TOOL_TIMEOUT'],
    help: 'time limit for one tool call [as --timeout]',
  },
  patience: {
    value: 'SECONDS',
    environment: ['CASE_INSIGHTS_PATIENCE'],
    help: 'have the server answer a call within this time, with running if necessary [45, more for clients known to wait]',
  },
  'skip-auth': {
    environment: ['CASE_INSIGHTS_SKIP_AUTH'],
    help: 'send requests unsigned if there are no AWS credentials',
  },
  'ca-bundle': {
    value: 'FILE',
    environment: ['AWS_CA_BUNDLE'],
    help: 'PEM file of certificate authorities to trust in addition to the default ones',
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
