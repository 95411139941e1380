/** One resource of the REST API and how a path matched it. */
export interface ResourceMatch {
  /** As the template names it; access logs show this. */
  readonly resourcePath: '/' | '/mcp' | '/tools' | '/tools/{name}' | '/{proxy+}';
  readonly resourceId: string;
  readonly pathParameters: Record<string, string> | null;
}

/**
 * The resource that serves `path` (without the stage), most specific first, as API Gateway chooses.
 * Throws URIError on a malformed escape.
 */
export function matchResource(path: string): ResourceMatch {
  const trimmed = path.replace(/\/+$/, '');
  const tool = /^\/tools\/([^/]+)$/.exec(trimmed)?.[1];
  if (trimmed === '') return { resourcePath: '/', resourceId: 'rsroot', pathParameters: null };
  if (trimmed === '/mcp') return { resourcePath: '/mcp', resourceId: 'rsmcp0', pathParameters: null };
  if (trimmed === '/tools') return { resourcePath: '/tools', resourceId: 'rstool', pathParameters: null };
  if (tool !== undefined) {
    const name = decodeURIComponent(tool);
    return { resourcePath: '/tools/{name}', resourceId: 'rsname', pathParameters: { name } };
  }
  const proxy = decodeURIComponent(trimmed.slice(1));
  return { resourcePath: '/{proxy+}', resourceId: 'rsprox', pathParameters: { proxy } };
}
