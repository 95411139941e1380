import type { ServerResponse } from 'node:http';
import { json } from './answers.ts';
import type { World } from './world.ts';

/** Bedrock: whether the account may use a model, and every inference profile. */
export function answerBedrock(world: World, url: URL, response: ServerResponse) {
  if (url.pathname.startsWith('/foundation-model-availability/')) {
    if (world.model === 'unknown') {
      return json(
        response,
        404,
        { message: 'no such model' },
        { 'x-amzn-errortype': 'ResourceNotFoundException' },
      );
    }
    const granted = world.model === 'granted';
    return json(response, 200, {
      modelId: 'm',
      agreementAvailability: { status: 'AVAILABLE' },
      authorizationStatus: granted ? 'AUTHORIZED' : 'NOT_AUTHORIZED',
      entitlementAvailability: granted ? 'AVAILABLE' : 'NOT_AVAILABLE',
      regionAvailability: 'AVAILABLE',
    });
  }
  json(response, 200, { inferenceProfileId: 'p' });
}
