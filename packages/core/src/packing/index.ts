export type { PackableCase } from './packable-case.ts';
export {
  caseCount,
  fitPack,
  indexed,
  type Pack,
  type PackEntry,
  packEntries,
  renderEntry,
  renderIndexed,
  splitIntoPacks,
} from './packer.ts';
export { estimateTokens } from './token-estimate.ts';
export { truncate } from './truncate.ts';
