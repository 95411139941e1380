import { version } from '../../package.json';
import { optionsHelp } from './table.ts';

/** What `--help` prints. */
export function helpText(): string {
  return `case-insights-bridge ${version}: a stdio MCP server that signs each request with your AWS credentials.

Usage:
  case-insights-bridge --url https://<id>.execute-api.<region>.amazonaws.com/prod [options]
  mcp-server-http      --url …                     the same

Options, each followed by its environment variable:
${optionsHelp()}
  --version                   print the version
  --help                      print this text
`;
}
