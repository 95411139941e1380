/** What an MCP client accepts over HTTP: an answer as JSON, or as a stream of events. */
export const ACCEPT = { accept: 'application/json, text/event-stream' };

/** The `_meta` of a 2026-era request from a client without capabilities. */
export const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
