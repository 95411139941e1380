import type { LogFields } from './log.ts';

const SHOWN_FRAMES = 8;

/** The name of an error that nobody foresaw and where it was thrown, without its message, which may hold anything. */
export function originOf(cause: unknown): LogFields {
  if (cause === undefined) return {};
  if (!(cause instanceof Error)) return { error_name: typeof cause };
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const shown = frames.slice(0, SHOWN_FRAMES).map((line) => line.trim());
  return { error_name: cause.name, stack: shown.join(' | ') };
}
