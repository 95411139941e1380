import { LIFECYCLE_CATEGORIES, type Severity } from '@case-insights/core/cases';
import { drawMoment, drawMomentInWeek, monthsBefore } from './calendar.ts';
import { INJECTION, type SampleEvent } from './events.ts';
import { IMPACT, QUESTION_IMPACT } from './impact.ts';
import { INVESTIGATION } from './investigation.ts';
import { GERMAN, JAPANESE, type Phrasebook } from './languages.ts';
import { LIFECYCLE, LIFECYCLE_OF, type LifecycleCategory } from './lifecycle.ts';
import type { Random } from './random.ts';
import { FILED_UNDER, SAMPLE_SERVICES, type SampleService } from './services.ts';
import { intensity, type Story, storiesOf, storyName } from './stories.ts';
import { composeSummary, drawDetails, fill } from './summary.ts';
import { MISTAKEN_FOR, QUESTIONS, type RcaCategory, severityWeights } from './vocabulary.ts';

const MONTHS = 24;

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

/** The share of cases whose category the pipeline's model mistook. */
const MISTAKEN_SHARE = 0.2;
/** The share of cases that are filed under a related service. */
const MISFILED_SHARE = 0.1;

/** What is decided about a case, and its texts, before it becomes a record. */
export interface Draft {
  readonly story: string;
  /** The service that the case is filed under. */
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

/** Draws one case of any story. */
export function drawDraft(random: Random, untilMs: number): Draft {
  const phrasebook = random.weighted<Phrasebook | undefined>([
    [undefined, 92],
    [JAPANESE, 4.5],
    [GERMAN, 3.5],
  ]);
  const service = random.weighted(SAMPLE_SERVICES.map((item) => [item, item.weight] as const));
  const translated = translatedStories(service, phrasebook);
  const stories = translated.length > 0 ? translated : storiesOf(service);
  const story = random.weighted(stories.map((item) => [item, item.weight] as const));
  const severity = random.weighted(severityWeights(story.rootCause.rca));
  const texts =
    phrasebook !== undefined && translated.length > 0
      ? translatedTexts(random, story, phrasebook)
      : englishTexts(random, story, severity);
  return {
    story: story.name,
    service: filedUnder(random, service),
    rca: random.chance(MISTAKEN_SHARE) ? random.pick(MISTAKEN_FOR[story.rootCause.rca]) : story.rootCause.rca,
    severity,
    createdMs: drawMomentOf(random, story, untilMs),
    accountNumber: random.weighted(ACCOUNTS),
    ...texts,
  };
}

/** The stories of a service that a phrasebook can tell. */
function translatedStories(service: SampleService, phrasebook: Phrasebook | undefined): readonly Story[] {
  const told = new Set(phrasebook?.rootCauses.map(({ rootCause }) => rootCause));
  return storiesOf(service).filter(({ rootCauseName }) => told.has(rootCauseName));
}

function drawMomentOf(random: Random, { course }: Story, untilMs: number): number {
  const fromMs = monthsBefore(untilMs, MONTHS);
  for (;;) {
    const moment = drawMoment(random, fromMs, untilMs);
    if (random.chance(intensity(course, (moment - fromMs) / (untilMs - fromMs)))) return moment;
  }
}

function filedUnder(random: Random, service: SampleService): SampleService {
  const others = FILED_UNDER[service.name] ?? [];
  return others.length > 0 && random.chance(MISFILED_SHARE) ? serviceNamed(random.pick(others)) : service;
}

type Texts = Pick<
  Draft,
  'caseIdLanguage' | 'subject' | 'summary' | 'rcaReason' | 'lifecycle' | 'lifecycleReason'
>;

function englishTexts(random: Random, { service, rootCause }: Story, severity: Severity): Texts {
  const details = drawDetails(random, service);
  const { rca, subject, problem, cause, resolution, reason } = rootCause;
  const lifecycle = drawLifecycle(random, rca);
  const lifecycleReason = fill(random.pick(LIFECYCLE[lifecycle]), details);
  const impact = QUESTIONS.has(rca) ? QUESTION_IMPACT : IMPACT[severity];
  const sentences = [problem, impact, INVESTIGATION, cause, resolution, [lifecycleReason]];
  return {
    caseIdLanguage: 'muen',
    subject: fill(random.pick(subject), details),
    summary: composeSummary(random, details, sentences),
    rcaReason: fill(reason, details),
    lifecycle,
    lifecycleReason,
  };
}

function translatedTexts(
  random: Random,
  { service, rootCause, rootCauseName }: Story,
  book: Phrasebook,
): Texts {
  const details = drawDetails(random, service);
  const told = random.pick(book.rootCauses.filter((item) => item.rootCause === rootCauseName));
  const sentences = [book.problem, book.impact, [told.cause], [told.resolution], book.closing];
  return {
    caseIdLanguage: book.caseIdLanguage,
    subject: fill(told.subject, details),
    summary: composeSummary(random, details, sentences, book.separator),
    rcaReason: fill(told.reason, details),
    lifecycle: drawLifecycle(random, rootCause.rca),
    lifecycleReason: fill(book.lifecycleReason, details),
  };
}

function drawLifecycle(random: Random, rca: RcaCategory): LifecycleCategory {
  return random.pick(random.chance(0.8) ? LIFECYCLE_OF[rca] : LIFECYCLE_CATEGORIES);
}

/** One report of an event; `report` counts them from 0. */
export function draftEvent(random: Random, event: SampleEvent, untilMs: number, report: number): Draft {
  const service = serviceNamed(event.service);
  const details = drawDetails(random, service);
  return {
    story: storyName(event.service, event.subject),
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

/** The case whose summary gives orders to its reader. */
export function draftInjection(random: Random, untilMs: number): Draft {
  const service = serviceNamed(INJECTION.service);
  return {
    story: storyName(INJECTION.service, 'wrong entry in the file system table'),
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

function serviceNamed(name: string): SampleService {
  const service = SAMPLE_SERVICES.find((item) => item.name === name);
  if (service === undefined) throw new Error(`The sample has no service named ${name}.`);
  return service;
}
