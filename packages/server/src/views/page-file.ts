import { readFile } from 'node:fs/promises';

/**
 * Reads the page of the views when it is first asked for, and keeps it: most instances never serve it, so a start does
 * not read its 0.5 MB.
 * @param file where the build puts it.
 */
export function pageFile(file: URL): () => Promise<string> {
  let reading: Promise<string> | undefined;
  return () => {
    reading ??= readFile(file, 'utf8').catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}
