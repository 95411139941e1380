import { InvokeCommand, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import type { Clients } from './clients.ts';
import { errorName, Failure } from './failure.ts';

/** The function that the add-on `compact` makes. */
function compactFunctionName(id: string): string {
  return `MCP-CaseInsights-compact-${id}`;
}

/**
 * Invokes the function that makes the compact copy of the cases, and waits for its answer, for up to 15 minutes. Throws
 * Failure where it is not deployed, or what it says of its failure.
 */
export async function invokeCompact(
  { lambdaOnce }: Pick<Clients, 'lambdaOnce'>,
  id: string,
  event: { readonly remove?: true },
): Promise<Readonly<Record<string, unknown>>> {
  const FunctionName = compactFunctionName(id);
  let output: InvokeCommandOutput;
  try {
    output = await lambdaOnce.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  } catch (thrown) {
    if (errorName(thrown) !== 'ResourceNotFoundException') throw thrown;
    throw new Failure(`There is no function ${FunctionName}: the add-on compact is not deployed.`, {
      fix: `npx -y pnpm@12 deploy:stack --id ${id} --with compact`,
      cause: thrown,
    });
  }
  const answer: unknown = JSON.parse(output.Payload?.transformToString() || '{}');
  const fields = typeof answer === 'object' && answer !== null ? { ...answer } : {};
  if (output.FunctionError === undefined) return fields;
  const why = 'errorMessage' in fields ? String(fields.errorMessage) : output.FunctionError;
  throw new Failure(why, { fix: `The log group /aws/lambda/${FunctionName} says more.` });
}
