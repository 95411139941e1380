import { BridgeFailure } from '../failure.ts';
import type { AbortSignalLike } from '../http/light-abort.ts';
import { isObject, type JsonObject, metaOf, type RpcRequest, type RpcResponse } from '../json-rpc.ts';
import type { AnswerSink } from './answer-reader.ts';
import type { Outgoing } from './outgoing.ts';
import type { PendingRequest } from './pending.ts';
import { isReadOnly, type ToolCatalog, toolsIn } from './tool-catalog.ts';
import type { Transmitter } from './transmitter.ts';

export interface ToolGateParts {
  readonly catalog: ToolCatalog;
  readonly transmitter: Transmitter;
  /** Hide and refuse tools that do not declare themselves read-only. */
  readonly readOnly: boolean;
  readonly sink: AnswerSink;
}

/** More pages of tools than this are not asked for. */
const MAX_PAGES = 50;

/** Knows the server's tools where the bridge has to: for `--read-only`, and for arguments that travel as headers. */
export class ToolGate {
  readonly #parts: ToolGateParts;

  constructor(parts: ToolGateParts) {
    this.#parts = parts;
  }

  /** Takes note of an answer, and returns the text to write: with `--read-only`, tool lists lose what may write. */
  answer(request: PendingRequest, response: RpcResponse, text: string): string {
    if (request.method !== 'tools/list' || response.error !== undefined) return text;
    this.#parts.catalog.learn(response.result);
    if (!this.#parts.readOnly || !isObject(response.result)) return text;
    const result = { ...response.result, tools: toolsIn(response.result).filter(isReadOnly) };
    return JSON.stringify({ jsonrpc: '2.0', id: request.id, result });
  }

  notification(method: string): void {
    if (method === 'notifications/tools/list_changed') this.#parts.catalog.clear();
  }

  /** Whether calls have to be checked before they go out. */
  get mustCheck(): boolean {
    return this.#parts.readOnly;
  }

  /** Throws a `read_only` failure when a call in `outgoing` is not allowed. */
  async check(outgoing: Outgoing): Promise<void> {
    for (const message of outgoing.messages) {
      if (message.kind !== 'request' || message.method !== 'tools/call') continue;
      const name = String(message.params?.name);
      if (this.#parts.catalog.get(name) === undefined) await this.#list(message, outgoing.signal);
      if (this.#parts.catalog.get(name)?.readOnly) continue;
      throw new BridgeFailure(
        'read_only',
        `The bridge runs with --read-only, and the tool "${name}" does not declare itself read-only; start it without the option to use the tool.`,
      );
    }
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
    const { catalog, transmitter, sink } = this.#parts;
    const envelope = Object.entries(metaOf(call.params)).filter(([key]) =>
      key.startsWith('io.modelcontextprotocol/'),
    );
    let cursor: unknown;
    for (let page = 0; page < MAX_PAGES; page++) {
      const params: JsonObject = {
        ...(envelope.length === 0 ? {} : { _meta: Object.fromEntries(envelope) }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const id = 'case-insights-bridge-tools';
      const request: RpcRequest = { kind: 'request', id, method: 'tools/list', params };
      const text = JSON.stringify({ jsonrpc: '2.0', id, method: request.method, params });
      const { result } = await transmitter.ask(text, request, signal, sink);
      catalog.learn(result);
      cursor = isObject(result) ? result.nextCursor : undefined;
      if (cursor === undefined) return;
    }
  }
}
