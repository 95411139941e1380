import type { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_OPTIONS } from '../aws/client-options.ts';
import { nameOf } from '../aws/service-error.ts';
import { RequestTimeout, withinRunningTime } from './request-time.ts';

export interface Found {
  readonly text: string;
  readonly etag: string;
  /** Seconds since it was written, by the bucket's own clock: that of this machine may be off. */
  readonly ageSeconds: number;
}

/** What a write requires of the object: that there is none, or that it is still the one with this tag. */
export type Condition = 'absent' | { readonly etag: string };

/** A place for small objects that decides between writers. Every method throws what the service throws. */
export interface Bucket {
  get(name: string): Promise<Found | undefined>;
  /**
   * Returns the tag of what was written, or undefined where the condition did not hold: also for a request that was sent
   * again, since the first one wrote although its answer was lost.
   */
  put(name: string, text: string, condition?: Condition): Promise<string | undefined>;
  remove(name: string): Promise<void>;
  /** Some of the objects: those after a name, in the order of their names. */
  list(after: string): Promise<readonly { readonly name: string; readonly ageSeconds: number }[]>;
}

/** Parts of the SDK that the bucket needs; loaded on first use, since most calls keep nothing. */
interface S3 {
  readonly sdk: typeof import('@aws-sdk/client-s3');
  readonly client: Pick<S3Client, 'send'>;
  /** The service's time in the last response, in ms. */
  readonly now: () => number;
}

/**
 * A request that takes longer is sent once more, since a connection that broke while the function was frozen never
 * answers. Then it is given up: work must not wait for the place where it is kept.
 */
const REQUEST_MS = 5_000;

/** Attempts of the SDK within that time, for what S3 refuses for a moment. */
const ATTEMPTS = 2;

/** The objects below `s3://bucket/prefix/`, or all of `s3://bucket/`. */
export function s3Bucket(location: string, s3: () => Promise<S3> = s3OnFirstUse()): Bucket {
  const { hostname: bucket, pathname } = new URL(location);
  const prefix = `${pathname.replace(/^\/+|\/+$/g, '')}/`.replace(/^\/$/, '');
  const place = (name: string) => ({ Bucket: bucket, Key: `${prefix}${name}` });
  const ageOf = (modified: Date | undefined, now: number) =>
    Math.max(0, (now - (modified?.getTime() ?? now)) / 1_000);

  return {
    async get(name) {
      const { sdk, client, now } = await s3();
      try {
        return await answered(async (abortSignal) => {
          const output = await client.send(new sdk.GetObjectCommand(place(name)), { abortSignal });
          const text = (await output.Body?.transformToString()) ?? '';
          return { text, etag: output.ETag ?? '', ageSeconds: ageOf(output.LastModified, now()) };
        });
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    async put(name, text, condition) {
      const { sdk, client } = await s3();
      const requirement =
        condition === undefined
          ? {}
          : condition === 'absent'
            ? { IfNoneMatch: '*' }
            : { IfMatch: condition.etag };
      try {
        const command = new sdk.PutObjectCommand({ ...place(name), Body: text, ...requirement });
        const output = await answered((abortSignal) => client.send(command, { abortSignal }));
        return output.ETag;
      } catch (error) {
        if (condition !== undefined && LOST.has(nameOf(error))) return undefined;
        throw error;
      }
    },
    async remove(name) {
      const { sdk, client } = await s3();
      const command = new sdk.DeleteObjectCommand(place(name));
      await answered((abortSignal) => client.send(command, { abortSignal }));
    },
    async list(after) {
      const { sdk, client, now } = await s3();
      const start = `${prefix}${after}`;
      const command = new sdk.ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(start === '' ? {} : { StartAfter: start }),
      });
      const output = await answered((abortSignal) => client.send(command, { abortSignal }));
      return (output.Contents ?? []).flatMap(({ Key: key, LastModified: modified }) =>
        key === undefined ? [] : [{ name: key.slice(prefix.length), ageSeconds: ageOf(modified, now()) }],
      );
    },
  };
}

/** What S3 answers to a conditional write that came too late: 412, 404 for a deleted object, 409 for one being written. */
const LOST = new Set(['PreconditionFailed', 'NoSuchKey', 'ConditionalRequestConflict']);

/** What a request answers, sent twice where the first is not answered in time. */
async function answered<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await withinRunningTime(REQUEST_MS, request);
  } catch (error) {
    if (!(error instanceof RequestTimeout)) throw error;
    return await withinRunningTime(REQUEST_MS, request);
  }
}

function s3OnFirstUse(): () => Promise<S3> {
  let loading: Promise<S3> | undefined;
  return () => {
    loading ??= import('@aws-sdk/client-s3').then((sdk) => {
      let serviceTime = Number.NaN;
      const client = new sdk.S3Client({
        ...CLIENT_OPTIONS,
        maxAttempts: ATTEMPTS,
        // Our objects are small texts; checksums beyond what S3 requires would cost more than they are worth.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      });
      client.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args);
          serviceTime = dateOf(result.response) ?? serviceTime;
          return result;
        },
        { step: 'deserialize', name: 'serviceTime', priority: 'low' },
      );
      return { sdk, client, now: () => (Number.isNaN(serviceTime) ? Date.now() : serviceTime) };
    });
    return loading;
  };
}

/** The `Date` header of a response, in ms. */
function dateOf(response: unknown): number | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  const time = Date.parse(String(headers.date));
  return Number.isNaN(time) ? undefined : time;
}
