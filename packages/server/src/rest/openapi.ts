import { ERROR_STATUS } from '@case-insights/core/errors';
import { describeTool, type JsonSchema, queryAthena, type ToolDefinition } from '@case-insights/core/tools';
import type { Tool } from '../call/tool.ts';
import type { WebAccess } from '../config/web-access.ts';
import { errorSchema } from '../http/errors.ts';
import { SERVER_INFO } from '../http/server-info.ts';
import { MAX_TOKENS } from './rest.ts';

/** The REST surface for signed requests as OpenAPI 3.1, whose schemas are JSON Schema as the tools have them. */
export function openApi(tools: readonly Tool[]): Record<string, unknown> {
  const operations = tools.map(({ definition }) => {
    const { name } = definition;
    return [
      `/tools/${name}`,
      {
        get: {
          operationId: `describe_${name}`,
          summary: `Definition of ${name}`,
          responses: {
            200: json('The definition with its JSON Schemas', { type: 'object' }),
            ...gatewayResponses(),
          },
        },
        post: callOperation(definition),
      },
    ];
  });
  return {
    openapi: '3.1.0',
    info: { title: SERVER_INFO.title, version: SERVER_INFO.version },
    // Relative to this document, whose address has the stage or base path that the function does not know.
    servers: [{ url: '.' }],
    security: [{ sigv4: [] }],
    paths: {
      '/': {
        get: {
          operationId: 'server',
          summary: 'The server; the health check',
          responses: { 200: json('Name, version and endpoints', { type: 'object' }), ...gatewayResponses() },
        },
      },
      '/tools': {
        get: {
          operationId: 'list_tools',
          summary: 'All tool definitions',
          responses: { 200: json('The definitions', { type: 'object' }), ...gatewayResponses() },
        },
      },
      ...Object.fromEntries(operations),
      '/openapi.json': {
        get: {
          operationId: 'openapi',
          summary: 'This document',
          responses: { 200: json('OpenAPI 3.1', { type: 'object' }), ...gatewayResponses() },
        },
      },
    },
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4 for the service execute-api',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      schemas: { Error: errorSchema(), GatewayRefusal: gatewayRefusalSchema() },
    },
  };
}

/**
 * The tools for requests with an access token, as GPT actions take them: every operation is one that a model may call,
 * without asking first since all of them only read, and the server has its whole address.
 */
export function webOpenApi(tools: readonly Tool[], web: WebAccess): Record<string, unknown> {
  const operations = tools.map(({ definition }) => {
    const operation = callOperation(definition);
    const description = withinActionLimit(operation.description);
    const responses = { ...operation.responses, ...tokenResponses() };
    return [
      `/tools/${operation.operationId}`,
      { post: { ...operation, description, responses, 'x-openai-isConsequential': false } },
    ];
  });
  return {
    openapi: '3.1.0',
    info: { title: SERVER_INFO.title, version: SERVER_INFO.version },
    servers: [{ url: web.url }],
    security: [{ oauth: web.requestScope }],
    paths: Object.fromEntries(operations),
    components: {
      securitySchemes: {
        oauth: {
          type: 'openIdConnect',
          openIdConnectUrl: `${web.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        },
      },
      schemas: { Error: errorSchema(), GatewayRefusal: gatewayRefusalSchema() },
    },
  };
}

/** Characters that a GPT action's description may have: https://developers.openai.com/api/docs/actions/production */
const ACTION_DESCRIPTION = 300;

/** A description as far as its last clause that fits. */
function withinActionLimit(description: string): string {
  if (description.length <= ACTION_DESCRIPTION) return description;
  const start = description.slice(0, ACTION_DESCRIPTION);
  return `${start.slice(0, Math.max(start.lastIndexOf(', '), start.lastIndexOf('. ')))}.`;
}

/** `POST /tools/{name}` */
function callOperation(definition: ToolDefinition) {
  const { name, title, description, inputSchema, outputSchema } = describeTool(definition);
  return {
    operationId: name,
    summary: title,
    description,
    requestBody: {
      // An absent body is read as no arguments.
      required: (inputSchema.required ?? []).length > 0,
      content: { 'application/json': { schema: withMaxTokens(inputSchema), ...exampleOf(definition) } },
    },
    responses: { 200: result(name, outputSchema), ...errorResponses() },
  };
}

/** Arguments to begin with, without which Postman fills a request with the names of types. */
function exampleOf({ example }: ToolDefinition) {
  return example === undefined ? {} : { example };
}

/** What REST takes beside the arguments of a tool. */
function withMaxTokens({ properties, ...schema }: JsonSchema): JsonSchema {
  const description = 'Estimated tokens that the answer may have, in place of the limit of the deployment';
  return {
    ...schema,
    properties: { ...properties, max_tokens: { type: 'integer', ...MAX_TOKENS, description } },
  };
}

/**
 * Statuses that API Gateway answers itself, before or instead of the function, with its own body: no access or no
 * signature, a body over 10 MB, throttling, an integration that cannot be called, fails, or does not answer in time.
 */
const GATEWAY_STATUSES = [403, 413, 429, 500, 502, 504];

/** API Gateway's own body. Its key is written in either case: a refused signature has `Message` in some regions. */
function gatewayRefusalSchema(): Record<string, unknown> {
  return {
    type: 'object',
    description: 'A refusal by API Gateway: the server was not reached, or gave no answer',
    properties: {
      message: { type: ['string', 'null'], description: 'What API Gateway says' },
      Message: { type: 'string', description: 'The same, as the authorizer writes it' },
    },
  };
}

/** One response for each status, with the codes that share it, and API Gateway's own refusal where it has one. */
function errorResponses(): Record<string, unknown> {
  const ours = { $ref: '#/components/schemas/Error' };
  const gateways = { $ref: '#/components/schemas/GatewayRefusal' };
  const byStatus = new Map<number, string[]>();
  for (const [code, status] of Object.entries(ERROR_STATUS)) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      GATEWAY_STATUSES.includes(status)
        ? json(`${codes.join(', ')}, or a refusal by API Gateway`, { anyOf: [ours, gateways] })
        : json(codes.join(', '), ours),
    ]),
  );
}

/** What API Gateway alone answers to requests that the server never refuses. */
function gatewayResponses(): Record<string, unknown> {
  const schema = { $ref: '#/components/schemas/GatewayRefusal' };
  return {
    403: json('API Gateway: no valid signature, or no permission', schema),
    429: json('API Gateway: too many requests', schema),
  };
}

/** What a request with an access token may be answered by API Gateway or the function before its body is read. */
function tokenResponses(): Record<string, unknown> {
  return {
    401: json('No access token, or one that is not valid', { type: 'object' }),
    503: json('The issuer of access tokens cannot be reached', { type: 'object' }),
  };
}

/** The result of a tool: rows come as CSV too. */
function result(tool: string, outputSchema: JsonSchema) {
  const { description, content } = json('The result', outputSchema);
  const csv = tool === queryAthena.name ? { 'text/csv': { schema: { type: 'string' } } } : {};
  return { description, content: { ...content, ...csv } };
}

function json(description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } };
}
