import {
  type BedrockClient,
  type FoundationModelSummary,
  type InferenceProfileSummary,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from '@aws-sdk/client-bedrock';
import { catalogEntry, foundationModelId, type ModelAccess } from '@case-insights/core/models';

/** A text model as one id calls it in one region. */
export interface RegionModel {
  /** What `BedrockModelId` takes: the model's own id, or that of an inference profile. */
  readonly id: string;
  /** `living`, `legacy` (it still answers), or `ended`. */
  readonly status: 'living' | 'legacy' | 'ended';
  /** The day of its end as YYYY-MM-DD, where one is announced. */
  readonly ends?: string;
  /** Whether every call is answered in this region. */
  readonly staysInRegion: boolean;
  /** What the account does before the first call; absent where the catalog does not know the model. */
  readonly access?: ModelAccess;
  readonly contextTokens?: number;
  /** USD for a million tokens of input and output. */
  readonly price?: { readonly input: number; readonly output: number };
}

/**
 * The text models that the account's region lists, each under every id that calls it. `now` decides what has ended.
 */
export async function regionModels(
  bedrock: BedrockClient,
  region: string,
  now: Date,
): Promise<readonly RegionModel[]> {
  const [{ modelSummaries = [] }, profiles] = await Promise.all([
    bedrock.send(new ListFoundationModelsCommand({ byOutputModality: 'TEXT' })),
    allProfiles(bedrock),
  ]);
  const models = modelSummaries.filter(readsAndStreamsText);
  const direct = models
    .filter(({ inferenceTypesSupported = [] }) => inferenceTypesSupported.includes('ON_DEMAND'))
    .map((model) => describe(model.modelId ?? '', model, true, now));
  const throughProfiles = profiles.flatMap((profile) => {
    const called = (profile.models ?? []).map(({ modelArn = '' }) => modelArn);
    const model = models.find(({ modelId }) => called.some((arn) => arn.endsWith(`/${modelId}`)));
    if (model === undefined) return [];
    const id = profile.type === 'APPLICATION' ? profile.inferenceProfileArn : profile.inferenceProfileId;
    const stays = called.every((arn) => arn.split(':')[3] === region);
    return [describe(id ?? '', model, stays, now)];
  });
  return [...direct, ...throughProfiles];
}

async function allProfiles(bedrock: BedrockClient): Promise<readonly InferenceProfileSummary[]> {
  const profiles: InferenceProfileSummary[] = [];
  let token: string | undefined;
  do {
    const page = await bedrock.send(
      new ListInferenceProfilesCommand({
        maxResults: 1000,
        ...(token === undefined ? {} : { nextToken: token }),
      }),
    );
    profiles.push(...(page.inferenceProfileSummaries ?? []));
    token = page.nextToken;
  } while (token !== undefined);
  return profiles;
}

/** The function streams every answer. */
function readsAndStreamsText(model: FoundationModelSummary): boolean {
  const { inputModalities = [], outputModalities = [], responseStreamingSupported } = model;
  return (
    inputModalities.includes('TEXT') &&
    outputModalities.includes('TEXT') &&
    responseStreamingSupported !== false
  );
}

function describe(id: string, model: FoundationModelSummary, staysInRegion: boolean, now: Date): RegionModel {
  const { status, endOfLifeTime } = model.modelLifecycle ?? {};
  const entry = catalogEntry(foundationModelId(model.modelId ?? ''));
  const ended = endOfLifeTime !== undefined && endOfLifeTime <= now;
  return {
    id,
    status: ended ? 'ended' : status === 'LEGACY' ? 'legacy' : 'living',
    ...(endOfLifeTime === undefined ? {} : { ends: endOfLifeTime.toISOString().slice(0, 10) }),
    staysInRegion,
    ...(entry === undefined
      ? {}
      : {
          access: entry.access,
          contextTokens: entry.contextTokens,
          price: { input: entry.inputPrice, output: entry.outputPrice },
        }),
  };
}
