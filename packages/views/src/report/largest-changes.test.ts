import { expect, it } from 'vitest';
import { SUMMARY } from '../../browser/samples.ts';
import { largestChanges } from './largest-changes.ts';

it('largestChanges names what differs, the largest difference first, groups that came or went included', () => {
  const none = { by_severity: {}, by_service: {}, by_rca_category: {} };
  const now = { ...SUMMARY, ...none, by_service: { EC2: 9, S3: 4, RDS: 1 }, by_severity: { high: 14 } };
  const before = { ...SUMMARY, ...none, by_service: { EC2: 2, S3: 4, 'API Gateway': 5 } };
  expect(largestChanges(now, before)).toEqual([
    { kind: 'severity', name: 'high', before: 0, now: 14 },
    { kind: 'service', name: 'EC2', before: 2, now: 9 },
    { kind: 'service', name: 'API Gateway', before: 5, now: 0 },
    { kind: 'service', name: 'RDS', before: 0, now: 1 },
  ]);
});
