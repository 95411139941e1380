import { serviceName } from '@case-insights/core/cases';

/** Rows of `query_athena`. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface Question {
  readonly question: string;
  /** Arguments of analyze_case_summaries beside the question. */
  readonly filters: Readonly<Record<string, string>>;
  /** Where the truth is: a statement of its own, so that it does not share a mistake with the tool. */
  readonly truth?: string;
  /** What a right answer must say, from the rows of the truth; each must occur. */
  readonly expected: (rows: Rows) => readonly string[];
}

const YEAR = { start_date: '2024-08-01', end_date: '2025-07-31' };
const IN_THE_YEAR = `timecreated >= '2024-08-01' AND timecreated < '2025-08-01'`;

function month(name: string): { filters: { start_date: string; end_date: string }; where: string } {
  const [year = 0, number = 0] = name.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return {
    filters: { start_date: `${name}-01`, end_date: `${name}-${lastDay}` },
    where: `timecreated LIKE '${name}-%'`,
  };
}

function count(where: string): Pick<Question, 'truth' | 'expected'> {
  return {
    truth: `SELECT count(*) AS cases FROM case_summary WHERE ${where}`,
    expected: (rows) => [String(rows[0]?.cases)],
  };
}

/** The largest group of a column and its size. Where two groups are equally large, either is right, so the size decides. */
function largest(
  column: string,
  where: string,
  nameOf = (value: string) => value,
): Pick<Question, 'truth' | 'expected'> {
  return {
    truth: `SELECT ${column} AS name, count(*) AS cases FROM case_summary WHERE ${where} AND ${column} IS NOT NULL GROUP BY ${column}`,
    expected: (rows) => {
      const sizes = new Map<string, number>();
      for (const { name, cases } of rows) {
        const group = nameOf(String(name));
        sizes.set(group, (sizes.get(group) ?? 0) + Number(cases));
      }
      const most = Math.max(...sizes.values());
      const names = [...sizes].filter(([, size]) => size === most).map(([name]) => name);
      return names.length === 1 ? [...names, String(most)] : [String(most)];
    },
  };
}

const MONTHS = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05'];

/** Thirty questions over the generated cases whose answers can be looked up. */
export const QUESTIONS: readonly Question[] = [
  ...MONTHS.map((name) => ({
    question: `How many critical cases were opened in ${name}?`,
    filters: month(name).filters,
    ...count(`${month(name).where} AND lower(trim(severitycode)) = 'critical'`),
  })),
  ...MONTHS.map((name) => ({
    question: `Which AWS service had the most cases in ${name}, and how many?`,
    filters: month(name).filters,
    ...largest('lower(trim(servicecode))', month(name).where, serviceName),
  })),
  ...['Throttling', 'Service Event', 'Security Issue', 'Transient Issues'].map((category) => ({
    question: `How many cases of the last twelve months have the root cause "${category}"?`,
    filters: YEAR,
    ...count(`${IN_THE_YEAR} AND rca_category = '${category}'`),
  })),
  ...[
    'amazon-elastic-compute-cloud-linux',
    'aws-lambda',
    'amazon-simple-storage-service',
    'amazon-dynamodb',
  ].map((code) => ({
    question: 'Which month was the worst, and how many cases did it have?',
    filters: { ...YEAR, service_code: code },
    ...largest('substr(timecreated, 1, 7)', `${IN_THE_YEAR} AND lower(trim(servicecode)) = '${code}'`),
  })),
  ...['amazon-elastic-compute-cloud-linux', 'aws-lambda', 'amazon-simple-storage-service', 'service-eks'].map(
    (code) => ({
      question: 'What is the most common root cause, and how many cases have it?',
      filters: { ...YEAR, service_code: code },
      ...largest('trim(rca_category)', `${IN_THE_YEAR} AND lower(trim(servicecode)) = '${code}'`),
    }),
  ),
  ...['2025-02', '2025-06'].map((name) => ({
    question: `Which lifecycle practice comes up most in ${name}?`,
    filters: month(name).filters,
    ...largest('trim(lifecycle_category)', month(name).where),
  })),
  ...['2024-11', '2025-04'].map((name) => ({
    question: `How many cases were opened in ${name} in total?`,
    filters: month(name).filters,
    ...count(month(name).where),
  })),
  {
    question: '2025年3月に最も問い合わせの多かったサービスと件数を教えてください。',
    filters: month('2025-03').filters,
    ...largest('lower(trim(servicecode))', month('2025-03').where, serviceName),
  },
  {
    question: 'Wie viele Fälle mit dem Schweregrad urgent gab es im Mai 2025?',
    filters: month('2025-05').filters,
    ...count(`${month('2025-05').where} AND lower(trim(severitycode)) = 'urgent'`),
  },
  {
    question: 'Combien de cas de gravité high ont été ouverts en juin 2025 ?',
    filters: month('2025-06').filters,
    ...count(`${month('2025-06').where} AND lower(trim(severitycode)) = 'high'`),
  },
  {
    question: 'What do gremlins break?',
    filters: { ...YEAR, rca_category: 'Gremlins' },
    expected: () => ['No case matches', 'Throttling'],
  },
];
