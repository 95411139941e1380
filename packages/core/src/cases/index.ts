export {
  categoryName,
  categoryValues,
  isKnownCategory,
  LIFECYCLE_CATEGORIES,
  RCA_CATEGORIES,
} from './categories.ts';
export { CASE_COLUMNS, type CaseColumn, type CaseRow, UNKNOWN } from './columns.ts';
export { SERVICE_CODES, type ServiceName } from './service-codes.ts';
export { serviceCodes, serviceName } from './services.ts';
export { SEVERITIES, type Severity, severityRank } from './severities.ts';
export { type CaseSource, fromCases } from './source.ts';
