import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Model } from '../call/ports.ts';
import type { Budget } from './budget.ts';

/** Names kept work by a hash of all it depends on, apart from the caller's scope, which the store adds. */
export const CONTENT_KEY = z.tuple([z.string(), z.string()]);
export type ContentKey = z.output<typeof CONTENT_KEY>;

/** @param content everything that the result depends on, as JSON. */
export function contentKey(kind: string, content: readonly unknown[]): ContentKey {
  return [kind, createHash('sha256').update(JSON.stringify(content)).digest('hex')];
}

/** What an answer depends on beside its prompt: the model that the budget is made for, its limits, and how it is asked. */
export function modelContent({ settings }: Model, { modelId, maxInputTokens, maxOutputTokens }: Budget) {
  return [modelId, maxInputTokens, maxOutputTokens, settings] as const;
}
