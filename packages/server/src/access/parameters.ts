import type { SSMClient } from '@aws-sdk/client-ssm';
import type { PolicyDocument } from '@case-insights/core/access';
import { CLIENT_OPTIONS } from '../aws/client-options.ts';

/** Reads the documents of the access policy, in the order of their names. */
export type ReadDocuments = () => Promise<readonly PolicyDocument[]>;

/** Parts of the SDK that reading needs; loaded on the first one, since not every deployment has a policy. */
interface Ssm {
  readonly sdk: typeof import('@aws-sdk/client-ssm');
  readonly client: Pick<SSMClient, 'send'>;
}

/**
 * Milliseconds for reading all of a policy. Every request waits for it, and a connection that broke while the function
 * was frozen never answers: failing keeps the last good policy, and the next request tries again.
 */
const READ_MILLISECONDS = 5_000;

/**
 * Reads one SSM parameter, or where the name ends in `/` all parameters below that path: one holds 4 KB, so that a
 * longer policy is spread over several. Fails after `timeout` milliseconds.
 */
export function parameterDocuments(
  name: string,
  ssm: () => Promise<Ssm> = ssmOnFirstUse(),
  timeout = READ_MILLISECONDS,
): ReadDocuments {
  return async () => {
    const loaded = await ssm();
    const abortSignal = AbortSignal.timeout(timeout);
    return name.endsWith('/')
      ? await documentsBelow(name, loaded, abortSignal)
      : [await document(name, loaded, abortSignal)];
  };
}

async function document(
  name: string,
  { sdk, client }: Ssm,
  abortSignal: AbortSignal,
): Promise<PolicyDocument> {
  const { Parameter: parameter } = await client.send(
    new sdk.GetParameterCommand({ Name: name, WithDecryption: true }),
    { abortSignal },
  );
  return { name, text: parameter?.Value ?? '' };
}

async function documentsBelow(
  path: string,
  { sdk, client }: Ssm,
  abortSignal: AbortSignal,
): Promise<readonly PolicyDocument[]> {
  const documents: PolicyDocument[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new sdk.GetParametersByPathCommand({
        Path: path,
        Recursive: true,
        WithDecryption: true,
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      }),
      { abortSignal },
    );
    // A parameter without a value is not skipped: it fails to parse, so that no rule is lost silently.
    for (const { Name: name = path, Value: text = '' } of page.Parameters ?? []) {
      documents.push({ name, text });
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return documents.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function ssmOnFirstUse(): () => Promise<Ssm> {
  let loading: Promise<Ssm> | undefined;
  return () => {
    loading ??= import('@aws-sdk/client-ssm').then((sdk) => ({
      sdk,
      client: new sdk.SSMClient(CLIENT_OPTIONS),
    }));
    return loading;
  };
}
