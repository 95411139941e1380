import leven from 'leven';

/** A longer list of suggestions does not help. */
const OFFERED = 3;

/**
 * Those of `names` that a word may have meant, the nearest first, at most three: names that contain the word or are
 * contained in it, and names within an edit distance of a third of its letters. Where there are none, names with a word
 * within one letter of it (`Limits`, `Limit reached`). Case, space and punctuation are ignored.
 */
export function nearNames(word: string, names: Iterable<string>): readonly string[] {
  const sought = fold(word);
  if (sought === '') return [];
  const all = [...names];
  const near = all.flatMap((name) => {
    const far = distanceTo(sought, fold(name));
    return far === undefined ? [] : [{ name, far }];
  });
  const found =
    near.length > 0
      ? near.sort((a, b) => a.far - b.far).map(({ name }) => name)
      : all.filter((name) => hasNearWord(name, sought));
  return found.slice(0, OFFERED);
}

/** The edit distance, less than 1 where one name contains the other; undefined for names that are not near. */
function distanceTo(sought: string, name: string): number | undefined {
  const letters = leven(sought, name);
  // Two letters occur in too many names to be of use.
  const holds = Math.min(sought.length, name.length) > 2 && (name.includes(sought) || sought.includes(name));
  if (holds) return letters / (2 * Math.max(sought.length, name.length));
  return letters <= Math.max(1, sought.length / 3) ? letters : undefined;
}

/** A shorter word is within one letter of too many others. */
const SHORTEST_WORD = 4;

function hasNearWord(name: string, sought: string): boolean {
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => word.length >= SHORTEST_WORD && leven(sought, word) <= 1);
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
