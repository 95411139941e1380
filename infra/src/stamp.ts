import { writeFileSync } from 'node:fs';
import { readTemplate, stampDeployment } from './template.ts';

// Updates the hash in the deployment's name. Run it after changing the API in the template.
writeFileSync(new URL('../template.yaml', import.meta.url), stampDeployment(readTemplate()));
