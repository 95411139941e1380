import { openTerminal } from '../terminal.ts';
import { main } from './cli.ts';

// The SDK's notice about Node 20 is for maintainers of this project, not for its users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
process.exitCode = await main(process.argv.slice(2), openTerminal(), (text) => process.stdout.write(text));
