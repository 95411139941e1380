/** One resource of a REST API, as its template declares it. */
export interface Resource {
  /** With its parameters in braces, `{name}` or, for the rest of a path, `{name+}`; access logs show this. */
  readonly path: string;
  readonly id: string;
  /** Needs no authorization, whatever the API's other resources need. */
  readonly open?: true;
}

/** How a path matched a resource. */
export interface ResourceMatch {
  readonly resource: Resource;
  readonly pathParameters: Record<string, string> | null;
}

/** The resources of the API with IAM authorization. */
export const IAM_RESOURCES: readonly Resource[] = [
  { path: '/', id: 'rsroot' },
  { path: '/mcp', id: 'rsmcp0' },
  { path: '/tools', id: 'rstool' },
  { path: '/tools/{name}', id: 'rsname' },
  { path: '/{proxy+}', id: 'rsprox' },
];

/**
 * The resource that serves `path` (without the stage), undefined where there is none. The first that matches is taken, so
 * the most specific ones come first, as API Gateway chooses. Throws URIError on a malformed escape.
 */
export function matchResource(path: string, resources: readonly Resource[]): ResourceMatch | undefined {
  const trimmed = path.replace(/\/+$/, '') || '/';
  for (const resource of resources) {
    const found = pattern(resource.path).exec(trimmed);
    if (found === null) continue;
    const parameters = Object.entries(found.groups ?? {}).map(([name, text]) => [
      name,
      decodeURIComponent(text),
    ]);
    return { resource, pathParameters: parameters.length === 0 ? null : Object.fromEntries(parameters) };
  }
  return undefined;
}

function pattern(path: string): RegExp {
  const source = path
    .replaceAll('.', '\\.')
    .replace(/\{(\w+)(\+?)\}/g, (_, name, rest) => `(?<${name}>${rest === '' ? '[^/]+' : '.+'})`);
  return new RegExp(`^${source}$`);
}
