import * as z from 'zod';
import { byRcaCategory, byService, bySeverity } from './case-counts.ts';
import { count, day } from './fields.ts';

// What an analysis says of the problems that the cases show. A model names them and says of each case which one it
// shows; everything else is counted (problem-counts.ts).

/** Problems that a result lists; the rest are summed. */
export const LARGEST_PROBLEMS = 20;
const CHANGES = ['grew', 'shrank', 'steady', 'new', 'gone', 'unknown'] as const;
export type Change = (typeof CHANGES)[number];

const problem = z.object({
  id: z.string().optional().describe('For the argument problem, within a day; absent where nothing is kept'),
  name: z.string().describe('As the model named it'),
  definition: z.string().describe('Which cases belong to it'),
  theme: z.string().optional().describe('What it has in common with related problems'),
  cases: count('Cases whose main problem it is'),
  share: z.number().describe('Of the cases read, 0 to 1'),
  trend: z
    .enum(['rising', 'falling', 'steady', 'unknown'])
    .describe(
      'Later half of the complete intervals against the earlier, beyond 20 %; unknown below 6 cases, and unless all were read',
    ),
  new_since: day()
    .optional()
    .describe('Its first day, where neither the earlier half nor an earlier compared period has any'),
  first_day: day().optional().describe('Of its cases'),
  last_day: day().optional().describe('Of its cases'),
  counts: z.array(count('Cases')).describe('Cases of each interval, in the order of problem_dates'),
  by_severity: bySeverity,
  by_service: byService,
  by_account: z.record(z.string(), count('Cases')).describe('The 3 accounts with most of them'),
  by_rca_category: byRcaCategory,
  examples: z.array(z.string()).describe('Case numbers: the most severe, the newest and the most typical'),
  compared: z
    .object({
      cases: count('In the compared period'),
      change: z
        .enum(CHANGES)
        .describe(
          'From the compared period to this, in cases a day, beyond 20 %; new and gone apart, unknown below 6 cases, and unless all were read',
        ),
    })
    .optional()
    .describe('Against the compared period'),
});

/**
 * The fields that an analysis has where the model said which problem each case shows. The cases of `problems`, those of
 * `problems_other` and `problems_unassigned` add up to `summaries_analyzed`.
 */
export const problemFields = {
  problems: z
    .array(problem)
    .optional()
    .describe(`The ${LARGEST_PROBLEMS} largest, most cases first, of both periods where two are compared`),
  problems_other: z
    .object({ problems: count('Problems not listed'), cases: count('Their cases') })
    .optional()
    .describe('The rest, if any'),
  problems_unassigned: count('Cases read that show none, or of which the model did not say').optional(),
  problem_dates: z
    .object({
      interval: z.enum(['day', 'week', 'month']).describe('Step between dates'),
      dates: z.array(day()).describe('First day of each interval, oldest first, without gaps'),
      incomplete_from: day().optional().describe('From this date on intervals still fill up'),
    })
    .optional()
    .describe('What counts of problems are by'),
};

/** What is known of the compared period as a whole: a field of `coverage`. */
export const comparedField = z
  .object({
    date_range: z.string().describe('Days, both included, UTC'),
    cases_total: count('All matches'),
    cases_covered: count('Read'),
  })
  .optional()
  .describe('The compared period');

const fields = z.object(problemFields);
export type ProblemFields = z.output<typeof fields>;
export type Problem = z.output<typeof problem>;

/** The answer with only the first problems listed, and the others added to the rest. */
export function withFewerProblems<Answer extends ProblemFields>(answer: Answer, listed: number): Answer {
  const { problems = [], problems_other: other } = answer;
  const unlisted = problems.slice(listed);
  if (unlisted.length === 0) return answer;
  return {
    ...answer,
    problems: problems.slice(0, listed),
    problems_other: {
      problems: unlisted.length + (other?.problems ?? 0),
      cases: unlisted.reduce((sum, { cases }) => sum + cases, other?.cases ?? 0),
    },
  };
}
