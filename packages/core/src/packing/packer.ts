import { compareText } from '../compare-text.ts';
import { type CaseGroup, groupNearDuplicates } from './near-duplicates.ts';
import { byPriority, type PackableCase } from './packable-case.ts';
import { estimateTokens } from './token-estimate.ts';
import { SUMMARY_LIMIT, truncate } from './truncate.ts';

/** One summary as the model reads it, and the cases it stands for. */
export interface PackEntry {
  /** The case whose summary is quoted; the others' are near-duplicates of it. */
  readonly cases: CaseGroup;
  /** The facts of the case on one line. */
  readonly heading: string;
  /** Cut where it was longer than a summary may be. */
  readonly summary: string;
  /** Estimated, heading included. */
  readonly tokens: number;
  /** The same under an index, as `renderIndexed` writes it. */
  readonly indexedTokens: number;
  readonly cut: boolean;
}

export interface Pack {
  readonly entries: readonly PackEntry[];
  /** Estimated tokens of all entries. */
  readonly tokens: number;
}

/** Tokens of the two line breaks of an entry. */
const LINE_BREAKS = 2;
/** A model needs a few numbers to cite from a group; the answer's own fields list the rest. */
const NUMBERS_SHOWN = 5;
/** Services and categories are short names; longer text is malformed and must not displace summaries. */
const FACT_LIMIT = 80;

/**
 * Cases as entries in reading order (`byPriority`): near-duplicates merged under the most severe and newest of
 * them, summaries cut at 700 characters. Linear in the text.
 */
export function packEntries(cases: readonly PackableCase[]): PackEntry[] {
  return groupNearDuplicates(byPriority(cases)).map(packEntry);
}

/** As many entries, from the first on, as stay within `maxTokens`. */
export function fitPack(entries: readonly PackEntry[], maxTokens: number): Pack {
  let tokens = 0;
  let count = 0;
  for (const entry of entries) {
    if (tokens + entry.tokens > maxTokens) break;
    tokens += entry.tokens;
    count++;
  }
  return { entries: entries.slice(0, count), tokens };
}

/**
 * All entries in packs of at most `maxTokens` and `maxEntries`, each about one service and time: services with the most cases first,
 * oldest first within a service. Packs are about equally full, and as few as that allows; an entry that is larger
 * than a pack may be is in none.
 */
export function splitIntoPacks(
  entries: readonly PackEntry[],
  maxTokens: number,
  maxEntries = Number.POSITIVE_INFINITY,
): Pack[] {
  const fitting = byServiceAndTime(entries.filter((entry) => entry.tokens <= maxTokens));
  const total = fitting.reduce((sum, entry) => sum + entry.tokens, 0);
  const fewest = Math.max(1, Math.ceil(total / maxTokens), Math.ceil(fitting.length / maxEntries));
  const target = total / fewest;
  const packs: Pack[] = [];
  let members: PackEntry[] = [];
  let tokens = 0;
  for (const entry of fitting) {
    const full = tokens >= target || tokens + entry.tokens > maxTokens || members.length >= maxEntries;
    if (members.length > 0 && full) {
      packs.push({ entries: members, tokens });
      members = [];
      tokens = 0;
    }
    members.push(entry);
    tokens += entry.tokens;
  }
  if (members.length > 0) packs.push({ entries: members, tokens });
  return packs;
}

/** Cases that a list of entries stands for. */
export function caseCount(entries: readonly PackEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.cases.length, 0);
}

function byServiceAndTime(entries: readonly PackEntry[]): PackEntry[] {
  const services = new Map<string, PackEntry[]>();
  for (const entry of entries) {
    const service = entry.cases[0].service ?? '';
    const members = services.get(service);
    if (members === undefined) services.set(service, [entry]);
    else members.push(entry);
  }
  return [...services]
    .map(([service, members]) => ({ service, members, cases: caseCount(members) }))
    .sort((a, b) => b.cases - a.cases || compareText(a.service, b.service))
    .flatMap(({ members }) => members.toSorted((a, b) => compareByTime(a.cases[0], b.cases[0])));
}

function compareByTime(a: PackableCase, b: PackableCase): number {
  return compareText(a.timeCreated ?? '', b.timeCreated ?? '') || compareText(a.caseNumber, b.caseNumber);
}

/** The entry as the model reads it: heading and summary, each ended by a line break. */
export function renderEntry(entry: PackEntry): string {
  return `${entry.heading}\n${entry.summary}\n`;
}

/** The entry headed by its index, `[12]`, in place of case numbers, for a model that says of each what it shows. */
export function renderIndexed({ cases, summary }: PackEntry, index: number): string {
  return `${indexedHeading(cases, index)}\n${summary}\n`;
}

/** Entries whose tokens are those that they take under an index. */
export function indexed(entries: readonly PackEntry[]): PackEntry[] {
  return entries.map((entry) => ({ ...entry, tokens: entry.indexedTokens }));
}

function packEntry(cases: CaseGroup): PackEntry {
  const text = cases[0].summary;
  const line = heading(cases);
  const summary = truncate(text);
  const summaryTokens = estimateTokens(summary) + LINE_BREAKS;
  return {
    cases,
    heading: line,
    summary,
    tokens: estimateTokens(line) + summaryTokens,
    indexedTokens: estimateTokens(indexedHeading(cases, USUAL_INDEX)) + summaryTokens,
    cut: text.length > SUMMARY_LIMIT,
  };
}

/** `#17238490112 critical, RDS, 2025-01-15, Throttling`, and for a group how many cases and some of their numbers. */
function heading(cases: CaseGroup): string {
  const [first, ...others] = cases;
  const line = `#${fact(first.caseNumber)} ${facts(first)}`.trimEnd();
  if (others.length === 0) return line;
  const shown = others.slice(0, NUMBERS_SHOWN).map((item) => `#${fact(item.caseNumber)}`);
  const unshown = others.length - shown.length;
  return `${line} (${cases.length} cases like this, also ${shown.join(' ')}${unshown > 0 ? ` and ${unshown} more` : ''})`;
}

/** For the estimate: most parts have hundreds of summaries. */
const USUAL_INDEX = 100;

/** `[12] critical, RDS, 2025-01-15, Throttling`, and for a group how many cases. */
function indexedHeading(cases: CaseGroup, index: number): string {
  const alike = cases.length === 1 ? '' : ` (${cases.length} cases like this)`;
  return `[${index}] ${facts(cases[0])}${alike}`;
}

/** `critical, RDS, 2025-01-15, Throttling`, as far as they are known. */
function facts({ severityCode, service, timeCreated, rcaCategory }: PackableCase): string {
  return [severityCode, service, timeCreated?.slice(0, 10), rcaCategory]
    .map(fact)
    .filter((value) => value !== '')
    .join(', ');
}

/** A value of the table on one line. */
function fact(value: string | null | undefined): string {
  return truncate(
    (value ?? '')
      .slice(0, FACT_LIMIT * 2)
      .replaceAll(/\s+/g, ' ')
      .trim(),
    FACT_LIMIT,
  );
}
