/** What somebody chooses on the login page. */
export interface Choice {
  readonly user: string;
  /** The scopes to leave ticked; all of them where absent. */
  readonly scopes?: readonly string[];
  readonly code?: string;
  readonly answer?: 'allow' | 'deny';
}

/** Follows the redirects of an authorization request as a browser does, with cookies, and fills in the login page. */
export class ScriptedBrowser {
  private readonly cookies = new Map<string, string>();
  /** The HTML of the last page shown. */
  page = '';

  /** Opens the address that a client sends its user to; returns the address of the client that the user ends at. */
  async authorize(address: URL | string, choice: Choice): Promise<URL> {
    const start = new URL(address);
    const ends = start.searchParams.get('redirect_uri') ?? '';
    let next = await this.open(start);
    for (let steps = 0; steps < 10; steps += 1) {
      if (next === undefined) throw new Error(`The browser stays at a page:\n${this.page}`);
      if (next.href.startsWith(ends)) return next;
      const here = next;
      next = (await this.open(here)) ?? (await this.open(here, this.form(choice)));
    }
    throw new Error('The browser is redirected without an end.');
  }

  private form({ user, scopes, code, answer = 'allow' }: Choice): URLSearchParams {
    const offered = [...this.page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => scope ?? '');
    const fields = { user, answer, ...(code === undefined ? {} : { code }) };
    return new URLSearchParams([
      ...Object.entries(fields),
      ...offered
        .filter((scope) => scopes === undefined || scopes.includes(scope))
        .map((scope): [string, string] => ['scope', scope]),
    ]);
  }

  /** Where the server redirects to, or undefined where it shows a page. */
  private async open(address: URL, form?: URLSearchParams): Promise<URL | undefined> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      method: form === undefined ? 'GET' : 'POST',
      headers: cookie === '' ? {} : { cookie },
      redirect: 'manual',
      ...(form === undefined ? {} : { body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    this.page = await response.text();
    const location = response.headers.get('location');
    return location === null ? undefined : new URL(location, address);
  }
}
