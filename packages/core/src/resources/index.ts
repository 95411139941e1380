export { type CaseRecordOutput, caseRecord, caseRecordOutput, caseRecordQuery } from './case-record.ts';
export { type DataRangeOutput, dataRange, dataRangeOutput, dataRangeQuery } from './data-range.ts';
export { exampleStatements } from './example-statements.ts';
