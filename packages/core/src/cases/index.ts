export {
  categoryName,
  categoryValues,
  isKnownCategory,
  LIFECYCLE_CATEGORIES,
  RCA_CATEGORIES,
} from './categories.ts';
export { CASE_COLUMNS, type CaseColumn, type CaseRow, UNKNOWN } from './columns.ts';
export { COLUMN_MEANINGS, LIFECYCLE_MEANINGS, RCA_MEANINGS } from './meanings.ts';
export { SERVICE_CODES, type ServiceName } from './service-codes.ts';
export { renamedServices, serviceCodes, serviceName, unknownServices } from './services.ts';
export { SEVERITIES, type Severity, severityMeant, severityRank, severitySuggested } from './severities.ts';
export { valueNote } from './value-notes.ts';
