import * as z from 'zod';
import type { RunnableCheck } from './check.ts';
import { readAnswer, type Stage } from './stage.ts';

/** Days before a model's end from which the check fails: time to choose another and deploy it. */
const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

const HEALTH = z.looseObject({
  model: z
    .looseObject({
      id: z.string(),
      status: z.string().nullish(),
      /** A day, or the first instant of it. */
      ends: z.string().nullish(),
    })
    .nullish(),
});

/** The model that the function asks will still answer in 30 days. Callers have no rights on Bedrock, so the server says it. */
export function modelCheck(stage: Stage): RunnableCheck {
  return {
    name: 'the model has at least 30 days to live',
    run: async () => {
      const { model } = await readAnswer(await stage.fetch(`${stage.base}/`), HEALTH);
      if (!model) return 'the server does not know yet';
      const { id, status, ends } = model;
      if (!ends) return status ? `${id}, ${status}` : id;
      const day = ends.slice(0, 10);
      const days = Math.ceil((Date.parse(day) - Date.parse(stage.today)) / DAY_MS);
      if (days > NOTICE_DAYS) return `${id} ends on ${day}`;
      throw new Error(
        `${id} ${days > 0 ? `ends on ${day}, in ${days} ${days === 1 ? 'day' : 'days'}` : `ended on ${day}`}: npx -y pnpm@12 deploy:stack --id <id> --model <living models> replaces it`,
      );
    },
  };
}
