import { request as ask, createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * An endpoint on loopback that passes every request on to another one, signature included, and changes what comes back:
 * `alter` gets the JSON-RPC method, or `GET /` for the description of the server, with its answer, and returns another;
 * `clockMs` is how far the server's time is from this computer's.
 */
export async function startAlteredEndpoint(endpoint, { alter = (_, answer) => answer, clockMs = 0 }) {
  const { hostname, port, pathname } = new URL(endpoint);
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method, url: path, headers } = request;
    const passed = ask({ hostname, port, agent: false, method, path, headers }, async (answered) => {
      const text = String(await buffer(answered));
      const asked = method === 'GET' ? 'GET /' : methodOf(body);
      const changed = answered.statusCode === 200 ? JSON.stringify(alter(asked, JSON.parse(text))) : text;
      const { 'content-length': _, 'transfer-encoding': __, ...kept } = answered.headers;
      response.writeHead(answered.statusCode, {
        ...kept,
        date: new Date(Date.now() + clockMs).toUTCString(),
      });
      response.end(changed);
    });
    passed.on('error', () => response.destroy());
    passed.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${pathname}`,
    close: () => server.close().closeAllConnections(),
  };
}

function methodOf(body) {
  return body.length === 0 ? undefined : JSON.parse(String(body)).method;
}
