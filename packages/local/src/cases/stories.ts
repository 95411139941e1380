import { ROOT_CAUSES, type RootCause, type RootCauseName } from './root-causes/index.ts';
import { SAMPLE_SERVICES, type SampleService } from './services.ts';

/** How the number of cases of a story changes over the months of the sample. */
export type Course = 'steady' | 'rising' | 'falling' | 'new' | 'over';

/** What one case is about: a root cause in a service. Cases of one story differ in wording, names and numbers. */
export interface Story {
  /** `EC2: one type in one zone`; the truth that an evaluation compares groups of cases with. */
  readonly name: string;
  readonly service: SampleService;
  readonly rootCause: RootCause;
  readonly rootCauseName: RootCauseName;
  /** Relative to the other stories of the service. */
  readonly weight: number;
  readonly course: Course;
}

type Row = readonly [rootCause: RootCauseName, weight: number, course?: Course];

/**
 * What goes wrong with each service, the commonest first. A few stories make up most of its cases, as in a real
 * history, and two stories of one service can have the same category.
 */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  EC2: [
    ['one type in one zone', 18, 'rising'],
    ['order of steps', 13],
    ['quota at its default', 13],
    ['degraded hardware', 10],
    ['jobs poll without backoff', 10],
    ['quota shared by teams', 8],
    ['leaked access key', 7],
    ['expected cost', 7, 'falling'],
    ['bulk request', 6],
  ],
  RDS: [
    ['connections not reused', 18, 'rising'],
    ['order of steps', 12],
    ['blockers of an upgrade', 10],
    ['asynchronous change', 9],
    ['working set beyond memory', 9],
    ['malformed parameter', 7],
    ['expensive access pattern', 7],
    ['no alarm', 6],
    ['hosts replaced', 5, 'over'],
    ['postponed upgrade', 5, 'new'],
  ],
  Lambda: [
    ['burst of traffic', 16, 'rising'],
    ['quota shared by teams', 12],
    ['permission missing after release', 11],
    ['slow partner system', 9],
    ['jobs poll without backoff', 8],
    ['wrong configuration released', 7],
    ['changed default', 5, 'new'],
  ],
  S3: [
    ['expected cost', 13],
    ['policy open to anybody', 12],
    ['burst of traffic', 10, 'falling'],
    ['asynchronous change', 8],
    ['malformed parameter', 8],
    ['missing option', 7],
  ],
  EKS: [
    ['blockers of an upgrade', 11],
    ['quota at its default', 10],
    ['wrong configuration released', 9, 'rising'],
    ['one type in one zone', 8],
    ['order of steps', 8],
    ['permission missing after release', 6],
  ],
  DynamoDB: [
    ['hot key', 12],
    ['jobs poll without backoff', 9],
    ['burst of traffic', 7],
    ['size outgrown', 6],
    ['malformed parameter', 6, 'falling'],
  ],
  ECS: [
    ['wrong configuration released', 12],
    ['quota at its default', 9],
    ['asynchronous change', 8],
    ['permission missing after release', 7],
  ],
  CloudFront: [
    ['slow partner system', 12],
    ['asynchronous change', 10],
    ['expected cost', 7],
    ['impaired subsystem', 6],
  ],
  ELB: [
    ['firewall drops idle connections', 11],
    ['hosts replaced', 9, 'falling'],
    ['slow partner system', 7],
    ['no alarm', 6],
  ],
  'API Gateway': [
    ['slow partner system', 10],
    ['burst of traffic', 9, 'rising'],
    ['missing option', 7],
    ['jobs poll without backoff', 6],
  ],
  IAM: [
    ['leaked access key', 11],
    ['permission missing after release', 10],
    ['order of steps', 7],
    ['policy open to anybody', 6],
  ],
  VPC: [
    ['firewall drops idle connections', 12],
    ['packet loss on a path', 9],
    ['quota shared by teams', 7],
  ],
  CloudWatch: [
    ['alarm blind to missing data', 12],
    ['no alarm', 8],
    ['value not in the API', 7],
  ],
  CloudFormation: [
    ['changed default', 9],
    ['quota at its default', 8],
    ['malformed parameter', 6],
  ],
  OpenSearch: [
    ['size outgrown', 11, 'rising'],
    ['postponed upgrade', 8],
    ['blockers of an upgrade', 6],
  ],
  SQS: [
    ['connections not reused', 9],
    ['no alarm', 8],
    ['malformed parameter', 6],
  ],
  Glue: [
    ['size outgrown', 10],
    ['quota at its default', 8],
    ['regression', 5, 'new'],
  ],
  'Route 53': [
    ['hosts replaced', 8],
    ['value not in the API', 7],
  ],
  Redshift: [
    ['expensive access pattern', 9],
    ['bulk request', 7],
    ['failed network device', 5],
  ],
  Bedrock: [
    ['quota at its default', 12, 'new'],
    ['burst of traffic', 9, 'new'],
  ],
  KMS: [
    ['jobs poll without backoff', 9],
    ['policy open to anybody', 7],
  ],
  Billing: [
    ['expected cost', 12],
    ['value not in the API', 6],
  ],
};

/** Every story that the generator tells, events of `events.ts` aside. */
export const STORIES: readonly Story[] = SAMPLE_SERVICES.flatMap((service) =>
  (ROWS[service.name] ?? []).map(([rootCauseName, weight, course = 'steady']) => ({
    name: storyName(service.name, rootCauseName),
    service,
    rootCause: ROOT_CAUSES[rootCauseName],
    rootCauseName,
    weight,
    course,
  })),
);

const BY_SERVICE = new Map(
  SAMPLE_SERVICES.map((service) => [service, STORIES.filter((story) => story.service === service)]),
);

export function storiesOf(service: SampleService): readonly Story[] {
  return BY_SERVICE.get(service) ?? [];
}

export function storyName(service: string, rootCause: string): string {
  return `${service}: ${rootCause}`;
}

/** New stories begin in the last quarter of the sample, those that are over end in its first half. */
const NEW_FROM = 0.75;
const OVER_FROM = 0.5;

/**
 * The share of a story's cases that happen at a time, as a part of what happens at its busiest.
 *
 * @param elapsed 0 at the beginning of the sample, 1 at its end
 */
export function intensity(course: Course, elapsed: number): number {
  switch (course) {
    case 'steady':
      return 1;
    case 'rising':
      return 0.2 + 0.8 * elapsed;
    case 'falling':
      return 1 - 0.8 * elapsed;
    case 'new':
      return elapsed >= NEW_FROM ? 1 : 0;
    case 'over':
      return elapsed < OVER_FROM ? 1 : 0;
  }
}
