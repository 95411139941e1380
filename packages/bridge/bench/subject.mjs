/** One stdio MCP server under measurement: started, asked, stopped. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const INITIALIZE = {
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1.0.0' },
  },
};
export const CALL = { method: 'tools/call', params: { name: 'echo', arguments: { text: 'hello' } } };

export class Subject {
  #child;
  #waiting = new Map();
  #nextId = 0;
  #startedAt;

  constructor({ command, args, env }) {
    this.#startedAt = performance.now();
    this.#child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const { id } = JSON.parse(line);
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    });
  }

  /** Milliseconds from the start of the process to the answer to `initialize`. */
  async initialize() {
    await this.ask(INITIALIZE);
    const elapsed = performance.now() - this.#startedAt;
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    return elapsed;
  }

  /** Settles when the answer is there. */
  ask(request) {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...request })}\n`);
    });
  }

  /** Resident memory in MB: the most so far, and now. Linux only. */
  memory() {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    const megabytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { peak: megabytes('VmHWM'), now: megabytes('VmRSS') };
  }

  async stop() {
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await exited;
    clearTimeout(timer);
  }
}
