import { catalogEntry } from '@case-insights/core/models';
import type { ServiceHandler } from '../http/service.ts';

const GET_FOUNDATION_MODEL = /^\/foundation-models\/([^/?]+)$/;

/** Bedrock's control plane beside the given API, as far as `GetFoundationModel`: what is known of a model's life. */
export function withModelCatalog(bedrock: ServiceHandler, region: string): ServiceHandler {
  return {
    handle: async (request, body, response) => {
      const model = request.method === 'GET' ? GET_FOUNDATION_MODEL.exec(request.url ?? '')?.[1] : undefined;
      if (model === undefined) return await bedrock.handle(request, body, response);
      const modelId = decodeURIComponent(model);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ modelDetails: modelDetails(modelId, region) }));
    },
  };
}

/** A model that the catalog knows to end is Legacy until then; any other is active. */
function modelDetails(modelId: string, region: string) {
  const ends = catalogEntry(modelId)?.ends;
  return {
    modelArn: `arn:aws:bedrock:${region}::foundation-model/${modelId}`,
    modelId,
    modelLifecycle:
      ends === undefined ? { status: 'ACTIVE' } : { status: 'LEGACY', endOfLifeTime: `${ends}T00:00:00Z` },
  };
}
