import { CASE_FIELDS, type Case, type CaseField, type CaseRecord } from './case.ts';
import { type Draft, draftEvent, draftInjection, drawDraft } from './drafts.ts';
import { SAMPLE_EVENTS } from './events.ts';
import { createRandom, type Random } from './random.ts';

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

export type SampleCase = Case<CaseRecord> & {
  readonly accountNumber: string;
  readonly caseNumber: string;
  /** What the case is really about, in service and root cause. It is in no file and no table, so no tool can see it. */
  readonly story: string;
};

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

interface DatedDraft extends Draft {
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

  const drafts: Draft[] = [];
  const perEvent = Math.round(count / 100);
  for (const event of SAMPLE_EVENTS) {
    for (let report = 0; report < perEvent; report += 1)
      drafts.push(draftEvent(random, event, untilMs, report));
  }
  while (drafts.length < count) drafts.push(drawDraft(random, untilMs));
  const told = count > 100 ? [...drafts.slice(0, -1), draftInjection(random, untilMs)] : drafts;
  const retrieved = told.map((draft) => retrievedBefore(untilMs, draft, random.integer(2, 12) * DAY_MS));
  retrieved.sort((a, b) => a.createdMs - b.createdMs);

  const taken = new Set<string>();
  const records = retrieved.map((draft) =>
    writeRecord(random, draft, uniqueNumber(random, draft.createdMs, taken)),
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

/**
 * The pipeline fetches a case some days after it was opened, once it is resolved. A case that would be fetched after
 * the end was opened so much earlier, so that the newest days hold few cases, as in a real table.
 */
function retrievedBefore(untilMs: number, draft: Draft, delayMs: number): DatedDraft {
  const createdMs = draft.createdMs + delayMs < untilMs ? draft.createdMs : draft.createdMs - delayMs;
  return { ...draft, createdMs, retrievedMs: createdMs + delayMs };
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

function writeRecord(random: Random, draft: DatedDraft, caseNumber: string): SampleCase {
  const { service, accountNumber, createdMs, retrievedMs } = draft;
  const created = new Date(createdMs).toISOString();
  // The pipeline asks its model in the hours after it fetched the case.
  const withoutZone = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  const processed = random.chance(0.97);
  const whenProcessed = (text: string) => (processed ? text : null);
  const record: CaseRecord = {
    caseId: `case-${accountNumber}-${draft.caseIdLanguage}-${created.slice(0, 4)}-${random.hex(16)}`,
    displayId: caseNumber,
    subject: draft.subject,
    status: 'resolved',
    serviceCode: random.pick(service.codes),
    categoryCode: random.pick(service.categories),
    severityCode: draft.severity,
    submittedBy: `${random.pick(SUBMITTERS)}@example.com`,
    timeCreated: created,
    Case_Retrieval_Date: withoutZone(retrievedMs),
    Case_Summary: whenProcessed(draft.summary),
    RCA_Category: whenProcessed(draft.rca),
    RCA_Reason: whenProcessed(draft.rcaReason),
    RCA_Retrieval_Date: whenProcessed(withoutZone(retrievedMs + random.integer(1, 180) * 60_000)),
    Lifecycle_Category: whenProcessed(draft.lifecycle),
    Lifecycle_Reason: whenProcessed(draft.lifecycleReason),
    Lifecycle_Retrieval_Date: whenProcessed(withoutZone(retrievedMs + random.integer(181, 360) * 60_000)),
  };
  return { accountNumber, caseNumber, record, story: draft.story };
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
