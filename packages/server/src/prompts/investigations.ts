import type { PromptDefinition } from './prompt.ts';
import { call, days, instructions, inWords, ofService } from './steps.ts';

// Prompts that follow one kind of cause.

export const spikeRootCause: PromptDefinition = {
  name: 'spike_root_cause',
  version: 'spike_root_cause/1',
  title: 'Root cause behind a spike',
  description:
    'Why there were so many cases in some days: one cause or several, on our side or on that of AWS.',
  arguments: ['period', 'service'],
  required: ['period'],
  defaultPeriod: 'last week',
  text: ({ period, comparedWith, service }) =>
    instructions(
      `There were many AWS support cases${ofService(service)} in ${inWords(period)}. Find out why.`,
      [
        `${call('get_service_trends', { start_date: comparedWith.first, end_date: period.last, service_code: service })} to see whether it is a spike, when it began and ended, and in which service.`,
        `${call('get_case_summary', { ...days(comparedWith), service_code: service })} for what is usual.`,
        `${call('get_case_summary', { ...days(period), service_code: service })} for which severity, root cause and account make the difference.`,
        `${call('analyze_case_summaries', { ...days(period), service_code: service, coverage: 'all', analysis_question: 'What caused these cases? Tell apart cases of one common cause from the others, and say when it began.' })} for the cause.`,
        'Read the two or three earliest cases of the common cause as the resource `case-insights://case/{case_number}`, or with `query_athena` where resources cannot be read.',
      ],
      [
        'first whether there was a spike at all: cases in these days against the usual number',
        'the cause in two sentences, with how many of the cases it explains and the earliest case number',
        'whose it is: a change of ours, a limit of ours, an incident of AWS, or that the data does not tell',
        'the course: first sign, peak, end, and how long it took until somebody opened a case',
        'what speaks against this explanation, and what would confirm it outside these cases',
      ],
    ),
};

export const limitsAndThrottling: PromptDefinition = {
  name: 'limits_and_throttling',
  version: 'limits_and_throttling/1',
  title: 'Limits and throttling watch',
  description: 'Which quotas and rates we run into again and again, and which to raise before they hurt.',
  arguments: ['period', 'service'],
  defaultPeriod: 'last 90 days',
  text: ({ period, service }) =>
    instructions(
      `Find the service quotas and request rates that we ran into${service === undefined ? '' : ` with ${service}`} in ${inWords(period)}, and those that come next.`,
      [
        `${call('get_rca_analysis', { ...days(period), service_code: service, rca_category: 'Limit reached', limit: 50, details: true })} for the quotas.`,
        `${call('get_rca_analysis', { ...days(period), service_code: service, rca_category: 'Throttling', limit: 50, details: true })} for the rates.`,
        `${call('get_rca_analysis', { ...days(period), service_code: service, rca_category: 'ICE Error', limit: 20, details: true })} for missing capacity, which looks alike and is solved differently.`,
        `${call('analyze_case_summaries', { ...days(period), service_code: service, rca_category: 'Limit reached', analysis_question: 'Which quotas were reached, in which account and region, by which workload, and which were reached before?' })} for what they have in common.`,
      ],
      [
        'a table: quota or rate, service, accounts, number of cases, first and last day, what was done',
        'which of them came back after they were raised, since those need a design change and not a number',
        'which accounts run the same workload and have not had the case yet, if the cases show it',
        'for each an alarm to set, on the metric or the usage of Service Quotas, with a threshold below the limit',
        'what to raise now, and what to slow down, spread or cache instead',
      ],
    ),
};

export const monitoringGaps: PromptDefinition = {
  name: 'monitoring_gaps',
  version: 'monitoring_gaps/1',
  title: 'What could monitoring have caught',
  description: 'Cases that an alarm, a dashboard or a log would have shown before users did.',
  arguments: ['period', 'service'],
  defaultPeriod: 'last 90 days',
  text: ({ period, service }) =>
    instructions(
      `Find the AWS support cases${ofService(service)} of ${inWords(period)} that monitoring could have caught earlier.`,
      [
        `${call('get_case_summary', { ...days(period), service_code: service })} and look at \`by_lifecycle_category\`: Monitoring, Alarming, Anomaly Detection, Logging and Tracing.`,
        `${call('get_rca_analysis', { ...days(period), service_code: service, rca_category: 'Lack Monitoring', limit: 50, details: true })} for the cases that say so themselves.`,
        ...['Alarming', 'Anomaly Detection', 'Monitoring'].map(
          (practice) =>
            `${call('analyze_case_summaries', { ...days(period), service_code: service, lifecycle_category: practice, analysis_question: 'Which signal would have shown each problem earlier, and where would it have been seen?' })}.`,
        ),
      ],
      [
        'a table of signals, most valuable first: what to watch, the metric or log with its namespace if the cases name it, the threshold, the cases it would have shown',
        'how many cases that would have been of all cases in these days, from the counts of the tools',
        'how long each problem went unnoticed, where the cases say it',
        'which alarms existed but reached nobody',
        'the three to set up first, small enough for one sprint',
      ],
    ),
};
