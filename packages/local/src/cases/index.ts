export type { Case, CaseRecord } from './case.ts';
export { type ReadCaseFolderOptions, readCaseFolder, writeCaseFolder } from './folder.ts';
export { type GenerateOptions, generateCases, type SampleCase } from './generate.ts';
export { CASE_TABLE, loadCases } from './load.ts';
export { missingFields } from './missing-fields.ts';
