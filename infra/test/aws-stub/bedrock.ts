import type { ServerResponse } from 'node:http';
import { json } from './answers.ts';
import type { World } from './world.ts';

/** Bedrock's control plane: what the region lists, and whether the account may use a model. */
export function answerBedrock(world: World, url: URL, response: ServerResponse) {
  if (url.pathname === '/foundation-models') {
    return json(response, 200, { modelSummaries: world.bedrock.modelSummaries });
  }
  if (url.pathname === '/inference-profiles') {
    return json(response, 200, { inferenceProfileSummaries: world.bedrock.inferenceProfileSummaries });
  }
  const granted = world.modelAccess;
  return json(response, 200, {
    modelId: 'm',
    agreementAvailability: { status: 'AVAILABLE' },
    authorizationStatus: granted ? 'AUTHORIZED' : 'NOT_AUTHORIZED',
    entitlementAvailability: granted ? 'AVAILABLE' : 'NOT_AVAILABLE',
    regionAvailability: 'AVAILABLE',
  });
}
