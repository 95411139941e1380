import type { Output } from '@case-insights/terminal/output';
import { StatusLine } from '@case-insights/terminal/status-line';

/** Loading that is done sooner shows nothing, ms. */
const QUIET_MS = 1000;
/** How often a bar is drawn, ms. */
const REDRAW_MS = 100;
const WIDTH = 30;

/** A progress bar for a load that takes over a second; on anything but a terminal only its lines are written. */
export class LoadingBar {
  private readonly started = Date.now();
  private drawnAt = 0;
  private readonly status: StatusLine;

  constructor(output: Output) {
    this.status = new StatusLine(output);
  }

  update(done: number, total: number): void {
    const now = Date.now();
    if (now - this.started < QUIET_MS || now - this.drawnAt < REDRAW_MS) return;
    this.drawnAt = now;
    const filled = Math.round((done / Math.max(total, 1)) * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    this.status.show(`  ${bar} ${done.toLocaleString('en')} of ${total.toLocaleString('en')} cases`);
  }

  /** Writes a line that stays. */
  line(text: string): void {
    this.status.line(text);
  }

  clear(): void {
    this.status.clear();
  }
}
