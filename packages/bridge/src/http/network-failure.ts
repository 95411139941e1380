import { BridgeFailure } from '../failure.ts';

const TLS_TRUST_CODES = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

/** Before these, no connection existed, so the server cannot have seen the request. */
const UNCONNECTED_CODES = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);

/**
 * An error of `node:http` while a request was under way, told as a failure. `connected` says whether the connection
 * had been established, `proxy` which proxy it was to go through.
 */
export function networkFailure(
  error: Error & { code?: string },
  target: { readonly host: string; readonly proxy: string | undefined; readonly connected: boolean },
): BridgeFailure {
  const { host, proxy, connected } = target;
  const code = error.code ?? '';
  const context = { cause: error, standing: connected ? 'unknown' : 'not_run' } as const;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA') {
    const name = proxy ?? host;
    const what = proxy === undefined ? 'the endpoint URL' : 'HTTPS_PROXY';
    const hint = code === 'EAI_AGAIN' ? 'check the network connection' : `check ${what} for typos`;
    return new BridgeFailure('unknown_host', `The host name ${name} cannot be resolved (${code}); ${hint}.`, {
      cause: error,
      standing: 'not_run',
    });
  }
  if (TLS_TRUST_CODES.has(code)) {
    return new BridgeFailure(
      'tls',
      `The certificate of ${host} is signed by an authority that Node on this computer does not trust (${code}), as happens ` +
        'where a company inspects TLS; give its CA with --ca-bundle <file.pem> or AWS_CA_BUNDLE.',
      { cause: error },
    );
  }
  if (
    code.startsWith('ERR_TLS') ||
    code.startsWith('CERT_') ||
    code.startsWith('ERR_SSL') ||
    code === 'EPROTO'
  ) {
    return new BridgeFailure(
      'tls',
      `No secure connection to ${host} (${code}: ${firstLine(error)}); check the URL.`,
      {
        cause: error,
      },
    );
  }
  if (proxy !== undefined && !connected) {
    return new BridgeFailure(
      'proxy',
      `The proxy ${proxy} gave no connection to ${host} (${code || firstLine(error)}); check HTTPS_PROXY, or list the host in NO_PROXY.`,
      { cause: error, standing: 'not_run' },
    );
  }
  if (UNCONNECTED_CODES.has(code)) {
    return new BridgeFailure(
      'connection_failed',
      `${host} accepts no connection (${code}); check the URL, and that VPN or firewall let it through.`,
      { cause: error, standing: 'not_run' },
    );
  }
  return new BridgeFailure(
    'connection_failed',
    `The connection to ${host} broke before an answer came (${code || firstLine(error)}); try again.`,
    context,
  );
}

function firstLine(error: Error): string {
  return error.message.split('\n')[0] ?? error.name;
}
