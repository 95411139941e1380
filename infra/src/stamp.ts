import { writeFileSync } from 'node:fs';
import { readTemplate, stampDeployment } from './template.ts';

// Run after the API in the template was changed: renews the hash in the deployment's name.
writeFileSync(new URL('../template.yaml', import.meta.url), stampDeployment(readTemplate()));
