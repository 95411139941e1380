import { asFailure } from '../../failure.ts';
import type { CheckContext } from './check-context.ts';
import { type Finding, failed, ok, skipped } from './finding.ts';
import { isPrivate, type Probe, probe, resolveName } from './probe.ts';

/** AWS refuses a signature whose time is further off than this, in ms (SigV4: 5 minutes). */
const MAX_SKEW_MS = 5 * 60_000;
/** Worth a warning, in ms: HTTP dates have whole seconds, and the answer took a while. */

const NOTABLE_SKEW_MS = 30_000;
/** Name, connection and clock; returns the probe when the endpoint was reached. */
export async function* checkNetwork(context: CheckContext): AsyncGenerator<Finding, Probe | undefined> {
  const { connection, connector, options } = context;
  const { host, hostname } = connection.endpoint.mcpUrl;
  const asked = connector.proxy === undefined ? hostname : new URL(`http://${connector.proxy}`).hostname;
  try {
    const addresses = await resolveName(asked, connector.proxy);
    const inside = addresses.some(isPrivate) ? ' (private: a VPC endpoint or a VPN)' : '';
    yield ok('name', `${asked} is ${addresses.join(', ')}${inside}`);
  } catch (error) {
    yield failed('name', asFailure(error));
    yield* skipped(['connection', 'clock'], 'the name cannot be resolved');
    return undefined;
  }
  let answer: Probe;
  try {
    answer = await probe(connector, host, options.connectTimeoutMs);
  } catch (error) {
    yield failed('connection', asFailure(error));
    yield* skipped(['clock'], 'there is no connection');
    return undefined;
  }
  yield ok('connection', describeConnection(answer, host));
  yield checkClock(answer.date, Date.now());
  return answer;
}

function describeConnection({ tls }: Probe, host: string): string {
  if (tls === undefined) return `${host} answers; without TLS, as is fine on this computer`;
  return `${host} answers over ${tls.protocol}, certificate by ${tls.issuer} until ${tls.validTo}`;
}

/** Compares the server's clock with this computer's; both in ms since 1970. */
export function checkClock(server: number | undefined, now: number): Finding {
  if (server === undefined) {
    return { step: 'clock', result: 'skipped', message: 'not compared: the server does not tell the time' };
  }
  const skew = Math.abs(server - now);
  const minutes = Math.round(skew / 6000) / 10;
  const message = `this computer is ${minutes} min ${server > now ? 'behind' : 'ahead of'} the server`;
  const fix =
    'Set the clock by the network: timedatectl set-ntp true (Linux), Date & Time in the settings (macOS), w32tm /resync (Windows)';
  if (skew > MAX_SKEW_MS) return { step: 'clock', result: 'failed', message, fix };
  if (skew > NOTABLE_SKEW_MS) return { step: 'clock', result: 'warning', message, fix };
  return ok('clock', 'in step with the server');
}
