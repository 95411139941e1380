import { CaseInsightsError } from '@case-insights/core/errors';
import { CALL_KEY, ERROR_KEY } from '@case-insights/core/names';
import {
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  type Server,
} from '@modelcontextprotocol/server';
import { callTool } from '../call/call.ts';
import { CallCancelled, internalError } from '../call/call-errors.ts';
import { validCallId } from '../call/cancel.ts';
import type { RequestContext } from '../call/request-context.ts';
import type { Tool } from '../call/tool.ts';
import { errorBody } from '../http/errors.ts';
import { RESOURCES } from '../resources/registry.ts';
import { CASE_TEMPLATE, caseNumberIn, caseRecordCall, caseText } from '../resources/support-case.ts';
import { readView, showsViews, VIEW_RESOURCES } from '../views/views.ts';
import { ASK_AGAIN, UNCHANGING } from './caching.ts';
import { capabilitiesIn, patienceIn } from './client-hints.ts';
import type { McpServices } from './mcp-services.ts';

/** A longer URI in an error is cut. */
const SHOWN_CHARACTERS = 200;

/** Answers `resources/list`, `resources/templates/list` and `resources/read`. Views are listed for hosts that show them. */
export function serveResources(server: Server, services: McpServices, request: RequestContext): void {
  server.setRequestHandler('resources/list', (_, { mcpReq }) => ({
    resources: [
      ...RESOURCES.map(({ uri, name, title, description, mimeType }) => ({
        uri,
        name,
        title,
        description,
        mimeType,
      })),
      ...(showsViews(capabilitiesIn(mcpReq)) ? VIEW_RESOURCES : []),
    ],
  }));

  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [CASE_TEMPLATE] }));

  server.setRequestHandler('resources/read', async ({ params: { uri } }, { mcpReq }) => {
    const call = async (tool: Tool, args: unknown) => {
      try {
        return await callTool(services, {
          tool,
          args,
          request,
          callId: validCallId(mcpReq._meta?.[CALL_KEY]),
          patienceMs: patienceIn(services.config, mcpReq),
        });
      } catch (error) {
        throw protocolErrorOf(error, request.requestId);
      }
    };
    const view = await readView(uri, services.viewPage);
    if (view !== undefined) return { ...view, ...UNCHANGING };
    const resource = RESOURCES.find((one) => one.uri === uri);
    if (resource?.kind === 'fixed') {
      return { ...contents(uri, resource.mimeType, resource.text(services.config)), ...UNCHANGING };
    }
    if (resource !== undefined) {
      const text = resource.text(await call(resource.call, {}));
      return { ...contents(uri, resource.mimeType, text), ...ASK_AGAIN };
    }
    const caseNumber = caseNumberIn(uri);
    const text =
      caseNumber === undefined
        ? undefined
        : caseText(await call(caseRecordCall, { case_number: caseNumber }));
    if (text === undefined) throw notFound(uri, caseNumber);
    return { ...contents(uri, CASE_TEMPLATE.mimeType, text), ...ASK_AGAIN };
  });
}

function contents(uri: string, mimeType: string, text: string): ReadResourceResult {
  return { contents: [{ uri, mimeType, text }] };
}

/** The protocol's error for a resource that is not there: -32602 with the URI alone as its data (SEP-2164). */
function notFound(uri: string, caseNumber: string | undefined): ResourceNotFoundError {
  const message =
    caseNumber === undefined
      ? `There is no resource ${JSON.stringify(uri.slice(0, SHOWN_CHARACTERS))}; resources/list names those there are, and a case is ${CASE_TEMPLATE.uriTemplate}.`
      : `There is no case ${caseNumber} among those that you may see; check the number.`;
  return new ResourceNotFoundError(uri, message);
}

/** A failed read as the protocol's error: the sentence, and for programs what a failed tool has in `_meta`. */
function protocolErrorOf(error: unknown, requestId: string): ProtocolError {
  if (error instanceof CallCancelled)
    return new ProtocolError(ProtocolErrorCode.InternalError, error.message);
  const known = error instanceof CaseInsightsError ? error : internalError(error);
  const { error: sentence, details, ...fields } = errorBody(known, requestId);
  return new ProtocolError(ProtocolErrorCode.InternalError, sentence, { [ERROR_KEY]: fields });
}
