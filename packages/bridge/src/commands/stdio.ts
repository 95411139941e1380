import { openLog } from '../log.ts';
import { keepMemorySmall } from '../memory.ts';
import type { Options } from '../options/parse.ts';
import { LineSplitter } from '../relay/lines.ts';
import { Output } from '../relay/output.ts';
import { Relay } from '../relay/relay.ts';
import { openConnection } from '../upstream/connection.ts';

/** While more than this waits to be sent, in characters, nothing more is read from the client. */
const MAX_UPLOADING = 48 * 1024 * 1024;

/** How often to look whether anybody still reads the answers, once nothing more is asked, in ms. */
const PROBE_MS = 1000;

/** The default command: an MCP server on stdio that is the one behind the endpoint. Settles when the client has left. */
export async function runStdio(options: Options): Promise<void> {
  keepMemorySmall();
  const log = await openLog(options.logLevel, options.logFile);
  const connection = await openConnection(options, log);
  log.info(`Relaying to ${connection.endpoint.mcpUrl.href}.`);
  const { stdin, stdout } = process;
  const gone = new AbortController();
  const output = new Output(stdout, () => gone.abort());
  const relay = new Relay({ client: connection.client, output, settings: options, log });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => gone.abort());
  let probe: NodeJS.Timeout | undefined;
  const served = readInput(stdin, relay).then(() => {
    // A closed stdin is a script that has asked everything, or a client that has died: only the latter closes stdout.
    probe = setInterval(() => output.probe(), PROBE_MS);
    return relay.finish();
  });
  await Promise.race([served, aborted(gone.signal)]);
  clearInterval(probe);
  if (gone.signal.aborted) await relay.abandon();
  await output.flush();
  stdin.destroy();
  connection.close();
}

async function readInput(stdin: NodeJS.ReadStream, relay: Relay): Promise<void> {
  const splitter = new LineSplitter();
  await new Promise<void>((resolve) => {
    stdin.on('data', (chunk: Buffer) => {
      for (const line of splitter.push(chunk)) relay.receive(line);
      if (relay.uploading > MAX_UPLOADING) {
        stdin.pause();
        void relay.roomToUpload(MAX_UPLOADING).then(() => stdin.resume());
      }
    });
    stdin.once('end', resolve);
    stdin.once('error', () => resolve());
  });
  for (const line of splitter.end()) relay.receive(line);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
