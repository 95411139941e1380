/** Messages between the stack and a function instance, over the child process's IPC channel. */
export type ToInstance = {
  readonly type: 'invoke';
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON, as Lambda passes it. */
  readonly event: string;
  /** When Lambda stops the invocation, ms since 1970. */
  readonly deadline: number;
  readonly traceId: string;
};

export type FromInstance =
  | { readonly type: 'ready' }
  | { readonly type: 'chunk'; readonly data: Uint8Array }
  /** A streamed response is complete, and the handler works on. */
  | { readonly type: 'responded' }
  | { readonly type: 'end'; readonly maxMemoryBytes: number }
  | { readonly type: 'failed'; readonly errorType: string; readonly errorMessage: string };
