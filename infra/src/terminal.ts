import { paintFor, type Style } from '@case-insights/terminal/paint';
import { confirm, isInteractive } from '@case-insights/terminal/question';
import { StatusLine } from '@case-insights/terminal/status-line';
import { Failure } from './failure.ts';

/** Where a command talks to a person. Everything goes to stderr; stdout is for the result (`--json`, a table). */
export interface Terminal {
  readonly interactive: boolean;
  style(style: Style, text: string): string;
  line(text?: string): void;
  tick(text: string): void;
  warn(text: string): void;
  cross(text: string): void;
  /** Shows below everything else what is going on, until the next call; only where stderr is a terminal. */
  status(text?: string): void;
  /** Says what it waits for while `work` runs, with the seconds where stderr is a terminal. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
  /** True when the person agrees. Throws Failure with exit code 3 where stdin or stderr is no terminal. */
  confirm(question: string): Promise<boolean>;
}

/** A terminal on stderr; colours only where stderr is one and NO_COLOR is not set (no-color.org). */
export function openTerminal(stream: NodeJS.WriteStream = process.stderr): Terminal {
  const interactive = isInteractive();
  const style = paintFor(stream);
  const below = new StatusLine(stream);
  const line = (text = '') => below.line(text);
  const status = (text = '') =>
    text === '' ? below.clear() : below.show(text, (shown) => style('dim', shown));
  return {
    interactive,
    style,
    line,
    tick: (text) => line(`${style('green', '✓')} ${text}`),
    warn: (text) => line(`${style('yellow', '!')} ${text}`),
    cross: (text) => line(`${style('red', '✗')} ${text}`),
    status,
    async during(what, work) {
      if (stream.isTTY !== true) line(`… ${what}`);
      const start = Date.now();
      const show = () => status(`… ${what}, ${Math.round((Date.now() - start) / 1_000)} s`);
      show();
      const timer = setInterval(show, 1_000);
      try {
        return await work;
      } finally {
        clearInterval(timer);
        status();
      }
    },
    async confirm(question) {
      if (!interactive) {
        throw new Failure(`${question} There is no terminal to prompt on: add --yes to accept.`, {
          exitCode: 3,
        });
      }
      return confirm(question);
    },
  };
}
