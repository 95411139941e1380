import type { RootCause } from './root-cause.ts';

const REFUSED =
  'The customer could not extend {resource} because {operation} was refused with a limit error for {limit}.';
const THROTTLED =
  'Calls to {operation} for {resource} were throttled, with up to {count} rejected requests in {duration}.';
const OUTGROWN =
  'The workload on {resource} had outgrown what a single unit can do and answered with {error}.';
const NO_CAPACITY =
  'Starting {resource} failed with an insufficient capacity error in a single Availability Zone.';
const SLOW =
  'Response times of {resource} had doubled over two weeks without a change in the number of requests.';

/** More was asked for than there was. */
export const CAPACITY = {
  'quota at its default': {
    rca: 'Limit reached',
    subject: ['Increase of {limit}', '{operation} fails: limit for {limit} reached'],
    problem: [
      REFUSED,
      'Work on {resource} stopped halfway when the account reached its quota for {limit}.',
      'A planned launch needed more than the current value of {limit}, and {operation} returned a limit error.',
    ],
    cause: [
      'The applied quota for {limit} was still at its default, while usage had grown by {percent}% within a quarter.',
      'The account is new and had the initial value of {limit}, which fits a trial but not a production workload.',
      'An earlier increase of {limit} had been granted in another Region only, and this one kept the default.',
    ],
    resolution: [
      'Support raised {limit} after a short review of the use case, and {operation} succeeded on the next attempt.',
      'The increase was approved through Service Quotas within the day, and the launch took place as planned.',
      'The value was lifted to match the other Region, and a report of quota usage was set up.',
    ],
    reason: 'The account had used up its quota for {limit}.',
  },
  'quota shared by teams': {
    rca: 'Limit reached',
    subject: ['{limit} used up by another team', 'Quota for {limit} exhausted without notice'],
    problem: [
      REFUSED,
      'A deployment was blocked by the quota for {limit}, although the team itself had added nothing.',
      'Unused leftovers counted against {limit}, so that {operation} for {resource} was no longer possible.',
    ],
    cause: [
      'Two teams share the account, and their combined demand used up {limit} without anybody watching it.',
      'Abandoned test resources of a former project still occupied most of {limit} in the shared account.',
      'A clean-up job had been failing for weeks, and orphaned resources filled the quota of the account.',
    ],
    resolution: [
      'The teams removed {count} orphaned resources and gained headroom without any increase.',
      'The workloads were separated into accounts of their own, each with a quota for itself.',
      'The clean-up job was repaired, and an alarm at eighty percent of {limit} warns both teams.',
    ],
    reason: 'Others in the same account had used up {limit}.',
  },
  'jobs poll without backoff': {
    rca: 'Throttling',
    subject: ['{operation} throttled', 'Rate exceeded on {service} {operation}'],
    problem: [
      THROTTLED,
      'The customer saw {service} answer {operation} with rate errors whenever the hourly jobs started.',
      'At the top of every hour, scheduled jobs got rate exceeded errors from {operation}.',
    ],
    cause: [
      'Several jobs started on the full hour and polled {operation} in a tight loop without exponential backoff.',
      'A scheduler launches all jobs in the same second, and each of them polls until it gets an answer.',
      'The polling interval had been set to zero in a library update, which turned waiting into a loop.',
    ],
    resolution: [
      'The customer enabled adaptive retries with jitter and spread the schedule, so that throttled calls fell to zero.',
      'The jobs wait for an event in place of polling, and the start times are scattered over the hour.',
      'With a polling interval of thirty seconds and random start times, the rate errors ended.',
    ],
    reason: 'The request rate for {operation} exceeded what {service} allows.',
  },
  'burst of traffic': {
    rca: 'Throttling',
    subject: ['Throttling of {operation} during campaign', '{service} rejects requests at peak'],
    problem: [
      THROTTLED,
      'During a marketing campaign, {count} calls to {operation} were rejected within {duration}.',
      'A sudden peak of user traffic made {service} reject a share of {operation} requests.',
    ],
    cause: [
      'The burst of calls exceeded the request rate of {service} in this Region, and retries multiplied the load.',
      'Visitors of the campaign arrived within minutes, and nothing between them and {operation} held them back.',
      'An empty cache after a restart let every visitor through to {operation} at the same time.',
    ],
    resolution: [
      'Support raised the request rate for a limited time while the team cached the answers of {operation}.',
      'A queue now levels out peaks, and the rate was raised for the rest of the campaign.',
      'The cache is warmed before traffic is admitted, and retries are limited to two for each visitor.',
    ],
    reason: 'A peak of traffic exceeded the request rate of {service}.',
  },
  'hot key': {
    rca: 'Exceeding Capability',
    subject: ['{resource} cannot grow further', 'Uneven load on {resource}'],
    problem: [
      OUTGROWN,
      'One part of {resource} was saturated and returned {error}, while the average load was low.',
      'Adding capacity to {resource} had no effect, and {error} kept appearing for a few tenants.',
    ],
    cause: [
      'The design concentrates all traffic on one key, so that one partition works at its maximum while others idle.',
      'All writes of the largest tenant carry the same key and end up on a single shard.',
      'A key made from the date sends the whole load of a day to the same partition.',
    ],
    resolution: [
      'A random suffix spreads the key over sixteen partitions, and {metric} fell to half.',
      'The largest tenant got a shard of its own, and the skew between partitions is measured now.',
      'The key begins with a hash in place of the date, which distributes the writes evenly.',
    ],
    reason: 'An uneven distribution of load exceeded what one part of {service} can do.',
  },
  'size outgrown': {
    rca: 'Exceeding Capability',
    subject: ['Hard limit met on {service}', '{resource} too small for the season'],
    problem: [
      OUTGROWN,
      'The customer tried to push {resource} beyond a fixed limit of {service} that cannot be raised.',
      'In the busy season {resource} ran at its maximum for hours and rejected work with {error}.',
    ],
    cause: [
      'The sustained load was {percent}% above the documented maximum of the chosen size.',
      'The size had been chosen for the launch and was never reviewed while the number of users tripled.',
      'A monthly report adds its load to the daily peak, and both together exceed the chosen class.',
    ],
    resolution: [
      'The customer moved to a larger size for now and plans to split the workload by tenant.',
      'A class twice as large was chosen, and a review of sizes takes place every quarter.',
      'The report runs at night on a copy, so that the present size is sufficient again.',
    ],
    reason: 'The demand was above what the chosen size of {service} can do.',
  },
  'one type in one zone': {
    rca: 'ICE Error',
    subject: ['Insufficient capacity for {resource}', 'InsufficientInstanceCapacity in one zone'],
    problem: [
      NO_CAPACITY,
      'A scheduled scale-out of {resource} could not be completed because no capacity of that type was free.',
      'After a nightly stop, {resource} could not be started again in its zone for lack of capacity.',
    ],
    cause: [
      'Demand for this type in the zone was unusually high, and the setup allowed one type in one zone only.',
      'The launch template names a single type, and its pool in this Availability Zone was empty.',
      'A placement constraint tied the workload to one zone, which had run out of this type.',
    ],
    resolution: [
      'The customer allowed four more types and all zones, after which the capacity was found within minutes.',
      'A mixed policy over several types and three zones now finds capacity wherever there is some.',
      'The placement constraint was lifted, and the workload started in the neighbouring zone.',
    ],
    reason: 'AWS had too little capacity of the requested type in the zone.',
  },
  'bulk request': {
    rca: 'ICE Error',
    subject: ['{count} units of {resource} not available at once', 'Capacity for a large batch'],
    problem: [
      NO_CAPACITY,
      'A batch that needs {count} units of {resource} at the same time was refused for lack of capacity.',
      'The quarterly simulation could not begin, since {service} had too few free units for one request.',
    ],
    cause: [
      'The request asked for {count} units of one type at once, for which the zone had no contiguous capacity.',
      'The whole batch is launched by one all-or-nothing call, which fails when a single unit is missing.',
      'A cluster placement group wants all units close together, and no rack had that many left.',
    ],
    resolution: [
      'An On-Demand Capacity Reservation was created for the busy weeks and the batch starts in portions.',
      'The batch now asks for portions of fifty units and begins with those it gets.',
      'A future-dated reservation secures the units for the simulation of the next quarter.',
    ],
    reason: 'AWS had too little capacity for a request of this size.',
  },
  'working set beyond memory': {
    rca: 'Performance',
    subject: ['{resource} is slow', 'Reads on {service} take longer each week'],
    problem: [
      SLOW,
      'Reads from {resource} became slower from week to week, until pages took several seconds.',
      'The customer measured a latency {percent}% above normal for reads on {resource}.',
    ],
    cause: [
      'The working set had grown beyond memory, and {metric} showed that most reads went to disk.',
      'The cache hit ratio had fallen below one half, since the data no longer fits into memory.',
      'A new archive table pushed the busy pages out of the buffer cache every night.',
    ],
    resolution: [
      'A larger cache brought the latency back to what it had been, as {metric} confirms.',
      'Old rows were moved to an archive, and the busy pages fit into memory again.',
      'The archive job bypasses the buffer cache now, and the hit ratio is back above ninety percent.',
    ],
    reason: 'The data in use no longer fitted into memory.',
  },
  'expensive access pattern': {
    rca: 'Performance',
    subject: ['High latency on {service}', 'Slow queries block {resource}'],
    problem: [
      SLOW,
      'The customer measured a latency {percent}% above normal for {operation} on {resource}.',
      'Since a new report went live, everything on {resource} waits for a few very slow statements.',
    ],
    cause: [
      'One expensive access pattern took most of the time and competed with everything else.',
      'A full scan without an index was run for each page view and read millions of rows.',
      'The report joins two large tables on an unindexed column, which takes all of the processing time.',
    ],
    resolution: [
      'The expensive pattern was rewritten, and a benchmark for each release now guards against its return.',
      'An index on the column reduced the scan to a lookup, and the slow statements disappeared.',
      'The report reads from a prepared aggregate now, so that no scan competes with users.',
    ],
    reason: 'A few expensive operations slowed everything else down.',
  },
} as const satisfies Record<string, RootCause>;
