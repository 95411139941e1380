import { wrap } from '@case-insights/terminal/text-width';
import { version } from '../../package.json';
import { OPTIONS, type OptionSpec } from '../options/table.ts';
import { COMMANDS } from './table.ts';

/** The column where what an option does begins, and how wide that may be on a terminal of 80 columns. */
const MEANING_COLUMN = 30;
const MEANING_WIDTH = 80 - MEANING_COLUMN;

/** What `--help` prints. */
export function helpText(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(28)}${summary}\n`);
  return `case-insights-bridge ${version}: a stdio MCP server that signs each request
with your AWS credentials.

Usage:
  case-insights-bridge --url URL [options]
  case-insights-bridge <command> [options]     see <command> --help

URL is the stack output MCPServerEndpoint, with or without /mcp:
  https://<id>.execute-api.<region>.amazonaws.com/prod

mcp-server-http is another name of the same program.
${commands.length === 0 ? '' : `\nCommands:\n${commands.join('')}`}
Options, each followed by its environment variable:
${optionsHelp()}
  --version, -v               print the version
  --help, -h, help            print this text

HTTPS_PROXY and NO_PROXY are honoured. Logs go to stderr; nothing is collected.
`;
}

/** Each option with its meaning and its environment variable. */
function optionsHelp(): string {
  return Object.entries<OptionSpec>(OPTIONS)
    .map(([name, { value, environment, help }]) => {
      const written = `  --${name}${value === undefined ? '' : ` ${value}`}`;
      const meaning = [...wrap(help, MEANING_WIDTH), environment.join(', ')];
      return written.padEnd(MEANING_COLUMN) + meaning.join(`\n${' '.repeat(MEANING_COLUMN)}`);
    })
    .join('\n');
}
