import { version } from '../../package.json';
import { isObject, metaOf, type RpcMessage } from '../json-rpc.ts';
import { CLIENT_INFO_KEY } from './headers.ts';

const OWN = `case-insights-bridge/${version}`;
const PLATFORM = `node/${process.versions.node} ${process.platform}`;

/** The `User-Agent` of requests made for no particular client, as by the commands. */
export const OWN_USER_AGENT = `${OWN} (${PLATFORM})`;

/** The `User-Agent` with the client's name and version, if this message tells them. */
export function userAgentOf(message: RpcMessage): string | undefined {
  if (message.kind !== 'request') return undefined;
  const info =
    message.method === 'initialize' ? message.params?.clientInfo : metaOf(message.params)[CLIENT_INFO_KEY];
  if (!isObject(info) || typeof info.name !== 'string') return undefined;
  const client = [info.name, info.version].filter((part) => typeof part === 'string').map(token);
  return `${OWN} (${PLATFORM}; ${client.join('/')})`;
}

/** A text with what a header's comment cannot hold replaced. */
function token(text: string): string {
  return text.replace(/[^\w.+-]/g, '-').slice(0, 60);
}
