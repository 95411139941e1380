import { SERVICE_CODES, type ServiceName } from './service-codes.ts';

/** Other names in use, folded as `fold` does, and the name each stands for. */
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

/** A service's name without what makes no difference: case, space, punctuation and the prefix `AWS` or `Amazon`. */
function fold(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^(amazon|aws)[\s-]+/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** A service by the name people say, or a code by itself, and the codes it stands for. */
interface Service {
  readonly name: string;
  readonly codes: readonly string[];
}

const SERVICES: readonly Service[] = Object.entries(SERVICE_CODES).map(([name, codes]) => ({ name, codes }));

const BY_NAME: ReadonlyMap<string, Service> = new Map(
  SERVICES.map((service) => [service.name.toLowerCase(), service]),
);

const BY_FOLDED_NAME: ReadonlyMap<string, Service> = new Map([
  ...Object.entries(OTHER_NAMES).map(
    ([folded, name]) => [folded, { name, codes: SERVICE_CODES[name] }] as const,
  ),
  ...SERVICES.map((service) => [fold(service.name), service] as const),
]);

// The first name wins, and the table names a whole before its parts: Aurora's codes count as RDS, so that the row
// called RDS holds exactly the cases that a filter on RDS finds.
const NAME_BY_CODE = new Map<string, string>();
for (const [name, codes] of Object.entries(SERVICE_CODES)) {
  for (const code of codes) {
    if (!NAME_BY_CODE.has(code)) NAME_BY_CODE.set(code, name);
  }
}

/** Words after a service's name that do not change which service is meant. */
const KINDS_OF_THINGS =
  /(?:instances?|servers?|hosts?|databases?|dbs?|tables?|buckets?|functions?|clusters?|queues?|topics?|volumes?|nodes?|services?)$/u;

/** A shorter word is a prefix of too many names to identify one. */
const SHORTEST_BEGINNING = 4;

/**
 * The service codes, in lower case, that a word for a service stands for: an everyday name (`EC2`, `rds`,
 * `Amazon S3`, `ec2 instances`, `Dynamo`), an AWS Support code, which stands for itself, or several of them
 * (`EC2, RDS`). Anything else is taken as a code that this table does not list. Never empty.
 */
export function serviceCodes(service: string): readonly string[] {
  const codes = namedServices(service).flatMap((name) => known(name)?.codes ?? [name.trim().toLowerCase()]);
  return [...new Set(codes)];
}

/** The services of a filter that this table does not list, as they were written. */
export function unknownServices(service: string): readonly string[] {
  return namedServices(service).filter((name) => known(name) === undefined);
}

/** The services of a filter that go by another name than the one written, each as written and by its name: `Kubernetes`, `EKS`. */
export function renamedServices(service: string): readonly (readonly [written: string, name: string])[] {
  return namedServices(service).flatMap((written) => {
    const name = known(written)?.name;
    return name === undefined || name.toLowerCase() === written.toLowerCase() ? [] : [[written, name]];
  });
}

/** One name, or each of several in a list; a name that has a comma or an "and" in it stays one. */
function namedServices(service: string): readonly string[] {
  if (known(service) !== undefined) return [service.trim()];
  const names = service.split(/[,;|+&]|\s(?:and|or)\s/iu).map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? [service.trim()] : given;
}

function known(service: string): Service | undefined {
  const word = service.trim().toLowerCase();
  const named = BY_NAME.get(word);
  if (named !== undefined) return named;
  if (NAME_BY_CODE.has(word)) return { name: word, codes: [word] };
  const folded = fold(word);
  return (
    BY_FOLDED_NAME.get(folded) ?? BY_FOLDED_NAME.get(folded.replace(KINDS_OF_THINGS, '')) ?? begunBy(folded)
  );
}

/** The only service whose name begins so. */
function begunBy(folded: string): Service | undefined {
  if (folded.length < SHORTEST_BEGINNING) return undefined;
  const begun = SERVICES.filter(({ name }) => fold(name).startsWith(folded));
  return begun.length === 1 ? begun[0] : undefined;
}

/** The one name a service code is counted and shown under; a code outside the table is its own name. */
export function serviceName(serviceCode: string): string {
  const code = serviceCode.trim();
  return NAME_BY_CODE.get(code.toLowerCase()) ?? code;
}
