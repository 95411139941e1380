import * as z from 'zod';
import type { RunnableCheck } from './check.ts';
import { expectThat } from './check.ts';
import { JSON_HEADERS, LIST_TOOLS, readAnswer, type Stage } from './stage.ts';

/** An unsigned request is refused. Needs no credentials. */
export function unsignedCheck(base: string): RunnableCheck {
  return {
    name: 'an unsigned request is refused',
    run: async () => {
      const response = await fetch(`${base}/tools`);
      await response.text();
      expectThat(response.status === 403, 'status 403', response.status);
      return errorType(response);
    },
  };
}

/** This identity has access, and a request altered after signing is refused. Without access all other checks are skipped. */
export function accessChecks(stage: Stage): readonly RunnableCheck[] {
  return [
    {
      name: 'GET / names the server',
      gate: true,
      run: async () => {
        const response = await stage.fetch(`${stage.base}/`);
        if (response.status === 403) throw await refusal(response);
        const { name, version } = await readAnswer(
          response,
          z.object({ name: z.string(), version: z.string() }),
        );
        return `${name} ${version}`;
      },
    },
    {
      name: 'a request altered after signing is refused',
      run: async () => {
        const body = JSON.stringify(LIST_TOOLS);
        const response = await stage.fetch(
          `${stage.base}/mcp`,
          { method: 'POST', headers: JSON_HEADERS, body },
          ({ url, method, headers }) =>
            new Request(url, { method, headers, body: body.replace('list', 'call') }),
        );
        await response.text();
        const actual = `${response.status} ${errorType(response) ?? ''}`;
        // Only this error shows that the signature covers the body; any request could get another 403.
        expectThat(actual === '403 InvalidSignatureException', '403 InvalidSignatureException', actual);
        return undefined;
      },
    },
  ];
}

/** API Gateway's reason for a 403, with what to do about it. */
async function refusal(response: Response): Promise<Error> {
  const message = /"message"\s*:\s*"([^"]*)"/i.exec(await response.text())?.[1] ?? 'no reason given';
  const fix =
    errorType(response) === 'AccessDeniedException'
      ? 'npx -y pnpm@12 grant --id <id> --user <name> (or --role) gives an identity access'
      : 'check these credentials with aws sts get-caller-identity';
  return new Error(`403 ${message}; ${fix}`);
}

/** Some responses append a link to the type after a colon. */
function errorType(response: Response): string | undefined {
  return response.headers.get('x-amzn-errortype')?.split(':')[0];
}
