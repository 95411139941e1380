import type { Output } from './output.ts';
import { StatusLine } from './status-line.ts';

/** A status that tells how long something takes. */
export interface Progress {
  /** What the status says from now on. */
  say(text: string): void;
  /** Removes the status. */
  end(): void;
}

/** How long work takes before it gets a status, and how often the seconds are updated, ms. */
const SECOND_MS = 1000;

/** Tells how long `what` takes, from the first second on; silent where `output` is no terminal. */
export function startProgress(what: string, output: Output = process.stderr): Progress {
  const started = Date.now();
  const status = new StatusLine(output);
  let text = what;
  let shown = false;
  const show = () => {
    shown = true;
    status.show(`${text} (${Math.floor((Date.now() - started) / SECOND_MS)} s)`);
  };
  const timer = setInterval(show, SECOND_MS);
  timer.unref();
  return {
    say(next) {
      text = next;
      if (shown) show();
    },
    end() {
      clearInterval(timer);
      status.clear();
    },
  };
}
