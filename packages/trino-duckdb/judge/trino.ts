import type { Expectation } from './expectation.ts';

/** Where the judge listens. */
const ADDRESS = process.env.TRINO_URL ?? 'http://127.0.0.1:18080';

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** Runs one statement on Trino, in UTC, and returns what it came to. Throws when Trino cannot be reached. */
export async function askTrino(sql: string): Promise<Expectation> {
  let page = await readPage(
    await fetch(`${ADDRESS}/v1/statement`, {
      method: 'POST',
      body: sql,
      headers: {
        'X-Trino-User': 'judge',
        'X-Trino-Catalog': 'mem',
        'X-Trino-Schema': 'cases_db',
        'X-Trino-Time-Zone': 'UTC',
      },
    }),
  );
  let columns = page.columns;
  const rows = [...(page.data ?? [])];
  while (page.nextUri !== undefined && !page.error) {
    page = await readPage(await fetch(page.nextUri));
    columns ??= page.columns;
    rows.push(...(page.data ?? []));
  }
  if (page.error) return { sql, error: page.error.errorName, message: page.error.message };
  return {
    sql,
    names: columns?.map(({ name }) => name) ?? [],
    types: columns?.map(({ type }) => type) ?? [],
    rows,
  };
}

async function readPage(response: Response): Promise<Page> {
  return JSON.parse(quoteLongIntegers(await response.text()));
}

/** Integers that a JavaScript number cannot hold become strings; everything else stays. */
function quoteLongIntegers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}
