/** Why the compact table could not be made, in words that hold no data. */
export class CompactFailure extends Error {
  override readonly name = 'CompactFailure';
}
