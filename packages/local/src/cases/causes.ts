import type { RcaCategory } from './vocabulary.ts';

/** One story of a root cause: its parts belong together, so that a summary is consistent. */
export interface CauseStory {
  readonly subject: readonly string[];
  readonly problem: readonly string[];
  readonly cause: readonly string[];
  readonly resolution: readonly string[];
  /** The `RCA_Reason`: why a model would put the case into this category. */
  readonly reason: string;
}

const LIMIT: CauseStory = {
  subject: ['Increase of {limit}', '{operation} fails: limit for {limit} reached'],
  problem: [
    'The customer could not extend {resource} because {operation} was refused with a limit error for {limit}.',
    'Work on {resource} stopped halfway when the account reached its quota for {limit}.',
  ],
  cause: [
    'The applied quota for {limit} was still at its default, while usage had grown by {percent}% within a quarter.',
    'Two teams share the account, and their combined demand used up {limit} without anybody watching it.',
  ],
  resolution: [
    'Support raised {limit} after a short review of the use case, and {operation} succeeded on the next attempt.',
    'The quota was increased through Service Quotas and unused resources were removed to gain headroom at once.',
  ],
  reason: 'The account had used up its quota for {limit}.',
};

/** The stories of each root cause, with slots that are filled at random, to suit the service. */
export const CAUSES: Readonly<Record<RcaCategory, CauseStory>> = {
  'Customer Question': {
    subject: [
      'How to configure {resource}?',
      'Question on {service}: best practice for {operation}',
      "What's the effect of {operation} on {resource}?",
    ],
    problem: [
      'The customer asked how {operation} behaves for {resource} and which settings {service} recommends.',
      'Before a design review the customer wanted to know whether {resource} can be changed without interruption.',
    ],
    cause: [
      'The documentation describes the single steps, but the customer needed them put together for their setup.',
      'The behaviour was expected: {service} applies such a change asynchronously, which the team had not been aware of.',
    ],
    resolution: [
      'Support explained the order of the steps, shared the matching pages of the user guide and confirmed the expected cost.',
      'An engineer reproduced the question in a test account and answered with a tested sequence of commands.',
    ],
    reason: 'The customer asked for guidance on {service}; nothing was broken.',
  },
  'Limit reached': LIMIT,
  'Quota reached': LIMIT,
  'Development Issue': {
    subject: ['{error} when calling {operation}', 'Application reports "{error}" from {service}'],
    problem: [
      'The application received {error} from {service} each time it called {operation} against {resource}.',
      'Calls to {operation} failed with {error} after the team had rewritten the client of {resource}.',
    ],
    cause: [
      'The code opened a new client for every request and never reused connections, which exhausted local resources.',
      'The client sent a parameter in the wrong format and its error handling hid the message that said so.',
    ],
    resolution: [
      'The developers moved the client out of the handler and added the missing error handling, after which {error} no longer appeared.',
      'Support pointed at the faulty parameter in a sample request, and the corrected build was released the same day.',
    ],
    reason: 'A defect in the customer code led to {error}.',
  },
  'Customer Release': {
    subject: ['{resource} unhealthy since our last deployment', 'Errors in {service} after release'],
    problem: [
      'Within minutes of a release, {resource} began to return {error} and {metric} left its usual range.',
      'After a deployment to {environment} the customer saw {error} on {resource} and suspected a fault in {service}.',
    ],
    cause: [
      'The release contained a configuration change that pointed {resource} at a resource of the test environment.',
      'The new version needed permission for {operation}, which its role in {environment} had never been given.',
    ],
    resolution: [
      'The customer rolled the release back, confirmed the recovery of {metric} and repeated the rollout with the fixed configuration.',
      'Rolling back restored the service at once; the corrected package went out the next day behind a canary.',
    ],
    reason: 'The symptoms began with a release by the customer and ended with its rollback.',
  },
  'Lack Monitoring': {
    subject: ['{resource} degraded without any alarm', 'No alert for {metric}'],
    problem: [
      'Users reported that {resource} had been degraded, while no alarm of the customer had fired.',
      'The customer learned of {error} on {resource} from a complaint, {duration} after it had begun.',
    ],
    cause: [
      'There was no alarm on {metric}, and the dashboard in use averaged the problem away.',
      'An alarm on {metric} existed but treated missing data as good, so it stayed green during the outage.',
    ],
    resolution: [
      'Alarms on {metric} with a meaningful threshold were added and the on-call rota was subscribed to them.',
      'Support helped to define a composite alarm that covers {metric} and verified it with a test notification.',
    ],
    reason: 'The degradation of {metric} was not monitored.',
  },
  'Customer Dependency': {
    subject: ['Timeouts between {resource} and on-premises', '{resource} waits for an external system'],
    problem: [
      'Requests through {resource} timed out although all metrics of {service} looked healthy.',
      'The customer saw {error} on {resource} whenever an upstream partner system was busy.',
    ],
    cause: [
      'Packet captures showed that the delay came from a firewall in the data centre that dropped idle connections.',
      'A partner API on which {resource} depends answered in over ten seconds at peak and had no timeout configured.',
    ],
    resolution: [
      'The network team lengthened the idle timeout of the firewall and keep-alives were switched on at the client.',
      'The customer put a queue and a circuit breaker in front of the partner API, which stopped the pile-up.',
    ],
    reason: 'A system operated by the customer or a partner caused the delay.',
  },
  Throttling: {
    subject: ['{operation} throttled', 'Rate exceeded on {service} {operation}'],
    problem: [
      'Calls to {operation} for {resource} were throttled, with up to {count} rejected requests in {duration}.',
      'The customer saw {service} answer {operation} with rate errors whenever the hourly jobs started.',
    ],
    cause: [
      'Several jobs started on the full hour and polled {operation} in a tight loop without exponential backoff.',
      'The burst of calls exceeded the request rate of {service} in this Region, and retries multiplied the load.',
    ],
    resolution: [
      'The customer enabled adaptive retries with jitter and spread the schedule, so that throttled calls fell to zero.',
      'Support raised the request rate for a limited time while the team cached the answers of {operation}.',
    ],
    reason: 'The request rate for {operation} exceeded what {service} allows.',
  },
  'Feature Request': {
    subject: ['Feature request for {service}', 'Please support a finer setting for {limit}'],
    problem: [
      'The customer wanted to control {resource} in a way that {service} does not offer today.',
      'The customer asked for an option in {operation} that would spare them a nightly script for {resource}.',
    ],
    cause: [
      'The capability is not part of {service}, and the existing option covers only a part of the requirement.',
      'The console shows the value, but {operation} does not return it, so automation is not possible.',
    ],
    resolution: [
      'Support filed the request with the service team together with the business case and suggested a workaround with tags.',
      'A feature request was recorded, and an interim solution with a scheduled function was handed over.',
    ],
    reason: 'The customer asks for something {service} does not offer.',
  },
  'Exceeding Capability': {
    subject: ['{resource} cannot grow further', 'Hard limit met on {service}'],
    problem: [
      'The workload on {resource} had outgrown what a single unit can do and answered with {error}.',
      'The customer tried to push {resource} beyond a fixed limit of {service} that cannot be raised.',
    ],
    cause: [
      'The design concentrates all traffic on one key, so that one partition works at its maximum while others idle.',
      'The sustained load was {percent}% above the documented maximum of the chosen size.',
    ],
    resolution: [
      'An architecture review led to spreading the load over several units, and {metric} fell to half.',
      'The customer moved to a larger size for now and plans to split the workload by tenant.',
    ],
    reason: 'The demand was above what {service} can do by design.',
  },
  'Security Issue': {
    subject: ['Unexpected {operation} calls in our account', 'Suspicious activity on {resource}'],
    problem: [
      'The security team found calls to {operation} on {resource} from an address they did not know.',
      'A finding reported that {resource} could be reached by principals outside the organisation.',
    ],
    cause: [
      'An access key of a former build server had been left in a public repository and was still active.',
      'A resource policy allowed any principal, since its condition named an organisation that no longer exists.',
    ],
    resolution: [
      'The key was deactivated, sessions were revoked, and a review of CloudTrail showed no access to data.',
      'The policy was narrowed to the organisation, and an automatic check now refuses such statements.',
    ],
    reason: 'Access to {resource} was wider than intended.',
  },
  'Transient Issues': {
    subject: ['Intermittent {error}', 'Sporadic failures of {operation}'],
    problem: [
      'For {duration} the customer saw sporadic {error} answers from {resource}, which then stopped by themselves.',
      'About {percent}% of the calls to {operation} failed intermittently and succeeded when repeated.',
    ],
    cause: [
      'The logs show a short loss of packets on one path, which the network routed around within minutes.',
      'A routine replacement of hosts behind {service} closed connections that the client held open for hours.',
    ],
    resolution: [
      'No change was needed; retries with backoff were recommended and the error did not return within a week.',
      'The customer lowered the lifetime of pooled connections, and {metric} has been stable since.',
    ],
    reason: 'The error ended without any change.',
  },
  'ICE Error': {
    subject: ['Insufficient capacity for {resource}', 'InsufficientInstanceCapacity in one zone'],
    problem: [
      'Starting {resource} failed with an insufficient capacity error in a single Availability Zone.',
      'A scheduled scale-out of {resource} could not be completed because no capacity of that type was free.',
    ],
    cause: [
      'Demand for this type in the zone was unusually high, and the setup allowed one type in one zone only.',
      'The request asked for {count} units of one type at once, for which the zone had no contiguous capacity.',
    ],
    resolution: [
      'The customer allowed four more types and all zones, after which the capacity was found within minutes.',
      'An On-Demand Capacity Reservation was created for the busy weeks and flexible types were configured.',
    ],
    reason: 'AWS had too little capacity of the requested type in the zone.',
  },
  'Service Event': {
    subject: ['{service} unavailable in our Region', 'Elevated error rates on {operation}'],
    problem: [
      'The customer reported elevated error rates of {operation} on {resource} during a service event.',
      'During an event on the Health Dashboard, {resource} answered with {error} and {metric} rose sharply.',
    ],
    cause: [
      'A subsystem of {service} in the Region was impaired, as the Health Dashboard announced.',
      'The service team traced the event to an overloaded internal component of {service}.',
    ],
    resolution: [
      'The service team restored normal operation after {duration}, and the customer confirmed the recovery.',
      'Traffic was shifted away until the event was over; all failed calls were then repeated with success.',
    ],
    reason: 'A service event of {service} affected the account.',
  },
  'AWS Release': {
    subject: ['Changed behaviour of {operation}', '{service} answers differently since this week'],
    problem: [
      'Since the beginning of the week {operation} returned another value for {resource}, without any change by the customer.',
      'An automation around {resource} broke because {service} began to answer {operation} in another order.',
    ],
    cause: [
      'A new release of {service} had changed a default that the documentation had left open.',
      'The service team confirmed a regression that had reached this Region with its latest deployment.',
    ],
    resolution: [
      'The service team rolled the change back for the account and announced the new default ahead of time.',
      'A corrected version was deployed within two days, and the customer pinned the value explicitly meanwhile.',
    ],
    reason: 'A release of {service} changed its behaviour.',
  },
  'AWS Single Component Failure': {
    subject: ['Hardware failure under {resource}', 'One component of {resource} unreachable'],
    problem: [
      'One component below {resource} became unreachable and {metric} reported a failure of the platform.',
      'A single host that carried part of {resource} failed, and requests to it ended in {error}.',
    ],
    cause: [
      'The underlying hardware had degraded, which the platform detected and scheduled for retirement.',
      'A network device in one zone lost its power supply and with it the path to this resource.',
    ],
    resolution: [
      'Stopping and starting moved the workload to healthy hardware, and the data was found to be complete.',
      'The platform replaced the component automatically; the customer added a second zone to be safe.',
    ],
    reason: 'A single component on the AWS side failed.',
  },
  'Upgrade Management': {
    subject: ['Upgrade of {resource} is stuck', 'End of support: plan for {resource}'],
    problem: [
      'The upgrade of {resource} to the next major version stopped at the pre-checks and could not go on.',
      'The customer had to upgrade {resource} before the end of standard support and met {error} on the way.',
    ],
    cause: [
      'A deprecated setting and an outdated plug-in were still in use, which the new version refuses.',
      'The upgrade had been put off for two years, so that three major versions had to be passed in a row.',
    ],
    resolution: [
      'Support listed the blockers, the customer removed them on a clone first, and the upgrade then took {duration}.',
      'A blue/green upgrade with a tested way back was carried out during a weekend window.',
    ],
    reason: 'The case arose from the upgrade of {resource}.',
  },
  Performance: {
    subject: ['{resource} is slow', 'High latency on {service}'],
    problem: [
      'Response times of {resource} had doubled over two weeks without a change in the number of requests.',
      'The customer measured a latency {percent}% above normal for {operation} on {resource}.',
    ],
    cause: [
      'The working set had grown beyond memory, and {metric} showed that most reads went to disk.',
      'One expensive access pattern took most of the time and competed with everything else.',
    ],
    resolution: [
      'An index and a larger cache brought the latency back to what it had been, as {metric} confirms.',
      'The expensive pattern was rewritten, and a benchmark for each release now guards against its return.',
    ],
    reason: 'The workload was slower than expected without an error.',
  },
};
