import { CaseInsightsError } from '@case-insights/core/errors';
import { isObject } from '@case-insights/core/json-text';
import { describeTool } from '@case-insights/core/tools';
import { type CallServices, callTool } from '../call/call.ts';
import { patienceOf, waitPreferred } from '../call/patience.ts';
import type { RequestContext } from '../call/request-context.ts';
import { findTool } from '../call/tool.ts';
import { isNestedTooDeep, NESTING_SENTENCE, readText } from '../http/body.ts';
import { restError } from '../http/errors.ts';
import { answerInTime } from '../http/slow-answer.ts';
import { csvResponse, wantsCsv } from './csv.ts';

/** API Gateway ends a streamed answer after 5 minutes without a byte (Regional endpoints); this leaves a margin. */
const IDLE_LIMIT_MS = 290_000;

/**
 * How long a call that may take longer than that can still choose its status. After this a 200 begins, kept alive by
 * white space, and an error shows in its body only.
 */
const STATUS_WITHIN_MS = 240_000;

/**
 * How long assistants on the web wait unless they say: a GPT action gives up after 45 s
 * (https://developers.openai.com/api/docs/actions/production), its network included.
 */
const WEB_WAIT_SECONDS = 40;

/** `GET /tools` */
export function listToolsResponse(services: CallServices): Response {
  return Response.json({ tools: services.tools.map(({ definition }) => describeTool(definition)) });
}

/** `GET /tools/{name}` */
export function describeToolResponse(services: CallServices, name: string): Response {
  return Response.json(describeTool(findTool(services.tools, name).definition));
}

/** `POST /tools/{name}`: the body is the arguments, the answer the result, as CSV where that is asked for. Any content type is accepted, since curl sends its own by default. */
export async function callToolResponse(
  services: CallServices,
  context: RequestContext,
  name: string,
  request: Request,
): Promise<Response> {
  const tool = findTool(services.tools, name);
  const { args, maxAnswerTokens } = separateMaxTokens(parseArguments(await readText(request)));
  const wait = waitPreferred(request.headers.get('prefer'));
  const asked = wait ?? (context.web === undefined ? undefined : WEB_WAIT_SECONDS);
  const patienceMs = asked === undefined ? undefined : patienceOf(services.config, { asked });
  const headers: Record<string, string> = wait === undefined ? {} : { 'preference-applied': `wait=${wait}` };
  const csv = wantsCsv(tool, request.headers.get('accept'));
  const answer = callTool(services, {
    tool,
    args,
    // No model reads CSV, so that nothing is left out for its tokens.
    maxAnswerTokens: maxAnswerTokens ?? (csv ? MAX_TOKENS.maximum : undefined),
    request: context,
    patienceMs,
  })
    .then((result) => (csv ? csvResponse(result, headers) : Response.json(result, { headers })))
    .catch((error: unknown) => restError(error, context));
  // White space that keeps a JSON answer alive would be a part of CSV.
  if (csv) return await answer;
  const mayOutlastGateway = context.deadline - Date.now() > IDLE_LIMIT_MS;
  return mayOutlastGateway ? await answerInTime(answer, 'json', STATUS_WITHIN_MS) : await answer;
}

/**
 * `max_tokens` is beside the arguments of the tool in a REST body: how many tokens the answer may have, by our estimate,
 * in place of the deployment's limit, since not every caller is a model. Throws `invalid_input` for another value.
 */
export const MAX_TOKENS = { minimum: 1_000, maximum: 10_000_000 } as const;

function separateMaxTokens(args: unknown): {
  readonly args: unknown;
  readonly maxAnswerTokens: number | undefined;
} {
  if (!isObject(args) || !('max_tokens' in args)) {
    return { args, maxAnswerTokens: undefined };
  }
  const { max_tokens: given, ...rest } = args;
  // As for the arguments: null is absent, and a number may be written as text.
  const asked = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  if (asked === null) return { args: rest, maxAnswerTokens: undefined };
  const { minimum, maximum } = MAX_TOKENS;
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < minimum || asked > maximum) {
    const message = `max_tokens must be a whole number from ${minimum} to ${maximum}`;
    throw new CaseInsightsError('invalid_input', `${message}; it bounds the tokens of the answer.`, {
      details: [{ field: 'max_tokens', message }],
    });
  }
  return { args: rest, maxAnswerTokens: asked };
}

function parseArguments(text: string): unknown {
  if (text.trim() === '') return {};
  let args: unknown;
  try {
    args = JSON.parse(text);
  } catch {
    throw new CaseInsightsError(
      'invalid_input',
      'The body is not JSON; send one object with the arguments of the tool.',
    );
  }
  if (isNestedTooDeep(args)) throw new CaseInsightsError('invalid_input', NESTING_SENTENCE);
  return args;
}
