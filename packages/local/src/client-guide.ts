import type { LoadedCases } from './case-table.ts';
import { clientConfigurations } from './client-configuration.ts';
import { describeCases } from './describe-cases.ts';
import { describeUser } from './oauth/users.ts';
import type { WebApiDescription } from './oauth/web-api.ts';
import type { StackDescription } from './stack.ts';

/** What `pnpm local` prints: where the stack is, who may call it, and how to connect a client. */
export function clientGuide(stack: StackDescription, cases: LoadedCases, viewsPage: string): string {
  const { allowed, denied } = stack.identities;
  const configurations = clientConfigurations(stack).map(
    ({ clients, file, json }) => `${clients} (${file})\n${JSON.stringify(json, null, 2)}\n`,
  );
  return `Case Insights on this machine: ${describeCases(cases)}

Endpoint   ${stack.endpoint}
Region     ${stack.region}
Allowed    ${allowed.accessKeyId} / ${allowed.secretAccessKey}
           ${allowed.arn}
Denied     ${denied.accessKeyId} / ${denied.secretAccessKey}
           ${denied.arn}
Services   Athena ${stack.athenaEndpoint} · Bedrock ${stack.bedrockEndpoint}
Views      ${viewsPage} (what Claude, ChatGPT or VS Code show beside an answer)

Try it
curl --aws-sigv4 "aws:amz:${stack.region}:execute-api" \\
  --user "${allowed.accessKeyId}:${allowed.secretAccessKey}" \\
  -H "Content-Type: application/json" \\
  -d '{"days_back": 30}' \\
  ${stack.endpoint}/tools/get_case_summary

${configurations.join('\n')}
${stack.web === undefined ? '' : webGuide(stack.web)}Ctrl-C stops everything. The next start has another address, unless --port gives
one, and with --data other keys: paste the configuration again then.
`;
}

/** How to use the API for assistants that cannot sign; ends with an empty line. */
function webGuide({ endpoint, issuer, scope, users, code }: WebApiDescription): string {
  const width = Math.max(...users.map(({ name }) => name.length));
  const people = users.map((user) => `${user.name.padEnd(width)}  ${describeUser(user)}`);
  return `Assistants that cannot sign
MCP        ${endpoint}/mcp
Issuer     ${issuer}
${code === undefined ? '' : `Code       ${code} (the login page asks for it)\n`}Users      ${people.join('\n           ')}

Their policy is that of --settings, or this: a group sees what a rule for
"group:<name>" gives it. "*" and "default" are about callers who sign.

How a client finds the issuer: in a refusal.
curl -i -X POST ${endpoint}/mcp

The whole way by curl is "Check each step" of docs/web-assistants.md, with
MCP=${endpoint}/mcp; ISSUER=${issuer}; SCOPE=${scope}; BACK=http://localhost:8765/

The whole way with the MCP Inspector, which needs Node 22.19 or newer and
prints the address of the login page:
npx -y @modelcontextprotocol/inspector@2 --cli --transport http --method tools/list \\
  --server-url ${endpoint}/mcp

What a client does when its token has expired: the issuer's clock an hour back,
connect, and forward again.
curl -X PUT ${issuer}/local/clock/-3700
curl -X PUT ${issuer}/local/clock/0

Why a token was refused is in the function's log: start with --verbose.

`;
}
