import { writeFileSync } from 'node:fs';
import { ADD_ONS } from './add-ons.ts';
import { readTemplate, stampDeployment } from './template.ts';

// Updates the hash in the deployment's name. Run it after changing the API in a template.
for (const path of ['template.yaml', ADD_ONS.web.template]) {
  writeFileSync(new URL(`../${path}`, import.meta.url), stampDeployment(readTemplate(path)));
}
