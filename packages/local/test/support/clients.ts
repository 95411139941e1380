import { BRIDGE } from '@case-insights/testing/bundles';
import { bareEnvironment, type Credentials, signingAs } from '@case-insights/testing/environment';
import {
  type ClientOptions,
  ClientV1,
  type ClientV2,
  connectOverStdio,
  createClient,
  type ClientKind as SdkKind,
} from '@case-insights/testing/sdk-clients';
import type { StackDescription } from '../../src/stack.ts';

interface ListedTool {
  readonly name: string;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly _meta?: Record<string, unknown> | undefined;
}

/** What the tests ask of a client, whichever SDK it comes from. */
export interface TestClient {
  revision(): string | undefined;
  listTools(): Promise<ListedTool[]>;
  callTool(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<ToolResult>;
  /** The SDK's own client, for what both SDKs call alike. */
  readonly sdk: Pick<ClientV2, 'listPrompts' | 'getPrompt' | 'listResources' | 'readResource' | 'complete'>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly onprogress?: (progress: { progress: number; message?: string | undefined }) => void;
  readonly signal?: AbortSignal;
}

export interface ToolResult {
  readonly isError?: boolean | undefined;
  readonly structuredContent?: unknown;
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly _meta?: Record<string, unknown> | undefined;
}

/** One client for each era of the protocol and of the SDK; `auto` finds the era out by itself. */
const KINDS = {
  'v2, 2026-07-28': 'v2 2026-07-28',
  'v2, 2025-11-25': 'v2',
  'v1, 2025-11-25': 'v1',
  'v2, auto': 'v2 auto',
} as const satisfies Record<string, SdkKind>;
export type ClientKind = keyof typeof KINDS;
export const CLIENT_KINDS: readonly ClientKind[] = ['v2, 2026-07-28', 'v2, 2025-11-25', 'v1, 2025-11-25'];

/** Connects one of the SDK's own clients to the stack, over stdio and through the built bridge. */
export async function connect(
  kind: ClientKind,
  stack: StackDescription,
  as: Credentials = stack.identities.allowed,
  options: ClientOptions = {},
): Promise<TestClient> {
  const client = createClient(KINDS[kind], options);
  const { revision } = await connectOverStdio(client, {
    command: process.execPath,
    args: [BRIDGE, '--url', stack.endpoint],
    env: { ...bareEnvironment('/nonexistent'), ...signingAs(as, stack.region) },
  });
  return {
    revision,
    listTools: async () => (await client.listTools()).tools,
    callTool: async (name, args = {}, options) => {
      const call = { name, arguments: args };
      const result =
        client instanceof ClientV1
          ? await client.callTool(call, undefined, options)
          : await client.callTool(call, options);
      return result as ToolResult;
    },
    sdk: client,
    close: () => client.close(),
  };
}
