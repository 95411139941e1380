import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type LaunchOptions, launch } from './bridge.ts';

export interface Message {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: { readonly reason?: string };
  };
}

/** The built bridge as a process, spoken to line by line: for what the SDK's clients would never send. */
export class BridgeProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Every line of stdout. */
  readonly lines: string[] = [];
  stderr = '';
  readonly #waiting = new Set<() => void>();
  readonly #exit: Promise<number | null>;

  constructor(url: string, options: LaunchOptions = {}) {
    const { command, args, env } = launch(url, options);
    this.child = spawn(command, args, { env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env } });
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.lines.push(line);
      for (const check of [...this.#waiting]) check();
    });
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString('utf8');
    });
    this.child.stdin.on('error', () => undefined);
    this.#exit = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
  }

  get messages(): Message[] {
    return this.lines.map((line) => JSON.parse(line));
  }

  /** Writes a message, or a text as it is with a line feed. */
  send(message: object | string): void {
    this.child.stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  }

  /** Sends a request and settles with its answer. */
  async ask(id: string | number, method: string, params?: object): Promise<Message> {
    this.send({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) });
    return this.find((message) => message.id === id && message.method === undefined);
  }

  /** Settles with the first message, past or to come, that matches. */
  find(match: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve) => {
      let seen = 0;
      const check = () => {
        for (; seen < this.lines.length; seen++) {
          const message: Message = JSON.parse(this.lines[seen] ?? '');
          if (!match(message)) continue;
          this.#waiting.delete(check);
          resolve(message);
          return;
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Opens a 2025-era connection. */
  async open(params: object = {}): Promise<Message> {
    const clientInfo = { name: 'raw', version: '1' };
    const answer = await this.ask('open', 'initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo,
      ...params,
    });
    this.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return answer;
  }

  /** Closes stdin and settles with the exit code. */
  async close(): Promise<number | null> {
    this.child.stdin.end();
    return this.#exit;
  }

  /** Settles with the exit code. */
  exited(): Promise<number | null> {
    return this.#exit;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
