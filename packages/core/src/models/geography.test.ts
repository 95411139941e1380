import { describe, expect, it } from 'vitest';
import { GEOGRAPHIES, inGeography } from './geography.ts';
import { foundationModelId } from './lookup.ts';

describe('inGeography', () => {
  it.each([
    ['amazon.nova-2-lite-v1:0', 'eu.amazon.nova-2-lite-v1:0'],
    ['us.amazon.nova-2-lite-v1:0', 'us.amazon.nova-2-lite-v1:0'],
    [
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6',
    ],
  ])('calls %s in the EU as %s', (id, expected) => {
    expect(inGeography(id, 'eu')).toBe(expected);
  });

  it.each(GEOGRAPHIES)('makes an id for %s that is known as that of a profile', (geography) => {
    const profile = inGeography('amazon.nova-2-lite-v1:0', geography);
    expect(foundationModelId(profile)).toBe('amazon.nova-2-lite-v1:0');
    expect(inGeography(profile, geography)).toBe(profile);
  });
});
