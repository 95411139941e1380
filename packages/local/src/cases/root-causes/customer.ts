import type { RootCause } from './root-cause.ts';

const CALL_FAILS =
  'The application received {error} from {service} each time it called {operation} against {resource}.';
const AFTER_A_RELEASE =
  'After a deployment to {environment} the customer saw {error} on {resource} and suspected a fault in {service}.';
const UNNOTICED =
  'Users reported that {resource} had been degraded, while no alarm of the customer had fired.';
const TIMEOUTS = 'Requests through {resource} timed out although all metrics of {service} looked healthy.';
const UNKNOWN_CALLS =
  'The security team found calls to {operation} on {resource} from an address they did not know.';

/** What the customer, its code or its partners brought about. */
export const CUSTOMER = {
  'connections not reused': {
    rca: 'Development Issue',
    subject: ['{error} when calling {operation}', 'Sockets exhausted when using {service}'],
    problem: [
      CALL_FAILS,
      'Under load, the workers of the customer ran out of sockets and {operation} ended in {error}.',
      'The number of open connections to {resource} climbed until {operation} answered with {error}.',
    ],
    cause: [
      'The code opened a new client for every request and never reused connections, which exhausted local resources.',
      'The SDK client was created inside the handler, so that each invocation left a socket behind.',
      'A connection pool without an upper bound kept growing, since connections were never handed back.',
    ],
    resolution: [
      'The developers moved the client out of the handler, after which {error} no longer appeared.',
      'A pool of fixed size with keep-alive was introduced, and the open sockets fell to a few dozen.',
      'The build with a shared client was released the same day and {metric} returned to its usual range.',
    ],
    reason: 'The customer code leaked connections, which led to {error}.',
  },
  'malformed parameter': {
    rca: 'Development Issue',
    subject: ['Application reports "{error}" from {service}', '{operation} refuses our request'],
    problem: [
      CALL_FAILS,
      'Calls to {operation} failed with {error} after the team had rewritten the client of {resource}.',
      'One of several callers of {operation} got {error}, while the same call from the command line succeeded.',
    ],
    cause: [
      'The client sent a parameter in the wrong format and its error handling hid the message that said so.',
      'A date was serialised with the local time zone, which the validation of {operation} rejects.',
      'The request body contained an empty list where the schema of {operation} wants the field left out.',
    ],
    resolution: [
      'Support pointed at the faulty parameter in a sample request, and the corrected build was released the same day.',
      'The developers validate the request against the schema now and log the full message of the response.',
      'After the serialiser had been fixed, the same request was accepted at the first attempt.',
    ],
    reason: 'A defect in the request of the customer led to {error}.',
  },
  'wrong configuration released': {
    rca: 'Customer Release',
    subject: ['{resource} unhealthy since our last deployment', 'Errors in {service} after release'],
    problem: [
      AFTER_A_RELEASE,
      'Within minutes of a release, {resource} began to return {error} and {metric} left its usual range.',
      'A rollout to {environment} was followed by {error} on {resource}, while other environments stayed healthy.',
    ],
    cause: [
      'The release contained a configuration change that pointed {resource} at a resource of the test environment.',
      'A template variable was left at its test value, so the endpoint in {environment} was the wrong one.',
      'Two feature flags were swapped in the configuration file that the deployment had carried along.',
    ],
    resolution: [
      'The customer rolled the release back, confirmed the recovery of {metric} and fixed the configuration.',
      'Rolling back restored the service at once; the corrected file went out the next day behind a canary.',
      'The endpoint was set right by hand first, and the template variable was corrected in the repository afterwards.',
    ],
    reason: 'The symptoms began with a release by the customer and ended with its rollback.',
  },
  'permission missing after release': {
    rca: 'Customer Release',
    subject: [
      'Not authorised to perform {operation} since deployment',
      '{operation} denied in {environment}',
    ],
    problem: [
      AFTER_A_RELEASE,
      'The new version of the application was not authorised to perform {operation} on {resource}.',
      'In {environment} alone, the freshly deployed version logged access denied for {operation}.',
    ],
    cause: [
      'The new version needed permission for {operation}, which its role in {environment} had never been given.',
      'The policy of the execution role is maintained by hand in {environment} and had not followed the release.',
      'A permissions boundary of the landing zone does not include {operation}, which nobody had tried before.',
    ],
    resolution: [
      'The missing statement was added to the role, and the denied calls succeeded within a minute.',
      'The role moved into the same template as the application, so that permissions are now deployed together.',
      'The platform team extended the permissions boundary and the rollout was repeated without denied calls.',
    ],
    reason: 'A release by the customer needed a permission that was missing.',
  },
  'no alarm': {
    rca: 'Lack Monitoring',
    subject: ['{resource} degraded without any alarm', 'No alert for {metric}'],
    problem: [
      UNNOTICED,
      'The customer learned of {error} on {resource} from a complaint, {duration} after it had begun.',
      'A partner called to say that {resource} was failing, before anybody on the team knew of it.',
    ],
    cause: [
      'There was no alarm on {metric}, and the dashboard in use averaged the problem away.',
      'The resource had been created by hand, outside the module that sets up the alarms for all others.',
      'Only CPU and memory were watched, while {metric} had never been part of the monitoring concept.',
    ],
    resolution: [
      'Alarms on {metric} with a meaningful threshold were added and the on-call rota was subscribed to them.',
      'A default set of alarms is now attached to every new resource, beginning with {metric}.',
      'The dashboard shows the maximum in place of the average, and a threshold on {metric} pages the owner.',
    ],
    reason: 'The degradation of {metric} was not monitored.',
  },
  'alarm blind to missing data': {
    rca: 'Lack Monitoring',
    subject: ['Alarm on {metric} stayed green', 'Alarm did not fire during the outage of {resource}'],
    problem: [
      UNNOTICED,
      'An alarm on {metric} remained in OK for {duration}, although {resource} had stopped working altogether.',
      'The customer asked why the alarm for {resource} had not changed its state during the outage.',
    ],
    cause: [
      'An alarm on {metric} existed but treated missing data as good, so it stayed green during the outage.',
      'No data points arrived while {resource} was down, and missing data kept the alarm in its last state.',
      'The metric filter had stopped matching after a change of the log format, so that nothing was evaluated.',
    ],
    resolution: [
      'Support helped to define a composite alarm that covers {metric} and verified it with a test notification.',
      'Missing data is now treated as breaching, and a heartbeat metric tells silence from health.',
      'The alarm was rebuilt with a fill expression for absent data points, then tested by stopping a copy.',
    ],
    reason: 'The alarm on {metric} could not notice missing data.',
  },
  'firewall drops idle connections': {
    rca: 'Customer Dependency',
    subject: ['Timeouts between {resource} and on-premises', 'Idle connections to {service} hang'],
    problem: [
      TIMEOUTS,
      'The first request after a pause hung for minutes on {resource}, and all later ones were fast.',
      'Sessions between the data centre and {resource} broke off silently whenever traffic was low.',
    ],
    cause: [
      'Packet captures showed that the delay came from a firewall in the data centre that dropped idle connections.',
      'A stateful firewall of the customer forgot sessions after five minutes without sending a reset.',
      'The VPN gateway on the customer side removed idle flows from its table, so that packets vanished.',
    ],
    resolution: [
      'The network team lengthened the idle timeout of the firewall and keep-alives were switched on at the client.',
      'TCP keep-alives every two minutes hold the sessions open, and the hanging requests are gone.',
      'The firewall now sends a reset for sessions it has dropped, so that clients reconnect at once.',
    ],
    reason: 'A network device operated by the customer caused the delay.',
  },
  'slow partner system': {
    rca: 'Customer Dependency',
    subject: ['{resource} waits for an external system', 'Slow upstream behind {service}'],
    problem: [
      TIMEOUTS,
      'The customer saw {error} on {resource} whenever an upstream partner system was busy.',
      'Requests piled up in front of {resource} at peak hours, since an external provider answered late.',
    ],
    cause: [
      'A partner API on which {resource} depends answered in over ten seconds at peak and had no timeout configured.',
      'The payment provider limited the number of parallel sessions, and waiting callers blocked all workers.',
      'A third-party directory was asked for each request, and its nightly backup made it slow to respond.',
    ],
    resolution: [
      'The customer put a queue and a circuit breaker in front of the partner API, which stopped the pile-up.',
      'A timeout of two seconds and a cached copy of the directory keep the workers free now.',
      'The provider raised the number of parallel sessions, and callers give up early when it is slow.',
    ],
    reason: 'A system operated by a partner caused the delay.',
  },
  'leaked access key': {
    rca: 'Security Issue',
    subject: ['Unexpected {operation} calls in our account', 'Possibly compromised credentials'],
    problem: [
      UNKNOWN_CALLS,
      'GuardDuty reported that {operation} was called with credentials of the customer from a foreign network.',
      'AWS informed the customer that an access key had been seen in public and {resource} might be at risk.',
    ],
    cause: [
      'An access key of a former build server had been left in a public repository and was still active.',
      'A developer had pasted credentials into a public snippet, from where a bot collected them within minutes.',
      'A long-lived key was part of a container image that had been pushed to an open registry.',
    ],
    resolution: [
      'The key was deactivated, sessions were revoked, and a review of CloudTrail showed no access to data.',
      'All keys of the user were rotated, and builds obtain temporary credentials through federation now.',
      'The exposed credentials were deleted within the hour and a secret scanner guards the repositories since.',
    ],
    reason: 'Credentials of the customer were exposed.',
  },
  'policy open to anybody': {
    rca: 'Security Issue',
    subject: ['Suspicious activity on {resource}', 'Finding: {resource} shared outside the organisation'],
    problem: [
      UNKNOWN_CALLS,
      'A finding reported that {resource} could be reached by principals outside the organisation.',
      'Access Analyzer marked {resource} as public, and the customer asked whether it had been read.',
    ],
    cause: [
      'A resource policy allowed any principal, since its condition named an organisation that no longer exists.',
      'A wildcard principal had been added for a test and was never taken out of the resource policy.',
      'The condition in the policy compared a key that is not sent, so that it held for everybody.',
    ],
    resolution: [
      'The policy was narrowed to the organisation, and an automatic check now refuses such statements.',
      'The wildcard was removed, and access logs showed that only internal callers had used it.',
      'A service control policy prevents public sharing from now on, and the finding was archived.',
    ],
    reason: 'Access to {resource} was wider than intended.',
  },
} as const satisfies Record<string, RootCause>;
