import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, stop } from './listen.ts';

/** One AWS service: answers a request whose body has been read. */
export interface ServiceHandler {
  handle(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>;
}

export interface Service {
  /** The endpoint to point the AWS SDK at. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves one AWS API on a free loopback port of its own, as each service has its own host name on AWS. */
export async function startService(service: ServiceHandler): Promise<Service> {
  const server = createServer((request, response) => {
    readBody(request)
      .then((body) => service.handle(request, body, response))
      .catch((error: unknown) => {
        // A fault of the stand-in, in the form of an AWS service's own, with the reason.
        const message = error instanceof Error ? error.message : String(error);
        if (response.headersSent) response.destroy();
        else
          response
            .writeHead(500, { 'x-amzn-ErrorType': 'InternalServerException' })
            .end(JSON.stringify({ message }));
      });
  });
  const endpoint = await listen(server);
  return { endpoint, close: () => stop(server) };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
