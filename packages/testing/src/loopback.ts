import type { AddressInfo, Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The open connections of each server; `closeAllConnections` leaves out those of TCP servers and of tunnels. */
const connections = new WeakMap<Server, Set<Socket>>();

/** Lets a TCP, HTTP or HTTPS server listen on a free port of this computer; returns `http://127.0.0.1:<port>`. */
export async function listen(server: Server): Promise<string> {
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As {@link listen}, and closes the server when the current test ends. */
export async function listenDuringTest(server: Server): Promise<string> {
  onTestFinished(() => closeServer(server));
  return listen(server);
}

/** Ends a server that {@link listen} started, with every connection, idle or not. */
export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    for (const socket of connections.get(server) ?? []) socket.destroy();
  });
}
