import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { errorMessage, Failure, httpStatus } from './failure.ts';
import type { CodePackage } from './package.ts';

/** Where the code of one deployment is stored: one bucket per account and region, one prefix per identifier. */
export interface ArtifactPlace {
  readonly bucket: string;
  readonly prefix: string;
  /** Bucket names are global, so each request names the account that must own the bucket. */
  readonly account: string;
  readonly partition: string;
}

export function artifactPlace(options: {
  id: string;
  account: string;
  region: string;
  partition: string;
}): ArtifactPlace {
  const { id, account, region, partition } = options;
  return { bucket: `mcp-case-insights-${account}-${region}`, prefix: `${id}/`, account, partition };
}

/** The key of a package: its content's hash, so the same code is not uploaded twice. */
export function artifactKey(place: ArtifactPlace, code: CodePackage): string {
  return `${place.prefix}${code.hash}.zip`;
}

/** Uploads the package unless it is there, and creates the bucket if necessary. Returns whether each was new. */
export async function uploadPackage(
  s3: S3Client,
  place: ArtifactPlace,
  code: CodePackage,
): Promise<{ bucketCreated: boolean; uploaded: boolean }> {
  const bucketCreated = await ensureBucket(s3, place);
  const object = { ...owned(place), Key: artifactKey(place, code) };
  if (await exists(() => s3.send(new HeadObjectCommand(object)))) return { bucketCreated, uploaded: false };
  await s3.send(new PutObjectCommand({ ...object, Body: code.zip, ContentType: 'application/zip' }));
  return { bucketCreated, uploaded: true };
}

/** Deletes the code of one identifier, and the bucket when nothing else is in it. */
export async function deletePackages(
  s3: S3Client,
  place: ArtifactPlace,
): Promise<{ objects: number; bucket: boolean }> {
  const bucket = owned(place);
  if (!(await exists(() => s3.send(new HeadBucketCommand(bucket))))) return { objects: 0, bucket: false };
  let objects = 0;
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ ...bucket, Prefix: place.prefix }));
    const keys = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
    if (keys.length === 0) break;
    const { Errors: [refused] = [] } = await s3.send(
      new DeleteObjectsCommand({ ...bucket, Delete: { Objects: keys, Quiet: true } }),
    );
    if (refused !== undefined) {
      throw new Failure(`${place.bucket}/${refused.Key} was not deleted: ${refused.Message}`, {
        fix: 'The stack itself is gone. --keep-artifacts keeps the uploaded code.',
      });
    }
    objects += keys.length;
  }
  const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ ...bucket, MaxKeys: 1 }));
  if (KeyCount === 0) await s3.send(new DeleteBucketCommand(bucket));
  return { objects, bucket: KeyCount === 0 };
}

/** Creates a private, encrypted bucket that accepts TLS only. Returns false when the bucket exists already. */
async function ensureBucket(s3: S3Client, place: ArtifactPlace): Promise<boolean> {
  const bucket = owned(place);
  if (await exists(() => s3.send(new HeadBucketCommand(bucket)))) return false;
  // The SDK adds the client's region.
  await s3.send(new CreateBucketCommand({ Bucket: place.bucket }));
  await s3.send(
    new PutPublicAccessBlockCommand({
      ...bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await s3.send(
    new PutBucketEncryptionCommand({
      ...bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    }),
  );
  const arn = `arn:${place.partition}:s3:::${place.bucket}`;
  const tlsOnly = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [tlsOnly] });
  await s3.send(new PutBucketPolicyCommand({ ...bucket, Policy: policy }));
  return true;
}

function owned({ bucket, account }: ArtifactPlace) {
  return { Bucket: bucket, ExpectedBucketOwner: account };
}

async function exists(head: () => Promise<unknown>): Promise<boolean> {
  try {
    await head();
    return true;
  } catch (thrown) {
    if (httpStatus(thrown) === 404) return false;
    throw new Failure(
      `The artifact bucket cannot be read: ${httpStatus(thrown) ?? ''} ${errorMessage(thrown)}`,
      {
        fix: 'Ask for the S3 permissions in docs/permissions.md, or add --direct, which needs no bucket.',
        cause: thrown,
      },
    );
  }
}
