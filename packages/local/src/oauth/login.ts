import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { InteractionResults, Provider } from 'oidc-provider';
import { describeUser, type LocalUser } from './users.ts';

export interface LoginOptions {
  readonly users: readonly LocalUser[];
  /** The scopes that a user may refuse one by one. */
  readonly scopes: readonly string[];
  /** What the page asks for beside the user; absent means nothing. */
  readonly code?: string | undefined;
}

/**
 * Answers the login page and its form, which ask for a user and the scopes in one step. Throws where no authorization
 * request belongs to this browser's cookie.
 */
export async function logIn(
  provider: Provider,
  options: LoginOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const requested = words(params.scope);
  const scopes = options.scopes.filter((scope) => requested.includes(scope));
  const clientId = String(params.client_id);
  const show = async (status: number, problem?: string) => {
    const name = (await provider.Client.find(clientId))?.clientName ?? clientId;
    const page = loginPage({
      ...options,
      scopes,
      client: name,
      redirectUri: String(params.redirect_uri),
      problem,
    });
    response.writeHead(status, PAGE_HEADERS).end(page);
  };
  if (request.method !== 'POST') return show(200);

  const form = new URLSearchParams(await text(request));
  const finish = (result: InteractionResults) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  if (form.get('answer') === 'deny') {
    return finish({ error: 'access_denied', error_description: 'the user did not allow it' });
  }
  const user = options.users.find(({ name }) => name === form.get('user'));
  if (user === undefined) return show(400, 'Choose one of these users.');
  if (options.code !== undefined && form.get('code') !== options.code) {
    return show(400, 'That is not the code that the terminal shows.');
  }
  const refused = scopes.filter((scope) => !form.getAll('scope').includes(scope));
  const allowed = requested.filter((scope) => !refused.includes(scope)).join(' ');
  const grant = new provider.Grant({ accountId: user.name, clientId });
  grant.addOIDCScope(allowed);
  grant.rejectOIDCScope(refused.join(' '));
  for (const resource of [params.resource].flat().map(String)) {
    grant.addResourceScope(resource, allowed);
    grant.rejectResourceScope(resource, refused.join(' '));
  }
  await finish({
    login: { accountId: user.name, remember: false },
    consent: { grantId: await grant.save() },
  });
}

/** The page loads nothing and is shown in no frame; its form may lead on to any client. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

function words(value: unknown): string[] {
  return typeof value === 'string' ? value.split(' ') : [];
}

interface LoginPage extends LoginOptions {
  /** The client's name or id, and where the browser returns to: both are the client's own words. */
  readonly client: string;
  readonly redirectUri: string;
  /** Shown above the form after a wrong answer. */
  readonly problem: string | undefined;
}

function loginPage({ users, scopes, code, client, redirectUri, problem }: LoginPage): string {
  const choices = users.map(
    (user, index) =>
      `<label><input type="radio" name="user" value="${escaped(user.name)}"${index === 0 ? ' checked' : ''}> <b>${escaped(user.name)}</b>
<small>${escaped(describeUser(user))}</small></label>`,
  );
  const boxes = scopes.map(
    (scope) =>
      `<label><input type="checkbox" name="scope" value="${escaped(scope)}" checked> ${escaped(scope)}</label>`,
  );
  const codeField =
    code === undefined
      ? ''
      : '<label>The code that the terminal shows <input name="code" autocomplete="off" required></label>';
  const alert = problem === undefined ? '' : `<p role="alert">${escaped(problem)}</p>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Case Insights on this machine: log in</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark }
label { display: block; margin: .4rem 0 }
small { opacity: .75 }
button { font: inherit; padding: .4rem 1rem }
</style>
<h1>Case Insights on this machine</h1>
<p><b>${escaped(client)}</b> asks for access. You go back to <code>${escaped(redirectUri)}</code>.</p>
${alert}
<form method="post">
<fieldset><legend>Who are you?</legend>
${choices.join('\n')}
</fieldset>
<fieldset><legend>What may it do?</legend>
${boxes.join('\n') || 'It asks for nothing.'}
</fieldset>
${codeField}
<p><button name="answer" value="allow">Allow</button> <button name="answer" value="deny" formnovalidate>Deny</button></p>
</form>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
