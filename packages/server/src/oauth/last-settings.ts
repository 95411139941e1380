import { readWebAccess, type WebAccess } from '../config/web-access.ts';

/**
 * Reads settings, as each event carries them, once: a stage has the same ones until it is changed. What is made of them
 * (keys that were read, a verifier) is kept with them. Throws where they are not usable.
 */
export function lastSettings<Made>(make: (web: WebAccess) => Made) {
  let last: { readonly text: string; readonly web: WebAccess; readonly made: Made } | undefined;
  return (settings: unknown): { readonly web: WebAccess; readonly made: Made } => {
    const text = JSON.stringify(settings);
    if (last?.text !== text) {
      const web = readWebAccess(settings);
      last = { text, web, made: make(web) };
    }
    return last;
  };
}
