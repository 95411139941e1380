import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { errorMessage, Failure, httpStatus } from './failure.ts';
import type { CodePackage } from './package.ts';

/** Where the code of one deployment is stored: a bucket, and one prefix in it per identifier. */
export interface ArtifactPlace {
  readonly bucket: string;
  readonly prefix: string;
  /**
   * The account that must own the bucket where the command makes it, one per account and region: bucket names are
   * global, so each request names the account. A company's own bucket may belong to any account; nothing of it is
   * created, configured or deleted.
   */
  readonly account: string | undefined;
  readonly partition: string;
}

/** The place in the command's own bucket, or in `bucket` where that is another one. */
export function artifactPlace(options: {
  id: string;
  account: string;
  region: string;
  partition: string;
  bucket: string | undefined;
}): ArtifactPlace {
  const { id, account, region, partition } = options;
  const own = `mcp-case-insights-${account}-${region}`;
  const bucket = options.bucket || own;
  if (bucket === own) return { bucket, prefix: `${id}/`, account, partition };
  return { bucket, prefix: `mcp-case-insights/${id}/`, account: undefined, partition };
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
  const object = { ...named(place), Key: artifactKey(place, code) };
  if (await exists(() => s3.send(new HeadObjectCommand(object)))) return { bucketCreated, uploaded: false };
  await s3.send(new PutObjectCommand({ ...object, Body: code.zip, ContentType: 'application/zip' }));
  return { bucketCreated, uploaded: true };
}

/** Deletes the code of one identifier in all its versions, and the command's own bucket when nothing else is in it. */
export async function deletePackages(
  s3: S3Client,
  place: ArtifactPlace,
): Promise<{ objects: number; bucket: boolean }> {
  const bucket = named(place);
  if (!(await exists(() => s3.send(new HeadBucketCommand(bucket))))) return { objects: 0, bucket: false };
  let objects = 0;
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ ...bucket, Prefix: place.prefix }),
    );
    const versions = [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }) =>
      Key === undefined || VersionId === undefined ? [] : [{ Key, VersionId }],
    );
    if (versions.length === 0) break;
    const { Errors: [refused] = [] } = await s3.send(
      new DeleteObjectsCommand({ ...bucket, Delete: { Objects: versions, Quiet: true } }),
    );
    if (refused !== undefined) {
      throw new Failure(`${place.bucket}/${refused.Key} was not deleted: ${refused.Message}`, {
        fix: 'The stack itself is gone. --keep-artifacts keeps the uploaded code.',
      });
    }
    objects += versions.length;
  }
  if (place.account === undefined) return { objects, bucket: false };
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ ...bucket, MaxKeys: 1 }),
  );
  const empty = Versions.length + DeleteMarkers.length === 0;
  if (empty) await s3.send(new DeleteBucketCommand(bucket));
  return { objects, bucket: empty };
}

/**
 * Creates a private, encrypted, versioned bucket that accepts TLS only, and adds what a bucket of an earlier version
 * lacks. Returns whether it was created.
 */
async function ensureBucket(s3: S3Client, place: ArtifactPlace): Promise<boolean> {
  const bucket = named(place);
  const created = !(await exists(() => s3.send(new HeadBucketCommand(bucket))));
  if (place.account === undefined) {
    if (!created) return false;
    throw new Failure(`There is no bucket ${place.bucket}.`, {
      fix: '--artifact-bucket names a bucket that exists, in the region of the stack.',
    });
  }
  // The SDK adds the client's region.
  if (created) await s3.send(new CreateBucketCommand({ Bucket: place.bucket }));
  else if ((await s3.send(new GetBucketVersioningCommand(bucket))).Status === 'Enabled') return false;
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
  // A package has the name of its contents, so another version of it is an accident, or was deleted by one.
  const Rules = [
    {
      ID: 'earlier-versions',
      Status: 'Enabled' as const,
      Filter: {},
      // Current ones stay, since CloudFormation reads the last one again to roll back.
      NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
  ];
  await s3.send(new PutBucketLifecycleConfigurationCommand({ ...bucket, LifecycleConfiguration: { Rules } }));
  // Last, since a bucket that is versioned is taken to be complete.
  await s3.send(
    new PutBucketVersioningCommand({ ...bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  return created;
}

function named({ bucket, account }: ArtifactPlace) {
  return { Bucket: bucket, ...(account === undefined ? {} : { ExpectedBucketOwner: account }) };
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
        fix: 'Request the S3 permissions in docs/permissions.md, or give your own bucket with --artifact-bucket. Without the add-ons compact, rollout and web, --direct needs no bucket.',
        cause: thrown,
      },
    );
  }
}
