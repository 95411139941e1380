import { styleText } from 'node:util';
import type { Output } from './output.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
/** Returns the text, coloured where the output is a terminal. */
export type Paint = (style: Style, text: string) => string;

/** Colours for `output`: none unless it is a terminal, nor where `NO_COLOR` (no-color.org) is set. */
export function paintFor(output: Output, environment: NodeJS.ProcessEnv = process.env): Paint {
  const plain = !output.isTTY || Boolean(environment.NO_COLOR) || environment.TERM === 'dumb';
  return plain ? (_style, text) => text : (style, text) => styleText(style, text, { validateStream: false });
}
