import { type JSONRPCMessage, ProtocolErrorCode } from '@modelcontextprotocol/server';
import * as z from 'zod';

/** How many faults of one message are named. */
const NAMED_FAULTS = 5;

/** What the SDK's validator says of a message, as it stands in the SDK's error: a JSON list after a few words at most. */
const ISSUES = z.array(
  z.object({
    path: z.array(z.union([z.string(), z.number()])),
    message: z.string(),
    expected: z.string().optional(),
  }),
);

/** What JSON calls the types that the validator names. */
const JSON_TYPES: Readonly<Record<string, string>> = {
  record: 'an object',
  object: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** The message, with the raw output of the SDK's validator in an error told as a sentence. */
export function inPlainWords(message: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in message)) return message;
  const sentence = sentenceOf(message.error.message);
  if (sentence === undefined) return message;
  return {
    jsonrpc: '2.0',
    ...(message.id === undefined ? {} : { id: message.id }),
    error: { code: ProtocolErrorCode.InvalidParams, message: sentence },
  };
}

/** What the validator says of one value within a sentence of the SDK. */
const FAULT = /Invalid input: expected (\w+)(?:, received \w+)?/g;

/** A refusal of the SDK's handler itself, in which the validator's words about the `_meta` envelope are told in plain ones. */
export async function plainRefusal(response: Response): Promise<Response> {
  if (response.status !== 400) return response;
  const text = (await response.text()).replace(
    FAULT,
    (_fault, expected: string) => `it must be ${JSON_TYPES[expected] ?? 'what the protocol says'}`,
  );
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(text, { status: response.status, headers });
}

function sentenceOf(text: string): string | undefined {
  const start = text.indexOf('[');
  if (start === -1) return undefined;
  const issues = ISSUES.safeParse(parsed(text.slice(start)));
  if (!issues.success || issues.data.length === 0) return undefined;
  const faults = issues.data.slice(0, NAMED_FAULTS).map(({ path, expected }) => {
    const type = expected === undefined ? undefined : JSON_TYPES[expected];
    return `${path.join('.') || 'the message'} must be ${type ?? 'what the protocol says'}`;
  });
  return `The request does not fit the protocol: ${faults.join('; ')}.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A sentence with a bracket in it.
    return undefined;
  }
}
