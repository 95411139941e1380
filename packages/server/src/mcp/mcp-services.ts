import type { CallServices } from '../call/call.ts';
import type { Log } from '../log/log.ts';

/** What the MCP route has beside tools. */
export interface McpServices extends CallServices {
  /** Reads the page that holds every view. */
  readonly viewPage: () => Promise<string>;
  /** Prepares this instance for calls, once. Never fails. */
  readonly prepare: (log: Log) => Promise<void>;
}
