import * as sdk from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { s3Bucket } from './bucket.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A bucket whose first requests are never answered, as on a connection that broke while the function was frozen. */
function bucketBehind(broken: number) {
  const sent: sdk.PutObjectCommandInput[] = [];
  const send = async ({ input }: { input: sdk.PutObjectCommandInput }) => {
    sent.push(input);
    return sent.length <= broken ? await new Promise<never>(() => {}) : { ETag: '"tag"' };
  };
  const client = { send } as unknown as sdk.S3Client;
  return { sent, bucket: s3Bucket('s3://results/work', async () => ({ sdk, client, now: Date.now })) };
}

describe('the bucket', () => {
  it('sends a request again that is not answered within 5 s', async () => {
    const { sent, bucket } = bucketBehind(1);
    const written = bucket.put('part', 'text', 'absent');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await written).toBe('"tag"');
    const request = { Bucket: 'results', Key: 'work/part', Body: 'text', IfNoneMatch: '*' };
    expect(sent).toEqual([request, request]);
  });

  it('gives up one that is not answered a second time', async () => {
    const { bucket } = bucketBehind(2);
    const failed = expect(bucket.put('part', 'text')).rejects.toMatchObject({ name: 'TimeoutError' });
    await vi.advanceTimersByTimeAsync(10_000);
    await failed;
  });
});
