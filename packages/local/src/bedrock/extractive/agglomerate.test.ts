import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agglomerate, joinLightest, type Similarities } from './agglomerate.ts';

/** Similarities of things by their pairs, such as `ab: 0.9`; 0 where nothing is said. */
function similar(names: string, pairs: Readonly<Record<string, number>>): Similarities {
  const size = names.length;
  const values = new Float32Array(size * size);
  for (const [[a = '', b = ''], similarity] of Object.entries(pairs).map(
    ([pair, value]) => [[...pair], value] as const,
  )) {
    values[names.indexOf(a) * size + names.indexOf(b)] = similarity;
    values[names.indexOf(b) * size + names.indexOf(a)] = similarity;
  }
  return { size, values };
}

describe('agglomerate', () => {
  it('joins what is similar enough on average', () => {
    // c is 0.5 similar to a and 0.1 to b: 0.3 to both, which is enough for one threshold and not for the other.
    const similarities = similar('abc', { ab: 0.9, ac: 0.5, bc: 0.1 });
    expect(agglomerate(similarities, 0.3)).toEqual([[0, 1, 2]]);
    expect(agglomerate(similarities, 0.31)).toEqual([[0, 1], [2]]);
    expect(agglomerate(similarities, 0.91)).toEqual([[0], [1], [2]]);
  });

  it('groups nothing and one thing', () => {
    expect(agglomerate(similar('', {}), 0.5)).toEqual([]);
    expect(agglomerate(similar('a', {}), 0.5)).toEqual([[0]]);
  });

  it('has each thing in one group, whatever the similarities', () => {
    const matrix = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc
        .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: size * size, maxLength: size * size })
        .map((numbers): Similarities => {
          const values = new Float32Array(size * size);
          for (let a = 0; a < size; a += 1) {
            for (let b = a + 1; b < size; b += 1)
              values[a * size + b] = values[b * size + a] = numbers[a * size + b] ?? 0;
          }
          return { size, values };
        }),
    );
    fc.assert(
      fc.property(matrix, fc.double({ min: 0, max: 1, noNaN: true }), (similarities, least) => {
        const groups = agglomerate(similarities, least);
        expect(groups.flat().sort((a, b) => a - b)).toEqual([...Array(similarities.size).keys()]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('joinLightest', () => {
  it('joins the lightest group with the one it is most similar to, until few enough are left', () => {
    const similarities = similar('abcd', { ad: 0.1, bd: 0.2, ac: 0.3 });
    const weights = [9, 5, 4, 1];
    const join = (most: number) =>
      joinLightest([[0], [1], [2], [3]], similarities, (place) => weights[place] ?? 0, most);
    expect(join(4)).toEqual([[0], [1], [2], [3]]);
    expect(join(3)).toEqual([[0], [1, 3], [2]]);
    expect(join(2)).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });
});
