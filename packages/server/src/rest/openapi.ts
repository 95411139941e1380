import { ERROR_STATUS } from '@case-insights/core/errors';
import { describeTool, type JsonSchema, queryAthena, type ToolDefinition } from '@case-insights/core/tools';
import type { Tool } from '../call/tool.ts';
import type { WebAccess } from '../config/web-access.ts';
import { errorSchema, WEB_REFUSAL_STATUS, webRefusalSchema } from '../http/errors.ts';
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
    const operation = callOperation(definition, WEB_REFUSAL_STATUS);
    const description = withinActionLimit(operation.description);
    return [
      `/tools/${operation.operationId}`,
      { post: { ...operation, description, 'x-openai-isConsequential': false } },
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
      schemas: {
        Error: errorSchema(),
        WebRefusal: webRefusalSchema(),
        GatewayRefusal: gatewayRefusalSchema(),
      },
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

type Statuses = Readonly<Record<string, number>>;

/** `POST /tools/{name}`; `webRefusals` are the codes and statuses of refusals before the tool is asked. */
function callOperation(definition: ToolDefinition, webRefusals: Statuses = {}) {
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
    responses: { 200: result(name, outputSchema), ...errorResponses(webRefusals) },
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
function errorResponses(webRefusals: Statuses): Record<string, unknown> {
  const statuses = new Set([...Object.values<number>(ERROR_STATUS), ...Object.values(webRefusals)]);
  return Object.fromEntries([...statuses].map((status) => [status, errorResponse(status, webRefusals)]));
}

function errorResponse(status: number, webRefusals: Statuses) {
  const ours = codesOf(ERROR_STATUS, status);
  const refused = codesOf(webRefusals, status);
  const byGateway = GATEWAY_STATUSES.includes(status);
  const schemas = [
    ...(ours.length > 0 ? [{ $ref: '#/components/schemas/Error' }] : []),
    ...(refused.length > 0 ? [{ $ref: '#/components/schemas/WebRefusal' }] : []),
    ...(byGateway ? [{ $ref: '#/components/schemas/GatewayRefusal' }] : []),
  ];
  const [first = {}, ...others] = schemas;
  const codes = [...ours, ...refused].join(', ');
  return json(
    byGateway ? `${codes}, or a refusal by API Gateway` : codes,
    others.length === 0 ? first : { anyOf: schemas },
  );
}

function codesOf(statuses: Statuses, status: number): readonly string[] {
  return Object.keys(statuses).filter((code) => statuses[code] === status);
}

/** What API Gateway alone answers to requests that the server never refuses. */
function gatewayResponses(): Record<string, unknown> {
  const schema = { $ref: '#/components/schemas/GatewayRefusal' };
  return {
    403: json('API Gateway: no valid signature, or no permission', schema),
    429: json('API Gateway: too many requests', schema),
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
