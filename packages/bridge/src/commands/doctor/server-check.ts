import { TOOL_NAMES } from '@case-insights/core/names';
import { asFailure, BridgeFailure, type FailureReason } from '../../failure.ts';
import { isObject } from '../../json-rpc.ts';
import { ask, listTools, ownRequest, RpcError } from '../../upstream/ask.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { type Finding, failed, ok, type Step, skipped } from './finding.ts';
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

/** Signature, permission, protocol and tools: one signed `initialize` and the list. */
export async function* checkServer(upstream: Upstream, probed: Probe): AsyncGenerator<Finding> {
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
    yield* refusedAt(error instanceof RpcError ? refusedByServer(error) : asFailure(error));
    return;
  }
  yield checkSignature(probed);
  yield ok('permission', 'the endpoint may be called');
  yield ok('protocol', describeGreeting(greeting));
  yield* checkTools(upstream);
}

function checkSignature({ status }: Probe): Finding {
  if (status === 401 || status === 403) return ok('signature', 'accepted, and asked for');
  return {
    step: 'signature',
    result: 'warning',
    message: `accepted, but a request without one is answered too (${status})`,
    fix: 'Protect the endpoint with IAM authorization, unless something else guards it',
  };
}

function* refusedAt(failure: BridgeFailure): Generator<Finding> {
  const rest: Step[] = ['signature', 'permission', 'protocol', 'tools'];
  const unknownPath = failure.reason === 'refused' && failure.status === 403;
  const at: Step =
    SIGNATURE_REASONS.has(failure.reason) || unknownPath
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
