import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  BedrockRuntimeClient,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach } from 'vitest';
import { type BedrockOptions, createBedrock } from './api.ts';

export const MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';
const open: (() => unknown)[] = [];
/** Closes all servers and clients, as the end of a test does. */
export const closeAll = () => Promise.all(open.splice(0).map((close) => close()));
afterEach(closeAll);

/** Serves on a free port until the test is over, and returns the origin. */
export async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Bedrock with a client of the SDK. */
export async function serve(options?: BedrockOptions) {
  const bedrock = createBedrock(options);
  const endpoint = await listen(async (request, response) => {
    await bedrock.handle(request, await buffer(request), response);
  });
  const client = new BedrockRuntimeClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  open.push(() => client.destroy());
  return { endpoint, client };
}

export const ask = (text: string, more: Partial<ConverseCommandInput> = {}): ConverseCommandInput => ({
  modelId: MODEL,
  messages: [{ role: 'user', content: [{ text }] }],
  ...more,
});

/** Everything that ConverseStream sends, and the error that ended it, if one did. */
export async function stream(client: BedrockRuntimeClient, input: ConverseCommandInput) {
  const output = await client.send(new ConverseStreamCommand(input));
  const events: string[] = [];
  const pieces: string[] = [];
  try {
    for await (const event of output.stream ?? []) {
      events.push(...Object.keys(event));
      if (event.contentBlockDelta?.delta?.text !== undefined) pieces.push(event.contentBlockDelta.delta.text);
    }
  } catch (error) {
    return { events, pieces, error };
  }
  return { events, pieces };
}
