import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Names kept work by a hash of all it depends on, apart from the caller's scope, which the store adds. */
export const CONTENT_KEY = z.tuple([z.string(), z.string()]);
export type ContentKey = z.output<typeof CONTENT_KEY>;

/** @param content everything that the result depends on, as JSON. */
export function contentKey(kind: string, content: readonly unknown[]): ContentKey {
  return [kind, createHash('sha256').update(JSON.stringify(content)).digest('hex')];
}
