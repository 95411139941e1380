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
 * Reads one SSM parameter, or where the name ends in `/` all parameters below that path: one holds 4 KB, so that a
 * longer policy is spread over several.
 */
export function parameterDocuments(name: string, ssm: () => Promise<Ssm> = ssmOnFirstUse()): ReadDocuments {
  return async () =>
    name.endsWith('/') ? await documentsBelow(name, await ssm()) : [await document(name, await ssm())];
}

async function document(name: string, { sdk, client }: Ssm): Promise<PolicyDocument> {
  const { Parameter: parameter } = await client.send(
    new sdk.GetParameterCommand({ Name: name, WithDecryption: true }),
  );
  return { name, text: parameter?.Value ?? '' };
}

async function documentsBelow(path: string, { sdk, client }: Ssm): Promise<readonly PolicyDocument[]> {
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
    );
    for (const { Name: name, Value: text } of page.Parameters ?? []) {
      if (name !== undefined && text !== undefined) documents.push({ name, text });
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
