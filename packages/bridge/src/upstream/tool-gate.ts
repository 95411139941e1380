import { BridgeFailure } from '../failure.ts';
import type { AbortSignalLike } from '../http/light-abort.ts';
import { isObject, metaOf, type RpcMessage, type RpcRequest, type RpcResponse } from '../json-rpc.ts';
import type { Outgoing } from './outgoing.ts';
import { isReadOnly, type ToolCatalog, toolsIn } from './tool-catalog.ts';
import { listPages } from './tool-list.ts';
import type { Upstream } from './upstream.ts';

export interface ToolGateParts {
  readonly upstream: Upstream;
  /** The same that `upstream` looks into. */
  readonly catalog: ToolCatalog;
  /** Hide and refuse tools that do not declare themselves read-only. */
  readonly readOnly: boolean;
}

/** What a call of a tool that `--read-only` keeps back fails with. */
export function readOnlyFailure(tool: string): BridgeFailure {
  return new BridgeFailure(
    'read_only',
    `The bridge runs with --read-only, and the tool "${tool}" does not declare itself read-only; start it without the option to use the tool.`,
  );
}

/** Knows the server's tools where the bridge has to: for `--read-only`, and for arguments that travel as headers. */
export class ToolGate {
  readonly #parts: ToolGateParts;

  constructor(parts: ToolGateParts) {
    this.#parts = parts;
  }

  /** Takes note of an answer, and returns the text to write: with `--read-only`, tool lists lose what may write. */
  answer(method: string, response: RpcResponse, text: string): string {
    if (method !== 'tools/list' || response.error !== undefined) return text;
    this.#parts.catalog.learn(response.result);
    if (!this.#parts.readOnly || !isObject(response.result)) return text;
    const result = { ...response.result, tools: toolsIn(response.result).filter(isReadOnly) };
    return JSON.stringify({ jsonrpc: '2.0', id: response.id, result });
  }

  notification(method: string): void {
    if (method === 'notifications/tools/list_changed') this.#parts.catalog.clear();
  }

  /** Whether calls have to be checked before they go out. */
  get mustCheck(): boolean {
    return this.#parts.readOnly;
  }

  /** Throws a `read_only` failure when a call among `messages` is not allowed. */
  async check(messages: readonly RpcMessage[], signal: AbortSignalLike): Promise<void> {
    for (const message of messages) {
      if (message.kind !== 'request' || message.method !== 'tools/call') continue;
      if (!(await this.isReadOnly(message, signal))) throw readOnlyFailure(String(message.params?.name));
    }
  }

  /** Whether a `tools/call` is of a tool that declares itself read-only. Asks the server for tools not heard of yet. */
  async isReadOnly(call: RpcRequest, signal: AbortSignalLike): Promise<boolean> {
    const { catalog } = this.#parts;
    const name = String(call.params?.name);
    if (catalog.get(name) === undefined) await this.#list(call, signal);
    return catalog.get(name)?.readOnly === true;
  }

  /** Learns of the tool that a 2026-era call names; true when that tells headers which the call has to carry. */
  async learnFor(outgoing: Outgoing): Promise<boolean> {
    const [message] = outgoing.messages;
    const tool = outgoing.requests[0]?.tool;
    if (message?.kind !== 'request' || tool === undefined) return false;
    const before = this.#parts.catalog.get(tool)?.headers;
    await this.#list(message, outgoing.signal);
    const after = this.#parts.catalog.get(tool)?.headers ?? [];
    return JSON.stringify(after) !== JSON.stringify(before ?? []);
  }

  /** Asks the server for all its tools, in the era of `call`. */
  async #list(call: RpcRequest, signal: AbortSignalLike): Promise<void> {
    const { catalog, upstream } = this.#parts;
    const envelope = Object.entries(metaOf(call.params)).filter(([key]) =>
      key.startsWith('io.modelcontextprotocol/'),
    );
    const meta = envelope.length === 0 ? {} : { _meta: Object.fromEntries(envelope) };
    const id = 'case-insights-bridge-tools';
    const pages = listPages(async (page) => {
      const request: RpcRequest = { kind: 'request', id, method: 'tools/list', params: { ...meta, ...page } };
      const text = JSON.stringify({ jsonrpc: '2.0', id, method: request.method, params: request.params });
      const { result } = await upstream.ask(text, request, { signal, sink: NO_SINK });
      return result;
    });
    for await (const page of pages) catalog.learn(page);
  }
}

/** Drops what comes beside these answers. */
const NO_SINK = { message: () => undefined, drained: () => undefined };
