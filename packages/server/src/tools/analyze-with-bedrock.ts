import { analyzeWithBedrock } from '@case-insights/core/tools';
import { answerProgress, askWithinLimit, onModelInUse } from '../analysis/ask-model.ts';
import { budgetOf } from '../analysis/budget.ts';
import { dataDraft } from '../analysis/data-analysis.ts';
import { withoutRemoteContent } from '../analysis/remote-content.ts';
import { tool } from '../call/tool.ts';

/** Has a model answer a question about data that the caller sends. */
export const analyzeWithBedrockTool = tool(
  analyzeWithBedrock,
  ({ data, analysis_prompt: question }, { model, limits, progress }) =>
    onModelInUse(async () => {
      const budget = budgetOf(model.id, limits);
      const draftWithin = dataDraft(question, data, budget);
      const asked = await askWithinLimit(
        (inputTokens) => {
          const draft = draftWithin(inputTokens);
          progress(
            `Packed the data into about ${draft.estimatedTokens} tokens. ${draft.leftOut ?? ''}`.trimEnd(),
          );
          return draft;
        },
        { model, budget, onProgress: answerProgress(progress) },
      );
      const { answer, draft } = asked;
      const leftOut = draft.leftOut === undefined ? [] : [draft.leftOut];
      const notes = [...model.notes, ...leftOut, ...asked.notes];
      return {
        analysis: withoutRemoteContent(answer.text),
        model_used: model.id,
        usage: { input_tokens: answer.usage.inputTokens, output_tokens: answer.usage.outputTokens },
        data_truncated: draft.leftOut !== undefined,
        ...(notes.length === 0 ? {} : { data_note: notes.join(' ') }),
      };
    }),
  { analyzes: true },
);
