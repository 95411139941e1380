import type { RootCause } from './root-cause.ts';

const SPORADIC =
  'About {percent}% of the calls to {operation} failed intermittently and succeeded when repeated.';
const ELEVATED =
  'The customer reported elevated error rates of {operation} on {resource} during a service event.';
const CHANGED =
  'Since the beginning of the week {operation} returned another value for {resource}, without any change by the customer.';
const UNREACHABLE =
  'One component below {resource} became unreachable and {metric} reported a failure of the platform.';

/** What happened on the side of AWS. */
export const PLATFORM = {
  'packet loss on a path': {
    rca: 'Transient Issues',
    subject: ['Intermittent {error}', 'Packet loss towards {service}'],
    problem: [
      SPORADIC,
      'For {duration} the customer saw sporadic {error} answers from {resource}, which then stopped by themselves.',
      'Traces from two sites showed lost packets on the way to {resource} for {duration}.',
    ],
    cause: [
      'The logs show a short loss of packets on one path, which the network routed around within minutes.',
      'A flapping link of an internet provider dropped packets until routes had converged.',
      'One of four parallel paths lost packets, so that a quarter of the flows saw retransmissions.',
    ],
    resolution: [
      'No change was needed; retries with backoff were recommended and the error did not return within a week.',
      'The path was taken out of routing, after which retransmissions fell to their usual level.',
      'The provider replaced an optic, and measurements from both sites have been clean since.',
    ],
    reason: 'The error ended without any change.',
  },
  'hosts replaced': {
    rca: 'Transient Issues',
    subject: ['Sporadic failures of {operation}', 'Connections to {service} reset now and then'],
    problem: [
      SPORADIC,
      'Long-lived connections to {resource} were reset once a day, and the client logged {error}.',
      'A client that holds connections for hours saw {error} whenever one of them was closed by {service}.',
    ],
    cause: [
      'A routine replacement of hosts behind {service} closed connections that the client held open for hours.',
      'The client never resolved the name again, so it kept addresses of hosts that had been retired.',
      'Rolling maintenance drains each host after its announcement, and the client ignored the signal to close.',
    ],
    resolution: [
      'The customer lowered the lifetime of pooled connections, and {metric} has been stable since.',
      'The client resolves the name anew every minute, and a closed connection is opened again quietly.',
      'A reset is now retried once on a new connection, which hides maintenance from the users.',
    ],
    reason: 'Connections were closed by routine maintenance.',
  },
  'impaired subsystem': {
    rca: 'Service Event',
    subject: ['{service} unavailable in our Region', 'Elevated error rates on {operation}'],
    problem: [
      ELEVATED,
      'During an event on the Health Dashboard, {resource} answered with {error} and {metric} rose sharply.',
      'Every account in the Region saw {error} from {operation}, as a post on the Health Dashboard confirmed.',
    ],
    cause: [
      'A subsystem of {service} in the Region was impaired, as the Health Dashboard announced.',
      'The service team traced the event to an overloaded internal component of {service}.',
      'A metadata store inside {service} was slow to fail over, which the post-event summary describes.',
    ],
    resolution: [
      'The service team restored normal operation after {duration}, and the customer confirmed the recovery.',
      'Traffic was shifted away until the event was over; all failed calls were then repeated with success.',
      'The event was closed on the Health Dashboard, and the backlog was processed within {duration}.',
    ],
    reason: 'A service event of {service} affected the account.',
  },
  'changed default': {
    rca: 'AWS Release',
    subject: ['Changed behaviour of {operation}', 'Another default for new {service} resources'],
    problem: [
      CHANGED,
      'New copies of {resource} behaved differently from older ones that were made by the same template.',
      'The template had not been touched, yet {operation} now created {resource} with other settings.',
    ],
    cause: [
      'A new release of {service} had changed a default that the documentation had left open.',
      'A property that the template does not set has another default since an announcement of last month.',
      'The console wizard and the API no longer agree on the default of an optional setting.',
    ],
    resolution: [
      'The customer sets the property explicitly now, and the announcement was linked in the case.',
      'The service team documented the new default and offered the former one for existing accounts.',
      'The template pins every optional setting, so that defaults no longer matter.',
    ],
    reason: 'A release of {service} changed a default.',
  },
  regression: {
    rca: 'AWS Release',
    subject: ['{service} answers differently since this week', 'Regression in {operation}?'],
    problem: [
      CHANGED,
      'An automation around {resource} broke because {service} began to answer {operation} in another order.',
      'A field of the response of {operation} was empty since a few days, in one Region only.',
    ],
    cause: [
      'The service team confirmed a regression that had reached this Region with its latest deployment.',
      'A defect in the newest build of {service} leaves the field empty under rare circumstances.',
      'The order of the results was never guaranteed, but a faulty deployment had made it random.',
    ],
    resolution: [
      'The service team rolled the deployment back, and the field was filled again the next day.',
      'A corrected build reached the Region within two days, and the customer sorted the results meanwhile.',
      'The defect was fixed, and a test for the order of the results was added by the service team.',
    ],
    reason: 'A defect in a release of {service} changed its behaviour.',
  },
  'degraded hardware': {
    rca: 'AWS Single Component Failure',
    subject: ['Hardware failure under {resource}', 'Retirement notice for {resource}'],
    problem: [
      UNREACHABLE,
      'A single host that carried part of {resource} failed, and requests to it ended in {error}.',
      'A retirement notice for the host of {resource} arrived, and the customer asked what to do.',
    ],
    cause: [
      'The underlying hardware had degraded, which the platform detected and scheduled for retirement.',
      'A memory module of the host reported errors, so that the platform moved it out of service.',
      'A failing disk on one host slowed every volume on it down until it was fenced off.',
    ],
    resolution: [
      'Stopping and starting moved the workload to healthy hardware, and the data was found to be complete.',
      'The host was retired, and an automatic recovery now restarts the workload elsewhere.',
      'The workload was moved off the host before its retirement date, without loss of data.',
    ],
    reason: 'A single host on the AWS side failed.',
  },
  'failed network device': {
    rca: 'AWS Single Component Failure',
    subject: ['One component of {resource} unreachable', 'Zone of {resource} partly unreachable'],
    problem: [
      UNREACHABLE,
      'From one rack on, nothing could reach {resource} any more, while the rest of the zone was healthy.',
      'Half of {resource} dropped off the network at once, and health checks failed with {error}.',
    ],
    cause: [
      'A network device in one zone lost its power supply and with it the path to this resource.',
      'A top-of-rack switch restarted in a loop and cut the rack off from the zone.',
      'The power feed of a switch failed, and its redundant partner did not take over.',
    ],
    resolution: [
      'The platform replaced the device automatically; the customer added a second zone to be safe.',
      'The switch was exchanged by the data centre staff, and health checks passed again after {duration}.',
      'Traffic was steered around the rack until power was back, and a second zone carries half since.',
    ],
    reason: 'A single network device on the AWS side failed.',
  },
} as const satisfies Record<string, RootCause>;
