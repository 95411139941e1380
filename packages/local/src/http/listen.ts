import type { Server } from 'node:http';

/**
 * How long a connection stays open between two requests, ms. With Node's 5 s, a process that is busy at the end of them closes
 * a connection on which a request has just arrived.
 */
const KEEP_ALIVE_MS = 60_000;

/**
 * Listens on loopback only and returns the origin, `http://127.0.0.1:<port>`. Port 0 takes any free one. Throws when
 * the port is taken or this user may not listen on it.
 */
export function listen(server: Server, port = 0): Promise<string> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, port)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another process',
  EACCES: 'needs rights that this user does not have',
};

function explained(error: Error, port: number): Error {
  const reason = 'code' in error ? REASONS[String(error.code)] : undefined;
  return reason === undefined
    ? error
    : new Error(`Port ${port} ${reason}: name another, or leave --port out to use any free one.`, {
        cause: error,
      });
}

/** Stops listening and closes every connection, idle or not. */
export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
