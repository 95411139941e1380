import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { StatusLine } from './status-line.ts';

function open(isTTY: boolean) {
  const output = Object.assign(new PassThrough(), { isTTY, columns: 10 });
  return { status: new StatusLine(output), written: () => String(output.read() ?? '') };
}

describe('StatusLine', () => {
  it('stays below the lines that are written, and goes away', () => {
    const { status, written } = open(true);
    status.show('waiting\nfor it');
    status.line('done');
    status.clear();
    expect(written()).toBe('\r\u001b[Kwaiting f\r\u001b[Kdone\nwaiting f\r\u001b[K');
  });

  it('shows nothing but lines where there is no terminal', () => {
    const { status, written } = open(false);
    status.show('waiting');
    status.line('done');
    status.clear();
    expect(written()).toBe('done\n');
  });
});
