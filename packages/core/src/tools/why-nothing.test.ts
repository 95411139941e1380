import { describe, expect, it } from 'vitest';
import { whyNothing } from './why-nothing.ts';

describe('whyNothing', () => {
  it.each([
    [{}, true, 'No case matches. Widen the dates or drop a filter.'],
    [{ service_code: 'EC2, rds' }, true, 'No case matches. Widen the dates or drop a filter.'],
    [
      { account_number: '111122223333' },
      true,
      'No case matches. Account 111122223333 has cases that do not match. Widen the dates or drop a filter.',
    ],
    [
      { account_number: '111122223333' },
      false,
      'The table has no case of account 111122223333, at any time: check the number.',
    ],
    [
      { service_code: 'EC2, Lamda' },
      true,
      '"Lamda" is not a known service, so it was looked for as a code; did you mean Lambda?',
    ],
    [
      { service_code: 'Kubernetes, EC2', account_number: '111122223333' },
      true,
      'No case matches. "Kubernetes" was looked for as EKS. Account 111122223333 has cases that do not match. Widen the dates or drop a filter.',
    ],
  ])('of %j (any case read: %s)', (filters, anyRead, sentence) => {
    expect(whyNothing(filters, anyRead)).toBe(sentence);
  });

  it('says which category was meant, by its words too', () => {
    expect(whyNothing({ rca_category: 'Limits' })).toMatch(
      /^"Limits" is not a known RCA category; did you mean Limit reached\? Known are: Customer Question, .+\.$/u,
    );
  });

  it('lists the known services where none is near, and the known categories', () => {
    expect(whyNothing({ service_code: 'quantum' })).toMatch(
      /^"quantum" is not a known service, so it was looked for as a code; known are EC2, EC2 Image Builder, .+, Service Limit Increase\.$/u,
    );
    expect(whyNothing({ rca_category: 'Performance', lifecycle_category: 'Sleep' })).toMatch(
      /^"Performance" is not a known RCA category; these are: Customer Question, .+\. "Sleep" is not a known lifecycle category; these are: Anomaly Detection, .+\.$/u,
    );
  });
});
