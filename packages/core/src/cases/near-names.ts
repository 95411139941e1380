import leven from 'leven';

/** A longer list of suggestions does not help. */
const OFFERED = 3;

/**
 * Those of `names` that a word may have meant, the nearest first, at most three: names that contain the word or are
 * contained in it, and names within an edit distance of a third of its letters. Case, space and punctuation are ignored.
 */
export function nearNames(word: string, names: Iterable<string>): readonly string[] {
  const sought = fold(word);
  if (sought === '') return [];
  const near = [...names].flatMap((name) => {
    const far = distanceTo(sought, fold(name));
    return far === undefined ? [] : [{ name, far }];
  });
  return near
    .sort((a, b) => a.far - b.far)
    .slice(0, OFFERED)
    .map(({ name }) => name);
}

/** The edit distance, less than 1 where one name contains the other; undefined for names that are not near. */
function distanceTo(sought: string, name: string): number | undefined {
  const letters = leven(sought, name);
  // Two letters occur in too many names to be of use.
  const holds = Math.min(sought.length, name.length) > 2 && (name.includes(sought) || sought.includes(name));
  if (holds) return letters / (2 * Math.max(sought.length, name.length));
  return letters <= Math.max(1, sought.length / 3) ? letters : undefined;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
