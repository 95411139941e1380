import type { IncomingMessage, ServerResponse } from 'node:http';

/** Names and values. A standard parameter holds 4 KB. */
export type Parameters = Map<string, string>;

/** `GetParametersByPath` returns at most ten. */
const PAGE_SIZE = 10;
const MAX_VALUE_BYTES = 4096;

type Input = Readonly<Record<string, unknown>>;

class ServiceError extends Error {}

/**
 * The part of Systems Manager that holds the access policy: GetParameter, GetParametersByPath and PutParameter, in
 * the service's own protocol (AWS JSON 1.1), errors included.
 */
export function createParameterStore(parameters: Parameters) {
  const operations: Record<string, (input: Input) => unknown> = {
    GetParameter: (input) => ({ Parameter: read(text(input.Name)) }),
    GetParametersByPath: (input) => page(input),
    PutParameter: (input) => put(text(input.Name), text(input.Value), input.Overwrite === true),
  };

  function read(name: string) {
    const value = parameters.get(name);
    if (value === undefined) throw new ServiceError('ParameterNotFound');
    return { Name: name, Value: value, Type: 'String', Version: 1, DataType: 'text' };
  }

  function page(input: Input) {
    const path = text(input.Path).replace(/\/*$/, '/');
    const names = [...parameters.keys()]
      .filter((name) => name.startsWith(path))
      .filter((name) => input.Recursive === true || !name.slice(path.length).includes('/'))
      .sort();
    const start = Number(input.NextToken ?? 0);
    const end = start + Math.min(PAGE_SIZE, Number(input.MaxResults ?? PAGE_SIZE));
    return {
      Parameters: names.slice(start, end).map(read),
      ...(end < names.length ? { NextToken: String(end) } : {}),
    };
  }

  function put(name: string, value: string, overwrite: boolean) {
    if (!overwrite && parameters.has(name)) throw new ServiceError('ParameterAlreadyExists');
    if (Buffer.byteLength(value) > MAX_VALUE_BYTES) throw new ServiceError('ValidationException');
    parameters.set(name, value);
    return { Version: 1, Tier: 'Standard' };
  }

  return {
    /** Answers one request whose body has been read. */
    async handle(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
      const operation = operations[String(request.headers['x-amz-target']).replace('AmazonSSM.', '')];
      try {
        if (operation === undefined) throw new ServiceError('UnknownOperationException');
        const input: Input = { ...JSON.parse(body.toString('utf8')) };
        reply(response, 200, operation(input));
      } catch (error) {
        const type = error instanceof ServiceError ? error.message : 'SerializationException';
        reply(response, 400, { __type: type, message: type });
      }
    },
  };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new ServiceError('ValidationException');
}
