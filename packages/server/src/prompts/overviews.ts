import type { DayRange } from '@case-insights/core/tools';
import type { PromptDefinition } from './prompt.ts';
import { call, days, instructions, inWords, ofService } from './steps.ts';

// Prompts that look at everything, or at everything of a service, over some days.

export const weeklyReview: PromptDefinition = {
  name: 'weekly_review',
  version: 'weekly_review/1',
  title: 'Weekly review',
  description: 'What happened in the support cases of a week: numbers, changes, problems, what to do.',
  arguments: ['period', 'service'],
  defaultPeriod: 'last week',
  text: ({ period, comparedWith, service }) =>
    instructions(
      `Write the review of our AWS support cases${ofService(service)} for ${inWords(period)}, for people who run operations and have five minutes.`,
      [
        `${call('get_case_summary', { ...days(period), service_code: service })} for the numbers of these days.`,
        `${call('get_case_summary', { ...days(comparedWith), service_code: service })} for those of the days before.`,
        `${call('get_service_trends', { days_back: 90, service_code: service })} for what has been rising or falling for longer than that.`,
        `${call('analyze_case_summaries', { ...days(period), service_code: service, analysis_question: 'Which problems stand behind these cases, which of them are new or repeated, and what would prevent them?' })} for what the cases say.`,
      ],
      [
        'three sentences first: how many cases, how many of them critical or urgent, and the one thing to act on',
        'a table of the largest services and root causes with the change against the days before',
        'the two to five problems that matter, each with its cases and what would prevent it',
        'what rises over the quarter even if it was quiet in these days',
        'at most five actions, each with who could own it (a team, a service, a quota) and why now',
      ],
    ),
};

export const topProblems: PromptDefinition = {
  name: 'top_problems',
  version: 'top_problems/3',
  title: 'Top problems of a period',
  description: 'The problems behind the cases of a period, ranked by number and severity, with evidence.',
  arguments: ['period', 'service', 'severity', 'root_cause'],
  defaultPeriod: 'last month',
  text: ({ period, service, severity, rootCause }) =>
    instructions(
      `Find the top problems in our${severity === undefined ? '' : ` ${severity}`} AWS support cases${ofService(service)}${rootCause === undefined ? '' : ` with the root cause ${rootCause}`} of ${inWords(period)}.`,
      [
        `${call('get_case_summary', { ...days(period), service_code: service, severity_code: severity })} to know how many cases there are, and where.`,
        `${call('analyze_case_summaries', { ...days(period), service_code: service, severity_code: severity, rca_category: rootCause, coverage: 'all', analysis_question: 'What are the top problems in these cases? Name each one, say how many cases it stands behind, and what would prevent it.' })} to read every one of them.`,
        '`analyze_case_summaries` with the same arguments and the `id` of a problem as `problem`, for each of the first three, with the question "What happened, and what would prevent it?".',
      ],
      [
        'a ranked list of at most ten problems, worst first: name, number of cases, highest severity, services, accounts',
        'for each one two or three case numbers and a sentence on what actually happened, beyond the category',
        'which problems share one cause, and which look alike but do not',
        'what would have to change for each of the first three not to come back',
        'how many cases were read, and how many show none of these problems (`problems_unassigned`)',
      ],
    ),
};

export const comparePeriods: PromptDefinition = {
  name: 'compare_periods',
  version: 'compare_periods/2',
  title: 'Compare two periods',
  description: 'What became better and worse between two periods, and why.',
  arguments: ['period', 'compared_with', 'service'],
  defaultPeriod: 'last month',
  text: ({ period, comparedWith, service }) =>
    instructions(
      `Compare our AWS support cases${ofService(service)} of ${inWords(period)} with those of ${inWords(comparedWith)}.`,
      [
        `${call('get_case_summary', { ...days(comparedWith), service_code: service })} for the earlier numbers.`,
        `${call('get_case_summary', { ...days(period), service_code: service })} for the later ones.`,
        overlaps(period, comparedWith)
          ? '`analyze_case_summaries` for each of the two periods, since they overlap, with the question "What caused these cases?".'
          : `${call('analyze_case_summaries', { ...days(period), compare_start_date: comparedWith.first, compare_end_date: comparedWith.last, service_code: service, coverage: 'all', analysis_question: 'Which problems grew, shrank, are new or are gone, and why?' })} for the problems of both.`,
      ],
      [
        'whether the periods can be compared at all: their length in days, and how complete the later one is',
        'a table of what changed most, in cases and in cases a day, by service, root cause and severity',
        'the problems that grew, shrank, are new or are gone, and for the largest rise and fall the reason, with case numbers',
        'what stayed the same although it was meant to change, if the user named something',
        'how sure you are: small numbers change by chance, so say when fewer than ten cases stand behind a change',
      ],
    ),
};

export const serviceDeepDive: PromptDefinition = {
  name: 'service_deep_dive',
  version: 'service_deep_dive/1',
  title: 'Deep dive into a service',
  description: 'Everything that the cases say about one service: trend, causes, problems, prevention.',
  arguments: ['service', 'period'],
  required: ['service'],
  defaultPeriod: 'last 90 days',
  text: ({ period, service }) =>
    instructions(
      `Examine our AWS support cases${ofService(service)} of ${inWords(period)}.`,
      [
        `${call('get_service_trends', { ...days(period), service_code: service })} for the course over time.`,
        `${call('get_case_summary', { ...days(period), service_code: service })} for severity, root causes, practices and accounts.`,
        `${call('analyze_case_summaries', { ...days(period), service_code: service, coverage: 'all', analysis_question: `What goes wrong with ${service ?? 'this service'}, how do we use it, and what should we change?` })} for what the cases say.`,
        `${call('query_athena', { query: "SELECT account_number, rca_category, count(*) AS cases FROM case_summary WHERE servicecode IN (…) AND timecreated >= '…' GROUP BY account_number, rca_category ORDER BY cases DESC LIMIT 20" })}, with the codes that the trend lists and the first day filled in, if the cases gather in few accounts.`,
      ],
      [
        'whether it gets better or worse, with the numbers and the interval',
        'the problems with this service most costly first, each with case numbers',
        'what is ours to change (configuration, quotas, design, knowledge) and what is for AWS',
        'which accounts or teams the cases come from, where that explains something',
        'three changes that would prevent the most cases, with how many they would have prevented',
      ],
    ),
};

function overlaps(one: DayRange, other: DayRange): boolean {
  return one.first <= other.last && other.first <= one.last;
}
