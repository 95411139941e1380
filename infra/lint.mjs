// Lints the templates: the core under every set of options in test/option-sets.json, the add-ons with and without theirs.
// Needs cfn-lint (PyPI) on the PATH, so it is not part of the tests, which need only Node. CI always runs it:
// `pnpm --filter @case-insights/infra lint:template`.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SETS = JSON.parse(readFileSync(new URL('test/option-sets.json', import.meta.url), 'utf8'));
const DOMAIN = {
  UniqueIdentifier: undefined,
  DomainName: 'cases.example.com',
  CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
};
const TEMPLATES = {
  'template.yaml': SETS,
  'add-ons/waf.yaml': {
    'managed web ACL': {},
    'existing web ACL': {
      WebAcl: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/mine/1234',
      WebApiId: 'abc123',
    },
  },
  'add-ons/web.yaml': {
    'web with an issuer': {
      CodeBucket: 'code-bucket',
      CodeKey: 'code.zip',
      WebIssuer: 'https://login.example.com',
    },
    'web with a user pool': { CodeBucket: 'code-bucket', CodeKey: 'code.zip', CognitoDomain: 'acme-cases' },
    'web with everything': {
      CodeBucket: 'code-bucket',
      CodeKey: 'code.zip',
      WebIssuer: 'https://login.example.com',
      WebAudience: 'api://cases',
      WebScope: 'cases.read',
      WebRequestScope: 'api://cases/cases.read',
      WebGroupsClaim: 'roles',
      WebClientIds: 'a,b',
      WebUrl: 'https://mcp.example.com',
      WebSourceCidrs: '203.0.113.0/24',
      WebOrigins: 'https://tools.example.com',
      ResponseStreaming: 'false',
      Revision: 'a1b2c3',
      AccessLogGroup: '/aws/apigateway/access',
      RolePath: '/apps/',
      PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
      LogsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/3',
      Tracing: 'true',
    },
  },
  'add-ons/logging-role.yaml': { 'logging role': { UniqueIdentifier: undefined } },
  'add-ons/marketplace.yaml': { marketplace: {} },
  'add-ons/rollout.yaml': {
    rollout: {},
    'rollout at once by a bounded role': {
      TrafficShift: 'AllAtOnce',
      PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
      AlarmTopic: 'arn:aws:sns:us-east-1:123456789012:alarms',
    },
  },
  'add-ons/domain.yaml': {
    domain: DOMAIN,
    'domain with its records': { ...DOMAIN, HostedZoneId: 'Z0123456789ABCDEFGHIJ' },
  },
  'add-ons/compact.yaml': {
    compact: { CodeBucket: 'code-bucket', CodeKey: 'code.zip' },
    'compact with everything': {
      CodeBucket: 'code-bucket',
      CodeKey: 'code.zip',
      RolePath: '/apps/',
      PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
      CasesKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/1',
      ResultsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/2',
      LogsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/3',
      StackKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/4',
      SubnetIds: 'subnet-0123456789abcdef0',
      SecurityGroupIds: 'sg-0123456789abcdef0',
      AlarmTopic: 'arn:aws:sns:us-east-1:123456789012:alarms',
    },
  },
  'add-ons/watch.yaml': {
    'watch without options': {},
    watch: {
      AccessLogGroup: '/aws/apigateway/access',
      AlarmTopic: 'arn:aws:sns:us-east-1:123456789012:alarms',
    },
  },
};

for (const [path, sets] of Object.entries(TEMPLATES)) {
  const template = fileURLToPath(new URL(path, import.meta.url));
  for (const [name, options] of Object.entries(sets)) lint(template, name, options);
}

function lint(template, name, options) {
  const parameters = Object.entries({ UniqueIdentifier: 'acme', ...options }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  const given = parameters.length === 0 ? [] : ['--parameters', ...parameters];
  const { status, error } = spawnSync('cfn-lint', ['--template', template, ...given], {
    stdio: 'inherit',
  });
  if (error !== undefined)
    throw new Error('cfn-lint is not on the PATH: pipx install cfn-lint', { cause: error });
  if (status !== 0) process.exitCode = 1;
  console.log(`${status === 0 ? '✓' : '✗'} ${name}`);
}
