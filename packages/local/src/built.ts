import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `packages/local/dist`: this code is bundled into that folder. */
const BUILT = dirname(fileURLToPath(import.meta.url));

/** The function runtime, which runs in each instance's own process. */
export const BOOTSTRAP = join(BUILT, 'bootstrap.js');
/** Folder of the built server, `lambda.mjs` and its chunks. */
export const SERVER_BUNDLE = join(BUILT, '../../server/dist');
/** The page that shows views as a host does. */
export const PREVIEW_PAGE = join(BUILT, '../../views/dist/preview.html');
/** The built bridge, as a client starts it. */
export const BRIDGE = join(BUILT, '../../bridge/dist/bridge.js');
