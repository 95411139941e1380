import { readText } from '../../http/body.ts';
import { isObject } from '../../json-rpc.ts';
import type { Stage } from '../../upstream/stage.ts';
import type { Finding } from './finding.ts';
import { ok } from './finding.ts';

/** An end is worth a warning when it is nearer than this, in days: a new model wants trying and a deployment. */
const NOTABLE_DAYS = 90;
const DAY_MS = 86_400_000;

/** The model that `GET /` says analyses are answered by. */
export interface ModelStatus {
  readonly id: string;
  /** AWS's word: `ACTIVE`, `LEGACY`, or null where it is not known. */
  readonly status: string | null;
  /** The day of its end, as YYYY-MM-DD, or null where none is announced. */
  readonly ends: string | null;
}

/** Whether the model lives, and for how long. Nothing when the server does not tell: older ones do not. */
export async function* checkModel(stage: Stage): AsyncGenerator<Finding> {
  const model = await askModel(stage).catch(() => undefined);
  if (model !== undefined) yield modelFinding(model, Date.now());
}

/** What to say of a model at `now`, in ms since 1970. */
export function modelFinding({ id, status, ends }: ModelStatus, now: number): Finding {
  const fix = 'Deploy with another model: npx -y pnpm@12 deploy:stack --id <id> --model <model>';
  if (ends !== null) {
    const days = Math.ceil((Date.parse(ends) - now) / DAY_MS);
    if (days <= 0) return { step: 'model', result: 'failed', message: `${id} ended on ${ends}`, fix };
    if (days <= NOTABLE_DAYS) {
      return {
        step: 'model',
        result: 'warning',
        message: `${id} ends on ${ends}, in ${days} ${days === 1 ? 'day' : 'days'}`,
        fix,
      };
    }
    return ok('model', `${id}, until ${ends}`);
  }
  if (status === 'LEGACY') {
    const message = `${id} is legacy: AWS will end it, on a day that is not announced yet`;
    return { step: 'model', result: 'warning', message, fix };
  }
  return ok('model', id);
}

async function askModel(stage: Stage): Promise<ModelStatus | undefined> {
  const answer = await stage.client('/').send({
    method: 'GET',
    headers: { accept: 'application/json' },
    retry: 'safe',
  });
  if (!answer.ok) return undefined;
  const body: unknown = JSON.parse(await readText(answer.response));
  const model = isObject(body) ? body.model : undefined;
  if (!isObject(model) || typeof model.id !== 'string') return undefined;
  const { id, status, ends } = model;
  return {
    id,
    status: typeof status === 'string' ? status : null,
    ends: typeof ends === 'string' && !Number.isNaN(Date.parse(ends)) ? ends : null,
  };
}
