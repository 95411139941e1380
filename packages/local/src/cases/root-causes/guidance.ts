import type { RootCause } from './root-cause.ts';

const BEFORE_A_CHANGE =
  'Before a design review the customer wanted to know whether {resource} can be changed without interruption.';
const NOT_OFFERED = 'The customer wanted to control {resource} in a way that {service} does not offer today.';
const UPGRADE_FAILED =
  'The customer had to upgrade {resource} before the end of standard support and met {error} on the way.';

/** Questions, wishes and upgrades: nothing was broken when the case was opened. */
export const GUIDANCE = {
  'order of steps': {
    rca: 'Customer Question',
    subject: ['How to configure {resource}?', 'Question on {service}: best practice for {operation}'],
    problem: [
      BEFORE_A_CHANGE,
      'The customer asked in which order {operation} and the other steps must be run to set up {resource}.',
      'The customer planned to rebuild {resource} and wanted the steps around {operation} confirmed beforehand.',
    ],
    cause: [
      'The documentation describes the single steps, but the customer needed them put together for their setup.',
      'The user guide has a page for each step, and none of them says which one has to come first.',
      "Two tutorials contradict each other on the sequence, and neither covers the customer's combination of settings.",
    ],
    resolution: [
      'Support explained the order of the steps and shared the matching pages of the user guide.',
      'An engineer went through the procedure in a test account and answered with a tested sequence of commands.',
      'The customer received a step-by-step list that begins with {operation} and rehearsed it once.',
    ],
    reason: 'The customer asked for guidance on {service}; nothing was broken.',
  },
  'asynchronous change': {
    rca: 'Customer Question',
    subject: ["What's the effect of {operation} on {resource}?", '{operation} has no visible effect'],
    problem: [
      BEFORE_A_CHANGE,
      'The customer called {operation} on {resource} and asked why the new setting did not show up for {duration}.',
      'After {operation} the console still displayed the old value for {resource}, which the customer could not explain.',
    ],
    cause: [
      'The behaviour was expected: {service} applies such a change asynchronously, which the team had not been aware of.',
      'The call returns before the modification is complete, and a pending state was overlooked in the response.',
      'The modification waits for the next maintenance window unless it is told to apply immediately.',
    ],
    resolution: [
      'Support pointed to the pending state in the response and recommended to poll it until it disappears.',
      'The customer repeated the modification with immediate effect, after which the new value appeared.',
      'It was explained how long propagation takes, and the script now waits for the pending change to finish.',
    ],
    reason: 'The change behaved as designed and only looked like a fault.',
  },
  'expected cost': {
    rca: 'Customer Question',
    subject: ['What will {resource} cost?', 'Unexpected charges for {service}'],
    problem: [
      'The customer saw a line for {service} on the bill that was {percent}% higher than the month before and asked why.',
      'Before ordering, the customer wanted an estimate of the monthly charges for {resource} in {environment}.',
      'The finance department questioned the spending on {resource} and asked for the price of each dimension.',
    ],
    cause: [
      'Requests and storage are charged separately, and the estimate had left out the charges for requests.',
      'The free tier had ended in the middle of the month, so that the remaining usage was charged at list price.',
      'Data transfer between zones makes up most of the amount and is billed under another heading.',
    ],
    resolution: [
      'Support broke the invoice down by usage type and showed how to build the estimate in the pricing calculator.',
      'A cost allocation tag was introduced, and the customer now sees the charges of each team in Cost Explorer.',
      'The billing team explained each line of the invoice, and a budget with an alert was set up together.',
    ],
    reason: 'The customer asked how {service} is billed.',
  },
  'missing option': {
    rca: 'Feature Request',
    subject: ['Feature request for {service}', 'Please support a finer setting for {limit}'],
    problem: [
      NOT_OFFERED,
      'The customer asked for an option in {operation} that would spare them a nightly script for {resource}.',
      'A requirement of the auditors for {resource} cannot be met with the settings that {service} has.',
    ],
    cause: [
      'The capability is not part of {service}, and the existing option covers only a part of the requirement.',
      'The setting applies to everything at once, while the customer needs a different value for each tenant.',
      'The option exists for new resources only and cannot be switched on for those already running.',
    ],
    resolution: [
      'Support filed the request with the service team together with the business case and suggested a workaround with tags.',
      'A feature request was recorded, and an interim solution with a scheduled function was handed over.',
      'The wish was added to an existing request of other customers, and the team keeps its nightly script until then.',
    ],
    reason: 'The customer asks for something {service} does not offer.',
  },
  'value not in the API': {
    rca: 'Feature Request',
    subject: ['{operation} does not return all values', 'Console shows more than the API of {service}'],
    problem: [
      NOT_OFFERED,
      'The customer automates {resource} and could not find a field of the console in the response of {operation}.',
      'An inventory of {resource} was incomplete, since one attribute is displayed on the console only.',
    ],
    cause: [
      'The console shows the value, but {operation} does not return it, so automation is not possible.',
      'The attribute comes from an internal interface that has no public counterpart in the SDK.',
      'CloudFormation and the command line lack the property, which the console reads from another source.',
    ],
    resolution: [
      'A request to expose the attribute in the public API was recorded, and a metric was named that comes close to it.',
      'The service team confirmed that the property is planned for the SDK, without giving a date.',
      'Support suggested to derive the figure from {metric} until the response contains the field.',
    ],
    reason: 'The customer asks for an attribute that the API of {service} does not return.',
  },
  'blockers of an upgrade': {
    rca: 'Upgrade Management',
    subject: ['Upgrade of {resource} is stuck', 'Pre-check refuses the upgrade of {service}'],
    problem: [
      UPGRADE_FAILED,
      'The upgrade of {resource} to the next major version stopped at the pre-checks and could not go on.',
      'A pre-check of {operation} listed incompatibilities on {resource}, and the upgrade was refused.',
    ],
    cause: [
      'A deprecated setting and an outdated plug-in were still in use, which the new version refuses.',
      'The parameter group contained a value that the target version no longer knows.',
      'An extension of a third party had no release for the target version, so that the check found it incompatible.',
    ],
    resolution: [
      'Support listed the blockers, the customer removed them on a clone first, and the upgrade then took {duration}.',
      'The outdated plug-in was replaced, the pre-check passed, and the major version was changed the same night.',
      'With the deprecated parameter gone, the upgrade went through without further incompatibilities.',
    ],
    reason: 'An incompatibility stood in the way of an upgrade of {resource}.',
  },
  'postponed upgrade': {
    rca: 'Upgrade Management',
    subject: ['End of support: plan for {resource}', '{service}: forced upgrade announced'],
    problem: [
      UPGRADE_FAILED,
      'A notice announced that {resource} would be upgraded automatically, and the customer asked for more time.',
      'The version behind {resource} reaches the end of its life, and the customer needed a plan for the migration.',
    ],
    cause: [
      'The upgrade had been put off for two years, so that three major versions had to be passed in a row.',
      'Nobody owned the life cycle of the version, and the announcements went to a mailbox that is not read.',
      'The application had been certified for one old release, and every deadline had been extended so far.',
    ],
    resolution: [
      'A blue/green upgrade with a tested way back was carried out during a weekend window.',
      'Extended support was ordered for one year, and a plan with dates for each environment was agreed.',
      'The customer scheduled the deadline in the change calendar and upgraded {environment} first.',
    ],
    reason: 'The case arose from the end of support of a version.',
  },
} as const satisfies Record<string, RootCause>;
