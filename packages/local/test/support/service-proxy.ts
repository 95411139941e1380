import { createServer, request, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { closeServer, listen } from '@case-insights/testing/loopback';

/** An error in an AWS service's own form, given instead of its answer. */
export interface Fault {
  readonly status: number;
  readonly type: string;
  readonly message?: string;
}

/** Decides for one call: a fault, or undefined to let it through. `operation` is `StartQueryExecution`, `Converse`, … */
export type Intercept = (operation: string, body: string) => Fault | undefined | Promise<Fault | undefined>;

/**
 * A proxy in front of one of the stack's AWS services, for what a healthy service never does. The function is pointed
 * at it by the SDK's own endpoint variable.
 */
export class ServiceProxy {
  /** The real service; known once the stack is up. */
  target = '';
  intercept: Intercept = () => undefined;
  /** Every operation that was asked for, in order. */
  readonly operations: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly endpoint: string,
  ) {}

  static async start(): Promise<ServiceProxy> {
    const server = createServer();
    const proxy = new ServiceProxy(server, await listen(server));
    server.on('request', async (incoming, response) => {
      const body = await buffer(incoming);
      const operation = operationOf(incoming.headers['x-amz-target'], incoming.url ?? '');
      proxy.operations.push(operation);
      const fault = await proxy.intercept(operation, body.toString());
      if (fault !== undefined) {
        response.writeHead(fault.status, {
          'content-type': 'application/json',
          'x-amzn-errortype': fault.type,
        });
        response.end(JSON.stringify({ __type: fault.type, message: fault.message ?? fault.type }));
        return;
      }
      const { method, headers, url } = incoming;
      const forwarded = request(new URL(url ?? '/', proxy.target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      forwarded.on('error', () => response.destroy());
      response.on('close', () => forwarded.destroy());
      forwarded.end(body);
    });
    return proxy;
  }

  stop(): Promise<void> {
    return closeServer(this.server);
  }
}

function operationOf(target: string | string[] | undefined, url: string): string {
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1);
  const last = url.split('/').at(-1) ?? '';
  return last.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
}
