import type { PackableCase } from '../src/packing/index.ts';

const SERVICES = ['EC2', 'RDS', 'S3', 'Lambda', 'ECS', 'EKS', 'DynamoDB', 'CloudFront', 'IAM', 'SQS'];
const SEVERITIES = ['low', 'normal', 'high', 'urgent', 'critical'];
const CATEGORIES = ['Throttling', 'Limit reached', 'Customer Question', 'Customer Release', 'Service Event'];
const SENTENCES = [
  'The customer reported that {thing} had become unavailable in {region} since {hour}:{minute} UTC and that {count} users were affected.',
  'Support confirmed that {thing} had reached its configured limit of {count} and explained how to request an increase.',
  'The investigation of the logs showed that {cause}, which had been introduced with a release {count} hours earlier.',
  'After {cause} was corrected the latency of {thing} went back to {count} ms at the median.',
  'The engineer recommended an alarm on {thing} and a review of {cause} before the next deployment.',
  'As a workaround the team moved the traffic to {region} and increased the capacity of {thing} to {count} units.',
  'The customer asked whether {thing} could be restored without downtime and received step by step instructions.',
  'No further errors were observed over the following {count} days and the case was closed with the customer’s agreement.',
  'It was suggested to test failover of {thing} regularly, since {cause} is a frequent reason for outages.',
  'A similar incident with resource i-{id} had been resolved in {region} by replacing {thing}.',
];
const THINGS = [
  'the primary database',
  'an Auto Scaling group',
  'the checkout queue',
  'a cross-account role',
  'the public load balancer',
  'the nightly export job',
  'a container image',
  'the replication task',
  'the edge distribution',
  'an encrypted volume',
  'the identity provider',
  'a scheduled rule',
  'the search cluster',
  'the payment function',
  'a transit gateway attachment',
];
const CAUSES = [
  'a missing route',
  'an expired certificate',
  'an index that was never created',
  'a wrong security group rule',
  'a memory leak',
  'a changed default value',
  'an exhausted connection pool',
  'a policy with an explicit deny',
  'a clock that had drifted',
  'a retry without back-off',
  'a full disk',
  'a lock held by a long transaction',
];
const REGIONS = ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-northeast-1', 'us-west-2', 'sa-east-1'];

/** Numbers in [0, 1) that depend on the seed alone (xorshift32). */
export function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * Cases with summaries of about 650 characters. A `reported` share of them tells of one of a few events in the same
 * words but for the numbers; the others are put together from sentences at random.
 */
export function makeCases(count: number, options: { seed?: number; reported?: number } = {}): PackableCase[] {
  const next = random(options.seed ?? 7);
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T =>
    list[Math.floor(next() * list.length)] as T;
  const fill = (sentence: string) =>
    sentence.replace(/\{(\w+)\}/g, (_, slot: string) => {
      if (slot === 'thing') return pick(THINGS);
      if (slot === 'cause') return pick(CAUSES);
      if (slot === 'region') return pick(REGIONS);
      if (slot === 'id')
        return Math.floor(next() * 2 ** 48)
          .toString(16)
          .padStart(17, '0');
      return String(Math.floor(next() * (slot === 'hour' ? 24 : slot === 'minute' ? 60 : 500)));
    });
  const summary = () => {
    let text = '';
    while (text.length < 540) text += `${text === '' ? '' : ' '}${fill(pick(SENTENCES))}`;
    return text;
  };
  const events = Array.from({ length: 20 }, () => ({ summary: summary(), service: pick(SERVICES) }));
  const cases = Array.from({ length: count }, (_, index) => {
    const event = next() < (options.reported ?? 0.2) ? pick(events) : undefined;
    const day = new Date(Date.UTC(2024, 0, 1) + Math.floor(next() * 500) * 86_400_000);
    return {
      caseNumber: String(17_000_000_000 + index),
      service: event?.service ?? pick(SERVICES),
      severityCode: pick(SEVERITIES),
      rcaCategory: pick(CATEGORIES),
      timeCreated: day.toISOString(),
      summary: event?.summary.replace(/\d+/g, () => String(Math.floor(next() * 500))) ?? summary(),
    };
  });
  // Text that was put together from pieces is slow to read until it is one string, as text from a network always is.
  return JSON.parse(JSON.stringify(cases));
}
