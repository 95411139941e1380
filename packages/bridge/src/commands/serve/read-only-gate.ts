import type { Connection } from '../../connection.ts';
import { BridgeFailure } from '../../failure.ts';
import { isObject, type RpcMessage, type RpcResponse } from '../../json-rpc.ts';
import { isReadOnly, toolsIn } from '../../relay/tool-catalog.ts';
import { listTools } from '../call/tool-list.ts';

/** What `--read-only` keeps back: calls of tools that do not declare `readOnlyHint`, and their place in lists. */
export class ReadOnlyGate {
  readonly #connection: Connection;
  /** The names of read-only tools, as last listed. */
  #known: ReadonlySet<string> = new Set();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Throws a `read_only` failure when a message calls a tool that may not be called. */
  async check(messages: readonly RpcMessage[], signal: AbortSignal): Promise<void> {
    for (const message of messages) {
      if (message.kind !== 'request' || message.method !== 'tools/call') continue;
      const name = String(message.params?.name);
      if (this.#known.has(name)) continue;
      const tools = await listTools(this.#connection, signal);
      this.#known = new Set(tools.filter(({ readOnly }) => readOnly).map((tool) => tool.name));
      if (this.#known.has(name)) continue;
      throw new BridgeFailure(
        'read_only',
        `serve runs with --read-only, and the tool "${name}" does not declare itself read-only; start it without the option to use the tool.`,
      );
    }
  }
}

/** A response as text, without the tools that may not be called. */
export function withoutWritingTools(response: RpcResponse, text: string): string {
  if (!isObject(response.result) || !Array.isArray(response.result.tools)) return text;
  const result = { ...response.result, tools: toolsIn(response.result).filter(isReadOnly) };
  return JSON.stringify({ jsonrpc: '2.0', id: response.id, result });
}
