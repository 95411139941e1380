import { styleText } from 'node:util';

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold';
/** Returns the text, coloured where the stream is a terminal. */
export type Paint = (style: Style, text: string) => string;

/** Colours for `stream`: none unless it is a terminal, nor where `NO_COLOR` (no-color.org) is set. */
export function paintFor(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): Paint {
  const plain = !stream.isTTY || Boolean(environment.NO_COLOR) || environment.TERM === 'dumb';
  return plain ? (_style, text) => text : (style, text) => styleText(style, text, { validateStream: false });
}

/** A line on stderr that tells what is going on. */
export interface Progress {
  /** What the line says from now on. */
  say(text: string): void;
  /** Removes the line. */
  end(): void;
}

/** Work shorter than this, in ms, is not worth a line. */
const QUIET_MS = 1000;

/** Tells how long `what` takes, from the first second on; silent where stderr is no terminal. */
export function startProgress(what: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { say: () => undefined, end: () => undefined };
  const started = Date.now();
  let text = what;
  let shown = false;
  const show = () => {
    shown = true;
    const line = `${text} (${Math.floor((Date.now() - started) / 1000)} s)`.replace(/[\r\n]+/g, ' ');
    stream.write(`\r\u001b[K${line.slice(0, (stream.columns ?? 80) - 1)}`);
  };
  const timer = setInterval(show, QUIET_MS);
  timer.unref();
  return {
    say(next) {
      text = next;
      if (shown) show();
    },
    end() {
      clearInterval(timer);
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
