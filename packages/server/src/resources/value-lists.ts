import {
  LIFECYCLE_CATEGORIES,
  LIFECYCLE_MEANINGS,
  RCA_CATEGORIES,
  RCA_MEANINGS,
  SERVICE_CODES,
} from '@case-insights/core/cases';
import { RESOURCE_URIS } from '@case-insights/core/names';
import type { FixedResource } from './resource.ts';

/** Root causes and practices with what they mean. */
export const categories: FixedResource = {
  kind: 'fixed',
  uri: RESOURCE_URIS.categories,
  name: 'categories',
  title: 'Root causes and practices',
  description: 'The values of rca_category and lifecycle_category with their meanings.',
  mimeType: 'text/markdown',
  text: () => `# Root causes (rca_category)

${RCA_CATEGORIES.map((name) => `- **${name}**: ${RCA_MEANINGS[name]}`).join('\n')}

# Practices that would have helped (lifecycle_category)

${LIFECYCLE_CATEGORIES.map((name) => `- **${name}**: ${LIFECYCLE_MEANINGS[name]}`).join('\n')}

A model chose the category of each case, so the table can hold other values; they are counted like these. A filter ignores
case, and \`Limit reached\` includes \`Quota reached\`.
`,
};

/** The services by the names that people say, with the codes that the table holds. */
export const services: FixedResource = {
  kind: 'fixed',
  uri: RESOURCE_URIS.services,
  name: 'services',
  title: 'Services and their codes',
  description: 'Names of AWS services with the AWS Support codes that the column servicecode holds.',
  mimeType: 'text/markdown',
  text: () => `# Services

A tool's \`service_code\` takes the name or a code, or several with commas. SQL compares \`servicecode\` with the codes.

${Object.entries(SERVICE_CODES)
  .map(([name, codes]) => `- **${name}**: ${codes.join(', ')}`)
  .join('\n')}

A code that is not listed here is its own name.
`,
};
