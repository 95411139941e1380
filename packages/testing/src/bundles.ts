import { fileURLToPath } from 'node:url';

const built = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/* The built command lines, which tests start as processes; `pnpm build` makes them. */
export const BRIDGE = built('packages/bridge/dist/bridge.js');
export const LOCAL = built('packages/local/dist/local.js');
export const STACK_HOST = built('packages/local/dist/stack-host.js');
export const DEMO = built('packages/local/dist/demo.js');
export const INFRA = built('infra/dist/infra.js');
export const REPORT = built('packages/local/dist/report.js');
