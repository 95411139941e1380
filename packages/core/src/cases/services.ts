import { SERVICE_CODES, type ServiceName } from './service-codes.ts';

/** What people also say, folded as `fold` does, and the name it stands for. */
const OTHER_NAMES: Readonly<Record<string, ServiceName>> = {
  elasticcomputecloud: 'EC2',
  elasticcontainerservice: 'ECS',
  elastickubernetesservice: 'EKS',
  kubernetes: 'EKS',
  elasticcontainerregistry: 'ECR',
  simplestorageservice: 'S3',
  glacier: 'S3 Glacier',
  elasticblockstore: 'EBS',
  elasticfilesystem: 'EFS',
  ddb: 'DynamoDB',
  relationaldatabaseservice: 'RDS',
  databasemigrationservice: 'DMS',
  elasticsearch: 'OpenSearch',
  opensearchservice: 'OpenSearch',
  virtualprivatecloud: 'VPC',
  elasticloadbalancing: 'ELB',
  loadbalancer: 'ELB',
  alb: 'ELB',
  nlb: 'ELB',
  identityandaccessmanagement: 'IAM',
  sso: 'IAM Identity Center',
  singlesignon: 'IAM Identity Center',
  keymanagementservice: 'KMS',
  certificatemanager: 'ACM',
  webapplicationfirewall: 'WAF',
  ssm: 'Systems Manager',
  elasticmapreduce: 'EMR',
  firehose: 'Data Firehose',
  kinesisdatafirehose: 'Data Firehose',
  kinesisdatastreams: 'Kinesis',
  kafka: 'MSK',
  managedstreamingforkafka: 'MSK',
  airflow: 'MWAA',
  simplenotificationservice: 'SNS',
  simplequeueservice: 'SQS',
  simpleemailservice: 'SES',
  beanstalk: 'Elastic Beanstalk',
};

/** Spelling that makes no difference when people name a service: case, space, punctuation, and whose it is. */
function fold(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^(amazon|aws)[\s-]+/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const CODES_BY_NAME: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(SERVICE_CODES).map(([name, codes]) => [name.toLowerCase(), codes]),
);

const CODES_BY_FOLDED_NAME: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(OTHER_NAMES).map(([folded, name]) => [folded, SERVICE_CODES[name]] as const),
  ...Object.entries(SERVICE_CODES).map(([name, codes]) => [fold(name), codes] as const),
]);

// The first name wins, and the table names a whole before its parts: Aurora's codes count as RDS, so that the row
// called RDS holds exactly the cases that a filter on RDS finds.
const NAME_BY_CODE = new Map<string, string>();
for (const [name, codes] of Object.entries(SERVICE_CODES)) {
  for (const code of codes) {
    if (!NAME_BY_CODE.has(code)) NAME_BY_CODE.set(code, name);
  }
}

/**
 * The service codes, in lower case, that a word for a service stands for: a name as people say it (`EC2`, `rds`,
 * `Amazon S3`), or an AWS Support code, which stands for itself. What is neither is taken for a code this table does
 * not know. Never empty.
 */
export function serviceCodes(service: string): readonly string[] {
  const word = service.trim().toLowerCase();
  const named = CODES_BY_NAME.get(word);
  if (named !== undefined) return named;
  if (NAME_BY_CODE.has(word)) return [word];
  return CODES_BY_FOLDED_NAME.get(fold(word)) ?? [word];
}

/** The one name a service code is counted and shown under; a code outside the table is its own name. */
export function serviceName(serviceCode: string): string {
  const code = serviceCode.trim();
  return NAME_BY_CODE.get(code.toLowerCase()) ?? code;
}
