import { TOOL_NAMES } from '@case-insights/core/names';
import { asFailure, BridgeFailure, type FailureReason } from '../../failure.ts';
import { isObject } from '../../json-rpc.ts';
import { ask, listTools, ownRequest, RpcError } from '../../upstream/ask.ts';
import { openStage } from '../../upstream/stage.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { CheckContext } from './check-context.ts';
import { type Finding, failed, ok, type Step, skipped } from './finding.ts';
import { checkModel } from './model-check.ts';
import { checkOffers } from './offer-checks.ts';
import type { Probe } from './probe.ts';

/** The 2025-era revision the doctor introduces itself with. */
const REVISION = '2025-11-25';

/** Refusals that come before the question who may do what. */
const SIGNATURE_REASONS: ReadonlySet<FailureReason> = new Set([
  'no_credentials',
  'expired_credentials',
  'unknown_profile',
  'invalid_signature',
  'wrong_scope',
  'clock_skew',
]);

/** Signature, permission, protocol, tools, model, prompts and resources: one signed `initialize`, the lists, and `GET /`. */
export async function* checkServer(context: CheckContext, probed: Probe): AsyncGenerator<Finding> {
  const { options, log, connection } = context;
  const { endpoint, upstream } = connection;
  let greeting: unknown;
  try {
    greeting = await ask(
      upstream,
      ownRequest('initialize', {
        protocolVersion: REVISION,
        capabilities: {},
        clientInfo: { name: 'case-insights-bridge doctor', version: '1' },
      }),
    );
  } catch (error) {
    const failure = error instanceof RpcError ? refusedByServer(error) : asFailure(error);
    yield* refusedAt(isUnknownPath(failure) && !options.skipAuth ? unknownPath(endpoint.mcpUrl) : failure);
    return;
  }
  yield checkSignature(probed);
  yield ok('permission', 'the endpoint may be called');
  yield ok('protocol', describeGreeting(greeting));
  yield* checkTools(upstream);
  const stage = await openStage(endpoint, options, log);
  try {
    yield* checkModel(stage);
  } finally {
    stage.close();
  }
  yield* checkOffers(upstream);
}

/**
 * Whether API Gateway knows no such stage or path. To a signed request it says so with 403, "Missing Authentication Token"
 * or "Forbidden", and the server itself with 404.
 */
function isUnknownPath({ reason, status }: BridgeFailure): boolean {
  return reason === 'refused' && (status === 403 || status === 404);
}

function unknownPath({ host, pathname }: URL): BridgeFailure {
  return new BridgeFailure(
    'bad_answer',
    `${host} has nothing at ${pathname}: the stage or the path is wrong; give the stack output MCPServerEndpoint as --url, as in https://<id>.execute-api.<region>.amazonaws.com/prod.`,
  );
}

function checkSignature({ status }: Probe): Finding {
  if (status === 401 || status === 403) return ok('signature', 'accepted, and required');
  return {
    step: 'signature',
    result: 'warning',
    message: `accepted, but a request without one is answered too (${status})`,
    fix: 'Protect the endpoint with IAM authorization, unless something else guards it',
  };
}

function* refusedAt(failure: BridgeFailure): Generator<Finding> {
  const rest: Step[] = ['signature', 'permission', 'protocol', 'tools'];
  const at: Step =
    SIGNATURE_REASONS.has(failure.reason) || isUnknownPath(failure)
      ? 'signature'
      : failure.reason === 'not_authorized'
        ? 'permission'
        : 'protocol';
  const index = rest.indexOf(at);
  if (at === 'permission') yield ok('signature', 'accepted');
  if (at === 'protocol') yield* skipped(['signature', 'permission'], 'the answer does not tell');
  yield failed(at, failure);
  yield* skipped(rest.slice(index + 1), 'the server does not come to that');
}

function refusedByServer(error: RpcError): BridgeFailure {
  return new BridgeFailure(
    'refused',
    `The server refused initialize (${error.code}: ${error.message}); check that --url leads to the MCP server.`,
  );
}

function describeGreeting(greeting: unknown): string {
  const { serverInfo, protocolVersion } = isObject(greeting) ? greeting : {};
  const { name, version } = isObject(serverInfo) ? serverInfo : {};
  return `${String(name ?? 'a server without a name')} ${String(version ?? '')} speaks MCP ${String(protocolVersion)}`;
}

async function* checkTools(upstream: Upstream): AsyncGenerator<Finding> {
  try {
    const tools = await listTools(upstream);
    for (const { name, title } of tools) yield ok('tools', `${name}: ${title}`);
    for (const name of TOOL_NAMES.filter((expected) => !tools.some((tool) => tool.name === expected))) {
      yield failed('tools', { message: `${name} is not listed; deploy the current version of the server.` });
    }
  } catch (error) {
    yield failed('tools', asFailure(error));
  }
}
