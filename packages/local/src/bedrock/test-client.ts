import {
  BedrockRuntimeClient,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { onTestFinished } from 'vitest';
import { startService } from '../http/service.ts';
import { type BedrockOptions, createBedrock } from './api.ts';

export const MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';

/** Bedrock with a client of the SDK, until the test ends. */
export async function serve(options?: BedrockOptions) {
  const { endpoint, close } = await startService(createBedrock(options));
  onTestFinished(close);
  const client = new BedrockRuntimeClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
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
