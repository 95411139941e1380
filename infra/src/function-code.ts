import {
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { artifactKey, artifactPlace, uploadPackage } from './artifacts.ts';
import type { Clients } from './clients.ts';
import type { CodePackage } from './package.ts';
import type { Identity } from './preflight.ts';
import type { Terminal } from './terminal.ts';

/** Uploads the code and returns its parameters, or those of a function whose code is replaced afterwards. */
export async function provideCode(
  clients: Clients,
  options: {
    readonly id: string;
    readonly identity: Identity;
    readonly direct: boolean;
    readonly artifactBucket: string | undefined;
    readonly dryRun: boolean;
  },
  keptBucket: string | undefined,
  code: CodePackage,
  terminal: Terminal,
): Promise<Record<string, string>> {
  if (options.direct) {
    if (keptBucket) {
      terminal.warn(
        'The function loses its code in the bucket: calls fail for a few seconds until the new code is uploaded',
      );
    }
    return { CodeBucket: '' };
  }
  const place = artifactPlace({
    id: options.id,
    ...options.identity,
    region: await clients.region(),
    bucket: options.artifactBucket ?? keptBucket,
  });
  if (!options.dryRun) {
    const { bucketCreated, uploaded } = await terminal.during(
      'Uploading the code',
      uploadPackage(clients.s3, place, code),
    );
    if (bucketCreated)
      terminal.tick(`Bucket ${place.bucket} created: private, encrypted, versioned, TLS only`);
    terminal.tick(uploaded ? 'Code uploaded' : 'Code is there already');
  }
  return { CodeBucket: place.bucket, CodeKey: artifactKey(place, code) };
}

/** Replaces the function's code without a bucket (`--direct`). Returns whether the code differed. */
export async function replaceCode(
  clients: Clients,
  id: string,
  code: CodePackage,
  terminal: Terminal,
): Promise<boolean> {
  const { lambda: client } = clients;
  const FunctionName = `MCP-CaseInsights-${id}`;
  const { CodeSha256 } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  // Lambda reports the same hash in Base64.
  if (CodeSha256 === Buffer.from(code.hash, 'hex').toString('base64')) {
    terminal.tick('The function has this code already');
    return false;
  }
  await terminal.during(
    'Uploading the code to the function',
    client
      .send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code.zip }))
      .then(() => waitUntilFunctionUpdatedV2({ client, maxWaitTime: 120 }, { FunctionName })),
  );
  terminal.tick('Code uploaded to the function');
  return true;
}
