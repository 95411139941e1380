/** Stems of words for failures: a phrase with one says more than a phrase about a resource. */
const TROUBLE =
  /(?:^|[\s-])(?:error|fail|fault|time-?out|timed|throttl|limit|quota|exceed|refus|reject|denied|den(?:y|ial)|unreachable|unavailable|delay|latenc|slow|deadlock|crash|outage|lost|loss|leak|full|expir|block|degrad|interrupt|exhaust|corrupt|dropp|spike|stuck|broken|missing|invalid|unexpected|dead-letter|fehler(?!frei)|ausfall)|(?:Exception|Error|Exceeded|Denied|Failure|Unavailable)$/i;
export function isTrouble(text: string): boolean {
  return TROUBLE.test(text);
}

/** Text that instructs the model that reads it. It counts as data, but is not quoted. */
const ORDER =
  /\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|prompts?|rules)\b|\byou are now\b|\b(?:system|assistant)\s*:/i;

export function isOrder(text: string): boolean {
  return ORDER.test(text);
}

export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+|(?<=[。！？])|\n+/);
}

/** A text on one line, cut at a word where it is longer than `length` characters. */
export function shorten(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length).replace(/\s+\S*$/, '')}…`;
}
