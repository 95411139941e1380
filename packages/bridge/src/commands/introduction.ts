import { version } from '../../package.json';
import { launchOf } from './setup/launch.ts';
import { shellCommand } from './shell-words.ts';

/** What somebody is told who starts the relay (the file `script`) in a terminal, where no MCP client can speak to it. */
export function introduction(script: string, url: string | undefined): string {
  const { command, args } = launchOf(script);
  const bridge = shellCommand([command, ...args]);
  const where = `--url ${url === undefined ? 'https://<id>.execute-api.<region>.amazonaws.com/prod' : shellCommand([url])}`;
  return `case-insights-bridge ${version} is an MCP server: an MCP client starts it and speaks to it on stdin and stdout.

To write the configuration of your client:
  ${bridge} setup ${where}
To ask from here:
  ${bridge} call get_case_summary ${where}
To find out why it does not work:
  ${bridge} doctor ${where}
Everything else: ${bridge} help
${url === undefined ? '' : '\nIt waits for JSON-RPC messages now; Ctrl-C ends it.\n'}
`;
}
