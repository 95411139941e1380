import type { LoadedCases } from './case-table.ts';
import { clientConfigurations } from './client-configuration.ts';
import { describeCases } from './describe-cases.ts';
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
Ctrl-C stops everything.
`;
}
