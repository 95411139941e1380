import { type ClientKind, connectOverHttp, createClient } from '@case-insights/testing/sdk-clients';
import { onTestFinished } from 'vitest';

/** A client of the given kind, connected over HTTP until the test ends. */
export async function connect(kind: ClientKind, url: string) {
  const client = createClient(kind);
  await connectOverHttp(client, url);
  onTestFinished(() => client.close());
  return client;
}
