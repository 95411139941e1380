import { analyzeWithBedrock } from '@case-insights/core/tools';
import { answerProgress, askWithinLimit, onModelInUse } from '../analysis/ask-model.ts';
import { budgetOf, tokensOf } from '../analysis/budget.ts';
import { contentKey, modelContent } from '../analysis/content-key.ts';
import {
  decodeContinuation,
  encodeContinuation,
  howToGoOn,
  newCall,
  startedAnew,
} from '../analysis/continuation.ts';
import { dataDraft } from '../analysis/data-analysis.ts';
import { DATA_PROMPT } from '../analysis/prompts.ts';
import { withoutRemoteContent } from '../analysis/remote-content.ts';
import { tool } from '../call/tool.ts';

/** For how long an answer is used for the same question about the same data. */
const USABLE_SECONDS = 60 * 60;

/** Has a model answer a question about data that the caller sends. */
export const analyzeWithBedrockTool = tool(
  analyzeWithBedrock,
  ({ data, analysis_prompt: question, next_token: sent }, context) => {
    const { model, limits, progress, kept } = context;
    const begun = sent === undefined ? undefined : decodeContinuation(sent);
    const call = begun?.call ?? newCall();
    kept.partOf(call);
    context.answerSoFar(async () => {
      const token = sent ?? encodeContinuation({ modelId: model.id, call });
      return {
        status: 'running',
        next_token: token,
        analysis: `The model is still reading the data. ${howToGoOn(analyzeWithBedrock.name, token)}`,
        model_used: model.id,
        usage: { input_tokens: 0, output_tokens: 0 },
        data_truncated: false,
      };
    });
    return onModelInUse(async () => {
      const budget = budgetOf(model.id, limits);
      const key = contentKey('data', [DATA_PROMPT, modelContent(model, budget), question, data]);
      const { value, reused } = await kept.once(key, analyzeWithBedrock.outputSchema, async () => {
        const draftWithin = dataDraft(question, data, budget);
        const tokens = Math.min(tokensOf(data, budget), budget.maxInputTokens);
        const asked = await context.spend(tokens, () =>
          askWithinLimit(
            (inputTokens) => {
              const draft = draftWithin(inputTokens);
              progress(
                `Packed the data into about ${draft.estimatedTokens} tokens. ${draft.leftOut ?? ''}`.trimEnd(),
              );
              return draft;
            },
            { model, budget, onProgress: answerProgress(progress) },
          ),
        );
        const { answer, draft } = asked;
        const leftOut = draft.leftOut === undefined ? [] : [draft.leftOut];
        const notes = [...model.notes, ...leftOut, ...asked.notes];
        const value = {
          analysis: withoutRemoteContent(answer.text),
          model_used: budget.modelId,
          usage: { input_tokens: answer.usage.inputTokens, output_tokens: answer.usage.outputTokens },
          data_truncated: draft.leftOut !== undefined,
          ...(notes.length === 0 ? {} : { data_note: notes.join(' ') }),
        };
        return { value, usableSeconds: USABLE_SECONDS };
      });
      const added =
        begun === undefined ? (reused ? REUSED : undefined) : startedAnew(begun, value.model_used);
      const note = [value.data_note, added].filter((one) => one !== undefined).join(' ');
      return note === '' ? value : { ...value, data_note: note };
    });
  },
  { analyzes: true, readsCases: false },
);

const REUSED =
  'This is the answer to the same question about the same data from within the last hour; no model was asked again.';
