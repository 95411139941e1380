import type { Launch } from './launch.ts';

/** A link that makes a client offer to install one server. */
export type InstallLink = (name: string, launch: Launch) => string;

const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const base64 = (value: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(value)).toString('base64'));

/** The links there are, by the id of the client, each with the source of its form. */
export const INSTALL_LINKS: ReadonlyMap<string, InstallLink> = new Map<string, InstallLink>([
  // kiro.dev/docs/mcp/servers, "Add to Kiro"
  ['kiro', (name, launch) => `https://kiro.dev/launch/mcp/add?name=${name}&config=${encoded(launch)}`],
  // cursor.com/docs/mcp/install-links
  [
    'cursor',
    (name, launch) => `cursor://anysphere.cursor-deeplink/mcp/install?name=${name}&config=${base64(launch)}`,
  ],
  // code.visualstudio.com/api/extension-guides/ai/mcp, "Create an MCP installation URL"
  ['vscode', (name, launch) => `vscode:mcp/install?${encoded({ name, ...launch })}`],
  // lmstudio.ai/docs/app/mcp/deeplink
  ['lm-studio', (name, launch) => `lmstudio://add_mcp?name=${name}&config=${base64(launch)}`],
]);
