import { GetFoundationModelAvailabilityCommand } from '@aws-sdk/client-bedrock';
import type { Clients } from '../clients.ts';
import { errorMessage, errorName, Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { calledIds } from './model-list.ts';
import { modelTable } from './model-table.ts';
import { alternatives, type Proposal, proposeModels } from './proposal.ts';
import { type RegionModel, regionModels } from './region-models.ts';

export interface ModelChoice {
  /** What was given for this deployment, by `--model` or `--set BedrockModelId=`. */
  readonly given: string | undefined;
  /** What the running stack has. */
  readonly kept: string | undefined;
  /** The template's default, where Bedrock may not be asked. */
  readonly fallback: string;
  readonly crossRegionInference: string;
  readonly yes: boolean;
}

/**
 * The value of `BedrockModelId`, after asking the region which models it has. What is given is refused where one of it
 * has ended or none of it can be asked. What an earlier deployment chose is replaced where it has ended. Without
 * either, shows what there is and takes a proposal. Where Bedrock may not be asked, warns and checks nothing.
 */
export async function chooseModels(
  clients: Clients,
  choice: ModelChoice,
  terminal: Terminal,
): Promise<string> {
  const { given, kept, fallback, crossRegionInference } = choice;
  const region = await clients.region();
  let models: readonly RegionModel[];
  try {
    models = await terminal.during(
      'Asking Bedrock for its models',
      regionModels(clients.bedrock, region, new Date()),
    );
  } catch (thrown) {
    // A deployment must not fail because the check itself is denied or not available in this region.
    const ids = given ?? kept ?? fallback;
    const reason =
      thrown instanceof SyntaxError
        ? "this endpoint has no list of Bedrock's models"
        : errorMessage(thrown).split('\n')[0];
    terminal.warn(`Models were not checked: ${reason}; deploys ${ids.replaceAll(',', ', ')}`);
    return ids;
  }
  if (given !== undefined) {
    const called = calledIds(given, crossRegionInference);
    checkGiven(called, models, region, terminal);
    await checkAccess(clients, called, region, terminal);
    return given;
  }
  if (kept !== undefined) {
    const rest = withoutEnded(kept, crossRegionInference, models, region, terminal);
    if (rest !== '') return rest;
  } else {
    terminal.line();
    for (const line of modelTable(models)) terminal.line(`  ${line}`);
    terminal.line();
  }
  if (crossRegionInference !== 'off') throw profileNotChosen(models, crossRegionInference);
  const { ids, staysInRegion } = await takeProposal(proposeModels(models), region, choice.yes, terminal);
  await checkAccess(clients, ids, region, terminal);
  const data = staysInRegion ? `data stays in ${region}` : 'data goes to other regions';
  terminal.tick(`Models, in order of preference: ${ids.join(', ')} (${data})`);
  return ids.join(',');
}

/** The list without what has ended or is no longer offered, said aloud; empty where nothing is left. */
function withoutEnded(
  kept: string,
  crossRegionInference: string,
  models: readonly RegionModel[],
  region: string,
  terminal: Terminal,
): string {
  const called = calledIds(kept, crossRegionInference);
  for (const id of called)
    warnOfEnd(
      models.find((model) => model.id === id),
      models,
      terminal,
    );
  const gone = called.filter((id) => isGone(id, models));
  const rest = kept.split(',').filter((_, index) => !gone.includes(called[index] ?? ''));
  if (gone.length > 0) {
    const what = rest.length > 0 ? 'is removed from BedrockModelId' : 'is replaced in BedrockModelId';
    terminal.warn(`${gone.join(', ')} can no longer be called in ${region} and ${what}.`);
  }
  return rest.join(',');
}

function profileNotChosen(models: readonly RegionModel[], geography: string): Failure {
  const ids = models
    .filter(({ id, status }) => status === 'living' && id.startsWith(`${geography}.`))
    .map(({ id }) => id.slice(geography.length + 1));
  return new Failure(`CrossRegionInference=${geography} needs a model that has such a profile.`, {
    fix: `Give --model with one to three of: ${ids.join(', ')}.`,
    exitCode: 2,
  });
}

/** The proposal, if it may be taken: without a person's consent only where data stays in the region. */
async function takeProposal(
  proposal: Proposal | undefined,
  region: string,
  yes: boolean,
  terminal: Terminal,
): Promise<Proposal> {
  if (proposal === undefined) {
    throw new Failure(`Bedrock offers no known text model in ${region}.`, {
      fix: 'Choose one with --model: an id, or the id or ARN of an inference profile.',
    });
  }
  const ids = proposal.ids.join(',');
  if (proposal.staysInRegion) {
    if (yes || !terminal.interactive || (await terminal.confirm(`Use ${ids}?`))) return proposal;
  } else if (!yes && terminal.interactive) {
    if (await terminal.confirm(`Every model here sends data to other regions. Use ${ids}?`)) return proposal;
  }
  throw new Failure(
    proposal.staysInRegion
      ? 'No model was chosen.'
      : `Every model that ${region} offers sends data to other regions, so none is chosen for you.`,
    { fix: `Choose with --model, for instance --model ${ids}.`, exitCode: 3 },
  );
}

/** Refuses a given list that names what has ended, or of which nothing is offered here; warns of the rest. */
function checkGiven(
  called: readonly string[],
  models: readonly RegionModel[],
  region: string,
  terminal: Terminal,
): void {
  const fix = `Living models here: ${alternatives(models).join(', ')}.`;
  const offered = called.flatMap((id) => models.find((model) => model.id === id) ?? []);
  for (const { id, status, ends = 'an earlier day' } of offered) {
    if (status === 'ended') throw new Failure(`${id} reached end of life on ${ends}.`, { fix });
  }
  const missing = called.filter((id) => isGone(id, models));
  if (missing.length === called.length) {
    const profile = models.find(({ id, status }) => status === 'living' && id.endsWith(`.${missing[0]}`));
    throw new Failure(`${missing.join(' and ')} cannot be called in ${region}.`, {
      fix:
        profile === undefined
          ? fix
          : `It can through an inference profile, which sends data to other regions: --model ${profile.id}. ${fix}`,
    });
  }
  for (const id of missing) terminal.warn(`${id} cannot be called in ${region} and is skipped.`);
  for (const model of offered) {
    warnOfEnd(model, models, terminal);
    terminal.tick(
      `${model.id} is offered here${model.staysInRegion ? '' : '; it sends data to other regions'}`,
    );
  }
}

/** Whether the region lists the model as ended, or not at all. ARNs of other kinds of profiles are not listed. */
function isGone(id: string, models: readonly RegionModel[]): boolean {
  const model = models.find((other) => other.id === id);
  return model === undefined ? !id.startsWith('arn:') : model.status === 'ended';
}

function warnOfEnd(model: RegionModel | undefined, models: readonly RegionModel[], terminal: Terminal): void {
  if (model === undefined || model.status === 'ended') return;
  const living = `Living models here: ${alternatives(models).join(', ')}.`;
  if (model.ends !== undefined) terminal.warn(`${model.id} ends on ${model.ends}. ${living}`);
  else if (model.status === 'legacy') {
    terminal.warn(
      `${model.id} is Legacy: Bedrock refuses it to accounts that have not used it in the last weeks. ${living}`,
    );
  }
}

/** Refuses a model that this account may not use and says what is missing. */
async function checkAccess(
  clients: Clients,
  ids: readonly string[],
  region: string,
  terminal: Terminal,
): Promise<void> {
  for (const modelId of ids.filter((id) => !id.startsWith('arn:'))) {
    try {
      const { authorizationStatus, entitlementAvailability } = await clients.bedrock.send(
        new GetFoundationModelAvailabilityCommand({ modelId }),
      );
      if (authorizationStatus !== 'NOT_AUTHORIZED' && entitlementAvailability !== 'NOT_AVAILABLE') continue;
    } catch (thrown) {
      // Profiles have no availability of their own, and the check may be denied.
      if (/ResourceNotFound|Validation/.test(errorName(thrown))) continue;
      terminal.warn(`Model access was not checked: ${errorMessage(thrown).split('\n')[0]}`);
      return;
    }
    throw new Failure(`This account has no access to ${modelId} in ${region}.`, {
      fix: 'Open the Bedrock console, Model access, and request it; or choose another with --model.',
    });
  }
}
