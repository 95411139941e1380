import { createExtractiveModel } from './extractive-model.ts';
import type { LanguageModel } from './language-model.ts';
import { createOpenAiModel } from './openai-model.ts';
import { BedrockError } from './service-error.ts';

/**
 * The model behind the local Bedrock: the OpenAI-compatible server at `LOCAL_LLM_URL` (with `LOCAL_LLM_MODEL` and
 * `LOCAL_LLM_API_KEY` where it needs them), else the extractive one.
 *
 * @param notify takes a line where that server fails: the function, which knows only Bedrock, cannot say why
 * @throws Error when LOCAL_LLM_URL is not a URL
 */
export function chooseModel(
  environment: Readonly<Record<string, string | undefined>>,
  notify: (line: string) => void = () => {},
): LanguageModel {
  const { LOCAL_LLM_URL: url, LOCAL_LLM_MODEL: model, LOCAL_LLM_API_KEY: apiKey } = environment;
  if (url === undefined || url === '') return createExtractiveModel();
  if (!URL.canParse(url)) {
    throw new Error('LOCAL_LLM_URL is not a URL: write it like http://127.0.0.1:11434/v1.');
  }
  const forwarding = createOpenAiModel({
    url,
    ...(model === undefined ? {} : { model }),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  return {
    async *answer(request, signal) {
      try {
        return yield* forwarding.answer(request, signal);
      } catch (error) {
        if (error instanceof BedrockError)
          notify(`No answer by the model at LOCAL_LLM_URL: ${error.message}`);
        throw error;
      }
    },
  };
}
