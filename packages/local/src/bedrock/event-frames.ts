import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import type { BedrockError } from './service-error.ts';

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** One event of ConverseStream in AWS's binary framing. */
export function eventFrame(type: string, payload: object): Uint8Array {
  return frame({ ':message-type': 'event', ':event-type': type }, payload);
}

/** An error after the stream has begun, which the SDK throws out of the stream as that exception. */
export function exceptionFrame(error: BedrockError): Uint8Array {
  const type = error.name.charAt(0).toLowerCase() + error.name.slice(1);
  return frame({ ':message-type': 'exception', ':exception-type': type }, { message: error.message });
}

function frame(headers: Readonly<Record<string, string>>, payload: object): Uint8Array {
  const typed = Object.entries({ ...headers, ':content-type': 'application/json' }).map(
    ([name, value]) => [name, { type: 'string' as const, value }] as const,
  );
  return codec.encode({ headers: Object.fromEntries(typed), body: fromUtf8(JSON.stringify(payload)) });
}
