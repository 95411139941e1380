import type { Random } from './random.ts';
import type { SampleService } from './services.ts';

/** The length that the pipeline's prompt asks for, in characters. */
const SHORTEST = 600;
const LONGEST = 650;

/** More than any search needs; it ends one that cannot succeed. */
const MOST_DRAWS = 2_000;

/** The values of the slots in one case's sentences. */
export type Details = Readonly<Record<string, string>>;

/** Draws the details of one case, so that its subject, summary and reasons agree. */
export function drawDetails(random: Random, service: SampleService): Details {
  return {
    service: service.name,
    resource: random.pick(service.resources),
    operation: random.pick(service.operations),
    error: random.pick(service.errors),
    limit: random.pick(service.limits),
    metric: random.pick(service.metrics),
    environment: random.pick(['production', 'staging', 'analytics', 'integration']),
    duration: random.pick([
      '25 minutes',
      '40 minutes',
      '55 minutes',
      'two hours',
      'three hours',
      'half a day',
    ]),
    percent: String(random.integer(4, 65)),
    count: String(random.integer(130, 9_800)),
  };
}

/** Replaces the slots of a sentence and begins it with a capital letter. */
export function fill(sentence: string, details: Details): string {
  const text = sentence.replace(/\{(\w+)\}/g, (slot, name: string) => details[name] ?? slot);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Writes a summary of 600 to 650 characters: one sentence of each list, in their order.
 *
 * @throws Error when no combination has that length
 */
export function composeSummary(
  random: Random,
  details: Details,
  sentences: readonly (readonly string[])[],
  separator = ' ',
): string {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const text = sentences.map((variants) => fill(random.pick(variants), details)).join(separator);
    if (text.length >= SHORTEST && text.length <= LONGEST) return text;
  }
  throw new Error(
    `No combination of sentences about ${details.service} has ${SHORTEST} to ${LONGEST} characters.`,
  );
}
