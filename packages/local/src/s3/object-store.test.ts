import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Service, startService } from '../http/service.ts';
import { createObjectStore } from './object-store.ts';

const place = { Bucket: 'results', Key: 'work/a b.json' };
let now: number;
let refused: string | undefined;
let service: Service;
let s3: S3Client;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  refused = undefined;
  service = await startService(createObjectStore({ now: () => now, refusal: () => refused }));
  s3 = new S3Client({
    region: 'us-east-1',
    endpoint: service.endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  s3.destroy();
  await service.close();
});

const put = (Body: string, condition: { IfNoneMatch?: string; IfMatch?: string } = {}) =>
  s3.send(new PutObjectCommand({ ...place, Body, ...condition }));
const read = async () => {
  const { Body, ETag, LastModified } = await s3.send(new GetObjectCommand(place));
  return { text: await Body?.transformToString(), ETag, LastModified };
};

describe('the local S3', () => {
  it('gives back what was put, with its tag and its time', async () => {
    const { ETag } = await put('first');
    expect(await read()).toEqual({ text: 'first', ETag, LastModified: new Date(now) });
  });

  it('lets one of many writers create an object', async () => {
    const writers = Array.from({ length: 8 }, (_, writer) => put(String(writer), { IfNoneMatch: '*' }));
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(put('late', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('replaces an object for who names its tag only', async () => {
    const { ETag = '' } = await put('first');
    await put('second', { IfMatch: ETag });
    await expect(put('third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await read()).text).toBe('second');
  });

  it('refuses to replace what is not there, and to read it', async () => {
    await expect(put('x', { IfMatch: '"tag"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('lists by prefix, page by page, and forgets what was deleted', async () => {
    await put('one');
    await s3.send(new PutObjectCommand({ Bucket: 'results', Key: 'work/b', Body: 'two' }));
    await s3.send(new PutObjectCommand({ Bucket: 'results', Key: 'other/c', Body: 'three' }));
    const page = { Bucket: 'results', Prefix: 'work/', MaxKeys: 1 };
    const first = await s3.send(new ListObjectsV2Command(page));
    expect(first.Contents).toEqual([{ Key: 'work/a b.json', LastModified: new Date(now) }]);
    await s3.send(new DeleteObjectCommand(place));
    const next = { ...page, ContinuationToken: first.NextContinuationToken };
    expect(await s3.send(new ListObjectsV2Command(next))).toMatchObject({
      Contents: [{ Key: 'work/b' }],
      IsTruncated: false,
    });
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('refuses as S3 does where a test wants it to', async () => {
    refused = 'AccessDenied';
    await expect(put('x')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
