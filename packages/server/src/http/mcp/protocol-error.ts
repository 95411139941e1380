/** A JSON-RPC error as the whole answer to an HTTP request; the id is null where no request could be read. */
export function protocolError(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status });
}
