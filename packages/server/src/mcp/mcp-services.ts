import type { CallServices } from '../call/call.ts';

/** What the MCP route has beside tools. */
export interface McpServices extends CallServices {
  /** Reads the page that holds every view. */
  readonly viewPage: () => Promise<string>;
}
