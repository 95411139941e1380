import { CASE_URI_TEMPLATE, PROMPT_NAMES, RESOURCE_URIS } from '@case-insights/core/names';
import { codePoint } from '@case-insights/testing/code-point';
import { ENVELOPE } from '@case-insights/testing/protocol';
import fc from 'fast-check';
import { TOOLS } from '../src/tools/registry.ts';

/** One HTTP request as it reaches API Gateway. */
export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/** Mostly the first, and now and then something else: a request must be nearly right to get anywhere. */
function mostly<T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: other });
}

const text = fc.oneof(fc.string(), fc.string({ unit: codePoint, maxLength: 40 }));
const toolName = mostly(fc.constantFrom(...TOOLS.map((tool) => tool.definition.name)), text);

const argument = fc.constantFrom(
  ...[
    'query',
    'max_results',
    'next_token',
    'data',
    'analysis_prompt',
    'account_number',
    'service_code',
    'days_back',
  ],
  ...[
    'rca_category',
    'limit',
    'start_date',
    'end_date',
    'severity_code',
    'coverage',
    '__proto__',
    'constructor',
  ],
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    'SELECT 1',
    'SHOW TABLES',
    '2025-01-01',
    'EC2',
    "'; DROP TABLE x; --",
    1,
    30,
    -1,
    1e308,
    null,
  ),
);
const someArguments = fc.dictionary(argument, value, { maxKeys: 4 });

interface Call {
  readonly name: string;
  readonly arguments: unknown;
}
const KNOWN_CALLS: readonly (Call & { readonly arguments: object })[] = [
  { name: 'query_athena', arguments: { query: 'SELECT subject FROM case_summary' } },
  { name: 'query_athena', arguments: { query: 'SHOW TABLES', max_results: 5 } },
  { name: 'analyze_with_bedrock', arguments: { data: '[1]', analysis_prompt: 'Why?' } },
  { name: 'get_case_summary', arguments: {} },
  { name: 'get_rca_analysis', arguments: { rca_category: 'Throttling' } },
  { name: 'get_service_trends', arguments: { days_back: 90 } },
  { name: 'analyze_case_summaries', arguments: { start_date: '2025-01-01', end_date: '2025-01-31' } },
];
/** A tool that is not among them is called without arguments; one that needs some gets a line there. */
const soundCall = fc.constantFrom(
  ...KNOWN_CALLS,
  ...TOOLS.map(({ definition: { name } }) => ({ name, arguments: {} })).filter(
    ({ name }) => !KNOWN_CALLS.some((known) => known.name === name),
  ),
);
const call: fc.Arbitrary<Call> = fc.oneof(
  soundCall,
  fc
    .tuple(soundCall, someArguments)
    .map(([one, more]) => ({ ...one, arguments: { ...one.arguments, ...more } })),
  fc.record({ name: toolName, arguments: fc.oneof(someArguments, fc.jsonValue()) }),
);

const meta = fc.dictionary(
  fc.constantFrom('progressToken', 'case-insights/call', 'io.modelcontextprotocol/protocolVersion', 'x'),
  fc.jsonValue({ maxDepth: 1 }),
);
const method = mostly(
  fc.constantFrom(
    ...[
      'tools/call',
      'tools/call',
      'tools/call',
      'tools/list',
      'initialize',
      'ping',
      'server/discover',
      'resources/list',
    ],
    ...['resources/read', 'resources/read', 'resources/templates/list', 'prompts/list', 'prompts/get'],
    ...['completion/complete', 'subscriptions/listen', 'logging/setLevel'],
    ...['notifications/cancelled', 'notifications/initialized'],
  ),
  text,
);
/** What resources, prompts and completions are asked by; other methods ignore it. */
const reference = fc.record({
  uri: mostly(
    fc.constantFrom(...Object.values(RESOURCE_URIS), 'case-insights://case/17000000001'),
    fc.oneof(
      text,
      text.map((end) => `case-insights://case/${end}`),
    ),
  ),
  ref: mostly<unknown>(
    fc.constantFrom(
      { type: 'ref/prompt', name: 'weekly_review' },
      { type: 'ref/resource', uri: CASE_URI_TEMPLATE },
    ),
    fc.jsonValue(),
  ),
  argument: mostly<unknown>(
    fc.record({ name: fc.constantFrom('service', 'period', 'x'), value: text }),
    fc.jsonValue(),
  ),
});
const asPrompt = fc.record({ name: fc.constantFrom(...PROMPT_NAMES), arguments: fc.dictionary(text, text) });
const params: fc.Arbitrary<unknown> = mostly<unknown>(
  fc
    .tuple(mostly<object>(call, asPrompt), fc.option(reference), fc.option(meta))
    .map(([one, other, extra]) => ({ ...one, ...other, ...(extra === null ? {} : { _meta: extra }) })),
  fc.jsonValue(),
);
const id = mostly<unknown>(fc.integer(), fc.oneof(text, fc.jsonValue({ maxDepth: 1 })));
const message = mostly<object>(
  fc.record({ jsonrpc: fc.constant('2.0'), id, method, params }),
  fc.record(
    { jsonrpc: mostly<unknown>(fc.constant('2.0'), fc.jsonValue()), id, method, params },
    { requiredKeys: [] },
  ),
);

const ACCEPTED = ['*/*', 'application/json', 'application/json, text/event-stream', 'text/event-stream'];
const headers = fc
  .record(
    {
      'content-type': mostly(fc.constant('application/json'), text),
      accept: mostly(fc.constantFrom(...ACCEPTED), text),
      'mcp-protocol-version': fc.oneof(fc.constantFrom('2025-06-18', '2026-07-28'), text),
      'mcp-session-id': text,
      origin: text,
    },
    { requiredKeys: ['content-type'] },
  )
  .chain((usual) => fc.dictionary(text, text, { maxKeys: 2 }).map((odd) => ({ ...odd, ...usual })));
/** Most clients send no protocol header before they know a version. */
const plainHeaders = mostly<Record<string, string>>(
  fc.constant({ 'content-type': 'application/json' }),
  headers,
);

const base = { method: 'POST', path: '/mcp', isBase64Encoded: false };
const legacy = fc
  .tuple(
    mostly<unknown>(message, fc.array(fc.oneof(message, fc.jsonValue()), { maxLength: 4 })),
    plainHeaders,
  )
  .map(([body, sent]): FuzzedRequest => ({ ...base, headers: sent, body: JSON.stringify(body) }));
const modern = fc
  .tuple(method, call, id, fc.constantFrom(...ACCEPTED), fc.option(meta))
  .map(([called, one, number, accept, extra]): FuzzedRequest => {
    const _meta = { ...ENVELOPE, ...extra };
    const body = JSON.stringify({ jsonrpc: '2.0', id: number, method: called, params: { ...one, _meta } });
    const standard = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': called, 'mcp-name': one.name };
    return { ...base, headers: { 'content-type': 'application/json', accept, ...standard }, body };
  });
const rest = call.map(
  (one): FuzzedRequest => ({
    ...base,
    path: `/tools/${one.name}`,
    headers: {},
    body: JSON.stringify(one.arguments),
  }),
);
const wild: fc.Arbitrary<FuzzedRequest> = fc.record({
  method: fc.oneof(fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'), text),
  path: fc.oneof(
    fc.constantFrom('/', '/mcp', '/tools', '/openapi.json', '/mcp/', '//', '/tools/query_athena'),
    text,
  ),
  headers,
  body: fc.option(fc.oneof(text, fc.json())),
  isBase64Encoded: fc.boolean(),
});

/** Requests of both protocol eras, of REST, and of nothing at all. */
export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc.oneof(
  { weight: 4, arbitrary: legacy },
  { weight: 3, arbitrary: modern },
  { weight: 2, arbitrary: rest },
  { weight: 2, arbitrary: wild },
);
