import { CaseInsightsError } from '@case-insights/core/errors';
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { type Context, Hono } from 'hono';
import type { ModelStatus } from './call/ports.ts';
import type { RequestContext } from './call/request-context.ts';
import { cors } from './http/cors.ts';
import { protocolError, restError } from './http/errors.ts';
import { SERVER_INFO } from './http/server-info.ts';
import { withBody } from './http/slow-answer.ts';
import type { ServeRequest } from './lambda/handler.ts';
import type { McpServices } from './mcp/mcp-services.ts';
import { serveMcp } from './mcp/route.ts';
import { webAnswer } from './oauth/web-answer.ts';
import { openApi } from './rest/openapi.ts';
import { callToolResponse, describeToolResponse, listToolsResponse } from './rest/rest.ts';

/** The revision of the 2026 era; the SDK exports the list of the 2025 era only. */
const STATELESS_REVISION = '2026-07-28';
const METHOD_NOT_ALLOWED = -32000;
/** HEAD is served as GET. */
const READ = ['GET', 'HEAD'];

interface Environment {
  Bindings: { readonly context: RequestContext };
}

/** All routes of the server. The returned function never rejects and never answers without a body. */
export function createApp(services: McpServices): ServeRequest {
  const app = new Hono<Environment>({ strict: false });
  const origins = services.config.CORS_ORIGINS;
  if (origins.length > 0) app.use(cors(origins));
  app.use(async (c, next) => webAnswer(services.tools, c.env.context, c.req.raw) ?? (await next()));

  app.get('/', (c) => Response.json(serverDescription(services.models.status(c.env.context.log))));
  app.post('/mcp', (c) => serveMcp(services, c.env.context, c.req.raw));
  app.all('/mcp', () => {
    const refusal = protocolError(
      405,
      METHOD_NOT_ALLOWED,
      'Send MCP messages with POST; this server keeps no sessions.',
    );
    refusal.headers.set('allow', 'POST');
    return refusal;
  });
  app.get('/tools', () => listToolsResponse(services));
  app.get('/tools/:name', (c) => describeToolResponse(services, c.req.param('name')));
  app.post('/tools/:name', (c) => callToolResponse(services, c.env.context, c.req.param('name'), c.req.raw));
  app.get('/openapi.json', () => Response.json(openApi(services.tools)));
  for (const path of ['/', '/tools', '/openapi.json']) app.all(path, (c) => otherMethod(c, READ));
  app.all('/tools/:name', (c) => otherMethod(c, [...READ, 'POST']));

  app.notFound((c) => {
    const route = `${c.req.method} ${pathAsSent(c.req)}`.slice(0, 200);
    const sentence = `There is no route ${JSON.stringify(route)}; GET /openapi.json lists them.`;
    return restError(new CaseInsightsError('not_found', sentence), c.env.context);
  });
  app.onError((error, c) => restError(error, c.env.context));

  return async (request, context) => withBody(await app.fetch(request, { context }));
}

/** The answer to a method that a REST route does not have. */
function otherMethod(c: Context<Environment>, methods: readonly string[]): Response {
  const allowed = methods.join(', ');
  const path = JSON.stringify(pathAsSent(c.req).slice(0, 200));
  const sentence = `${path} does not take ${c.req.method}; send one of ${allowed}.`;
  const refusal = restError(new CaseInsightsError('method_not_allowed', sentence), c.env.context);
  refusal.headers.set('allow', allowed);
  return refusal;
}

/** `c.req.path` is decoded, so that a caller would not find in it what they sent. */
function pathAsSent({ url }: { readonly url: string }): string {
  return new URL(url).pathname;
}

function serverDescription(model: ModelStatus) {
  return {
    ...SERVER_INFO,
    protocol_versions: [STATELESS_REVISION, ...SUPPORTED_PROTOCOL_VERSIONS],
    endpoints: {
      mcp: 'POST /mcp',
      tools: 'GET /tools',
      tool: 'GET /tools/{name}',
      call: 'POST /tools/{name}',
      openapi: 'GET /openapi.json',
    },
    model,
  };
}
