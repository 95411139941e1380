import { LIFECYCLE_CATEGORIES, type Severity } from '@case-insights/core/cases';
import { drawMoment, drawMomentInWeek, monthsBefore } from './calendar.ts';
import { CASE_FIELDS, type Case, type CaseField, type CaseRecord } from './case.ts';
import { CAUSES } from './causes.ts';
import { INJECTION, SAMPLE_EVENTS, type SampleEvent } from './events.ts';
import { IMPACT, QUESTION_IMPACT } from './impact.ts';
import { INVESTIGATION } from './investigation.ts';
import { GERMAN, JAPANESE, type Phrasebook } from './languages.ts';
import { LIFECYCLE, LIFECYCLE_OF, type LifecycleCategory } from './lifecycle.ts';
import { createRandom, type Random } from './random.ts';
import { SAMPLE_SERVICES, type SampleService } from './services.ts';
import { composeSummary, drawDetails, fill } from './summary.ts';
import { QUESTIONS, type RcaCategory, rcaWeights, severityWeights } from './vocabulary.ts';

export interface GenerateOptions {
  /** Number of cases. Default 1,500. */
  readonly count?: number;
  /** The same seed gives the same cases for the same `until` and count. Default 1. */
  readonly seed?: number;
  /** `YYYY-MM-DD`: all cases lie in the 24 months before this day begins, in UTC. Default today. */
  readonly until?: string;
  /** Adds cases whose `timeCreated` is empty or malformed, on which `from_iso8601_timestamp` fails. Default false. */
  readonly hostile?: boolean;
}

export type SampleCase = Case<CaseRecord> & { readonly accountNumber: string; readonly caseNumber: string };

const MONTHS = 24;
const DAY_MS = 86_400_000;
const SUBMITTERS = [
  'maria.silva',
  'j.okafor',
  'kenji.tanaka',
  'a.schneider',
  'priya.nair',
  'tom.jansen',
  'platform-oncall',
];

/** Account numbers with the weight of each; one begins with zeros, which only a string keeps. */
const ACCOUNTS = [
  ['123456789012', 9],
  ['111122223333', 8],
  ['444455556666', 7],
  ['777788889999', 6],
  ['001234567890', 4],
  ['210987654321', 4],
  ['345678901234', 3],
  ['567890123456', 3],
  ['678901234567', 2],
  ['789012345678', 2],
  ['890123456789', 1],
  ['901234567890', 1],
] as const;

/** One case in this many lacks a given field, at random; each field has its own cases. */
const NULL_EVERY = 400;
const MALFORMED_TIMES = [
  '',
  'not a date',
  '2025-13-45T99:99:99.000Z',
  '2025-02-30T10:00:00.000Z',
  '15.01.2025 10:30',
  '2025',
];
/** With `hostile`, one case in this many has each of the malformed times. */
const MALFORMED_EVERY = 300;

/** What is decided about a case before its texts are written. */
interface Story {
  readonly service: SampleService;
  readonly createdMs: number;
  readonly accountNumber: string;
  readonly severity: Severity;
  readonly rca: RcaCategory;
  readonly caseIdLanguage: string;
  readonly subject: string;
  readonly summary: string;
  readonly rcaReason: string;
  readonly lifecycle: LifecycleCategory;
  readonly lifecycleReason: string;
}

interface DatedStory extends Story {
  readonly retrievedMs: number;
}

/**
 * Makes plausible support cases of 12 accounts, sorted by creation time: all severities and categories, the language
 * mix of a global company, bursts of near-identical reports, nulls in every field that may be null.
 *
 * @throws RangeError when `count` is not a positive integer or `until` is not a calendar date
 */
export function generateCases(options: GenerateOptions = {}): SampleCase[] {
  const { count = 1_500, seed = 1, until = new Date().toISOString().slice(0, 10), hostile = false } = options;
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`The number of cases must be 1 or more, not ${count}.`);
  const untilMs = parseDay(until);
  const random = createRandom(seed);

  const stories: Story[] = [];
  const perEvent = Math.round(count / 100);
  for (const event of SAMPLE_EVENTS) {
    for (let report = 0; report < perEvent; report += 1)
      stories.push(eventStory(random, event, untilMs, report));
  }
  while (stories.length < count) stories.push(drawStory(random, untilMs));
  const told = count > 100 ? [...stories.slice(0, -1), injectionStory(random, untilMs)] : stories;
  const retrieved = told.map((story) => retrievedBefore(untilMs, story, random.integer(2, 12) * DAY_MS));
  retrieved.sort((a, b) => a.createdMs - b.createdMs);

  const taken = new Set<string>();
  const records = retrieved.map((story) =>
    writeRecord(random, story, uniqueNumber(random, story.createdMs, taken)),
  );
  for (const field of CASE_FIELDS) spread(random, records, Math.floor(count / NULL_EVERY), { [field]: null });
  if (hostile) {
    for (const timeCreated of MALFORMED_TIMES) {
      spread(random, records, Math.ceil(count / MALFORMED_EVERY), { timeCreated });
    }
  }
  return records;
}

function parseDay(day: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`);
  // Date.parse reads 30 February as 1 March; only a real date is formatted as it was written.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
    throw new RangeError(`'${day}' is not a calendar date: write it as YYYY-MM-DD.`);
  }
  return ms;
}

function drawStory(random: Random, untilMs: number): Story {
  const service = random.weighted(SAMPLE_SERVICES.map((item) => [item, item.weight] as const));
  const rca = random.weighted(rcaWeights(service));
  const severity = random.weighted(severityWeights(rca));
  const decided = {
    service,
    rca,
    severity,
    createdMs: drawMoment(random, monthsBefore(untilMs, MONTHS), untilMs),
    accountNumber: random.weighted(ACCOUNTS),
  };
  const phrasebook = random.weighted<Phrasebook | undefined>([
    [undefined, 92],
    [JAPANESE, 4.5],
    [GERMAN, 3.5],
  ]);
  const details = drawDetails(random, service);
  if (phrasebook !== undefined) {
    const { problem, impact, stories, closing, separator, caseIdLanguage } = phrasebook;
    const story = random.pick(stories);
    const sentences = [problem, impact, [story.cause], [story.resolution], closing];
    return {
      ...decided,
      rca: story.rca,
      severity: random.weighted(severityWeights(story.rca)),
      lifecycle: drawLifecycle(random, story.rca),
      lifecycleReason: fill(phrasebook.lifecycleReason, details),
      caseIdLanguage,
      subject: fill(story.subject, details),
      summary: composeSummary(random, details, sentences, separator),
      rcaReason: fill(story.reason, details),
    };
  }
  const lifecycle = drawLifecycle(random, rca);
  const { subject, problem, cause, resolution, reason } = CAUSES[rca];
  const lifecycleReason = fill(random.pick(LIFECYCLE[lifecycle]), details);
  const impact = QUESTIONS.has(rca) ? QUESTION_IMPACT : IMPACT[severity];
  const sentences = [problem, impact, INVESTIGATION, cause, resolution, [lifecycleReason]];
  return {
    ...decided,
    lifecycle,
    lifecycleReason,
    caseIdLanguage: 'muen',
    subject: fill(random.pick(subject), details),
    summary: composeSummary(random, details, sentences),
    rcaReason: fill(reason, details),
  };
}

function drawLifecycle(random: Random, rca: RcaCategory): LifecycleCategory {
  return random.pick(random.chance(0.8) ? LIFECYCLE_OF[rca] : LIFECYCLE_CATEGORIES);
}

function eventStory(random: Random, event: SampleEvent, untilMs: number, report: number): Story {
  const service = serviceNamed(event.service);
  const details = drawDetails(random, service);
  return {
    service,
    rca: 'Service Event',
    severity: random.pick(event.severities),
    createdMs: drawMomentInWeek(random, untilMs, event.daysBefore),
    // In turn, so that every account reports it.
    accountNumber: ACCOUNTS[report % ACCOUNTS.length]?.[0] ?? ACCOUNTS[0][0],
    caseIdLanguage: 'muen',
    subject: event.subject,
    summary: fill(event.summary, details),
    rcaReason: `An event of ${event.service} that the Health Dashboard confirmed affected the account.`,
    lifecycle: 'Event Management',
    lifecycleReason: fill(random.pick(LIFECYCLE['Event Management']), details),
  };
}

function injectionStory(random: Random, untilMs: number): Story {
  const service = serviceNamed(INJECTION.service);
  return {
    service,
    rca: 'Development Issue',
    severity: 'high',
    createdMs: drawMomentInWeek(random, untilMs, 190),
    accountNumber: random.weighted(ACCOUNTS),
    caseIdLanguage: 'muen',
    subject: INJECTION.subject,
    summary: INJECTION.summary,
    rcaReason: 'A wrong entry in the file system table kept the instance from starting.',
    lifecycle: 'Run Books',
    lifecycleReason: fill(random.pick(LIFECYCLE['Run Books']), drawDetails(random, service)),
  };
}

/**
 * The pipeline fetches a case some days after it was opened, once it is resolved. A case that would be fetched after
 * the end was opened so much earlier, so that the newest days hold few cases, as in a real table.
 */
function retrievedBefore(untilMs: number, story: Story, delayMs: number): DatedStory {
  const createdMs = story.createdMs + delayMs < untilMs ? story.createdMs : story.createdMs - delayMs;
  return { ...story, createdMs, retrievedMs: createdMs + delayMs };
}

function serviceNamed(name: string): SampleService {
  const service = SAMPLE_SERVICES.find((item) => item.name === name);
  if (service === undefined) throw new Error(`The sample has no service named ${name}.`);
  return service;
}

/** Numbers of today's cases begin with the second in which the case was opened. */
function uniqueNumber(random: Random, createdMs: number, taken: Set<string>): string {
  for (;;) {
    const number = `${Math.floor(createdMs / 1_000)}${String(random.integer(0, 99_999)).padStart(5, '0')}`;
    if (!taken.has(number)) {
      taken.add(number);
      return number;
    }
  }
}

function writeRecord(random: Random, story: DatedStory, caseNumber: string): SampleCase {
  const { service, accountNumber, createdMs, retrievedMs } = story;
  const created = new Date(createdMs).toISOString();
  // The pipeline asks its model in the hours after it fetched the case.
  const withoutZone = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  const processed = random.chance(0.97);
  const whenProcessed = (text: string) => (processed ? text : null);
  const record: CaseRecord = {
    caseId: `case-${accountNumber}-${story.caseIdLanguage}-${created.slice(0, 4)}-${random.hex(16)}`,
    displayId: caseNumber,
    subject: story.subject,
    status: 'resolved',
    serviceCode: random.pick(service.codes),
    categoryCode: random.pick(service.categories),
    severityCode: story.severity,
    submittedBy: `${random.pick(SUBMITTERS)}@example.com`,
    timeCreated: created,
    Case_Retrieval_Date: withoutZone(retrievedMs),
    Case_Summary: whenProcessed(story.summary),
    RCA_Category: whenProcessed(story.rca),
    RCA_Reason: whenProcessed(story.rcaReason),
    RCA_Retrieval_Date: whenProcessed(withoutZone(retrievedMs + random.integer(1, 180) * 60_000)),
    Lifecycle_Category: whenProcessed(story.lifecycle),
    Lifecycle_Reason: whenProcessed(story.lifecycleReason),
    Lifecycle_Retrieval_Date: whenProcessed(withoutZone(retrievedMs + random.integer(181, 360) * 60_000)),
  };
  return { accountNumber, caseNumber, record };
}

/** Gives `times` cases, drawn at random, other values in some fields. */
function spread(
  random: Random,
  cases: SampleCase[],
  times: number,
  values: Partial<Record<CaseField, string | null>>,
): void {
  for (let time = 0; time < times; time += 1) {
    const index = random.integer(0, cases.length - 1);
    const drawn = cases[index];
    if (drawn !== undefined) cases[index] = { ...drawn, record: { ...drawn.record, ...values } };
  }
}
