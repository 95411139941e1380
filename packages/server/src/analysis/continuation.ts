import { randomBytes } from 'node:crypto';
import { CaseInsightsError } from '@case-insights/core/errors';
import * as z from 'zod';

const TOKEN = z.tuple([
  z.literal('analysis/1'),
  z.string().min(1).max(2_048),
  z.string().regex(/^[0-9a-f]{16}$/),
]);

/** What a continuation says of the call it continues. It gives access to nothing: the caller's scope is added to it. */
export interface Continuation {
  readonly modelId: string;
  /** Tells the call from others with the same arguments, which may have found other cases. */
  readonly call: string;
}

/** A name for a call that begins now. */
export function newCall(): string {
  return randomBytes(8).toString('hex');
}

/** The opaque text that a running analysis returns as `next_token`. */
export function encodeContinuation({ modelId, call }: Continuation): string {
  return Buffer.from(JSON.stringify(['analysis/1', modelId, call])).toString('base64url');
}

/** Throws `invalid_input` for a text that this server did not issue for an analysis. */
export function decodeContinuation(token: string): Continuation {
  const parsed = TOKEN.safeParse(jsonOf(token));
  if (parsed.success) return { modelId: parsed.data[1], call: parsed.data[2] };
  const message = 'next_token was not issued by a running analysis';
  throw new CaseInsightsError(
    'invalid_input',
    `${message}; send it unchanged with the original arguments, or leave it out to start the analysis.`,
    { details: [{ field: 'next_token', message }] },
  );
}

/** What tells a model how to get the rest of an analysis. */
export function howToGoOn(tool: string, token: string): string {
  return `To get the rest, call ${tool} again with the same arguments and next_token "${token}"; the work goes on meanwhile.`;
}

/** Says that another model answered than the one that began; undefined where it is the same. */
export function startedAnew(begun: Continuation, modelId: string): string | undefined {
  return begun.modelId === modelId
    ? undefined
    : `The model ${begun.modelId} began this analysis and ${modelId} answered, so it started anew.`;
}

function jsonOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
}
