import { version } from '../../package.json';
import { optionsHelp } from '../options/table.ts';
import { COMMANDS } from './table.ts';

/** What `--help` prints. */
export function helpText(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(28)}${summary}\n`);
  return `case-insights-bridge ${version}: a stdio MCP server that signs each request with your AWS credentials.

Usage:
  case-insights-bridge --url https://<id>.execute-api.<region>.amazonaws.com/prod [options]
  case-insights-bridge <command> [options]         see <command> --help, or help <command>

mcp-server-http is another name of the same program.
${commands.length === 0 ? '' : `\nCommands:\n${commands.join('')}`}
Options, each followed by its environment variable:
${optionsHelp()}
  --version, -v               print the version
  --help, -h, help            print this text

HTTPS_PROXY and NO_PROXY are honoured. Logs go to stderr; nothing is collected.
`;
}
