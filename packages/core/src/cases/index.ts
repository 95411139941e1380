export type { CaseSource } from './source.ts';
