import manifest from '../../package.json' with { type: 'json' };

/** How the server names itself, on every surface. */
export const SERVER_INFO = {
  name: 'case-insights-mcp',
  title: 'Case Insights MCP',
  version: manifest.version,
};
