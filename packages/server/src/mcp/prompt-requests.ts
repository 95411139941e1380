import { CaseInsightsError } from '@case-insights/core/errors';
import { PROMPT_VERSION_KEY } from '@case-insights/core/names';
import { ProtocolError, ProtocolErrorCode, type Server } from '@modelcontextprotocol/server';
import { ARGUMENT_DESCRIPTIONS, readArguments } from '../prompts/arguments.ts';
import type { PromptDefinition } from '../prompts/prompt.ts';
import { PROMPTS } from '../prompts/registry.ts';

/** Answers `prompts/list` and `prompts/get`. */
export function servePrompts(server: Server): void {
  server.setRequestHandler('prompts/list', () => ({ prompts: PROMPTS.map(listed) }));

  server.setRequestHandler('prompts/get', ({ params }) => {
    const prompt = requirePrompt(params.name);
    const today = new Date().toISOString().slice(0, 10);
    const text = prompt.text(readOrRefuse(prompt, params.arguments ?? {}, today));
    return {
      description: prompt.description,
      messages: [{ role: 'user', content: { type: 'text', text } }],
      _meta: { [PROMPT_VERSION_KEY]: prompt.version },
    };
  });
}

function listed({ name, title, description, arguments: names, required = [], version }: PromptDefinition) {
  return {
    name,
    title,
    description,
    arguments: names.map((argument) => ({
      name: argument,
      description: ARGUMENT_DESCRIPTIONS[argument],
      required: required.includes(argument),
    })),
    _meta: { [PROMPT_VERSION_KEY]: version },
  };
}

/** The prompt by this name. Throws the protocol's error, with the names there are. */
export function requirePrompt(name: string): PromptDefinition {
  const prompt = PROMPTS.find((one) => one.name === name);
  if (prompt !== undefined) return prompt;
  const names = PROMPTS.map((one) => one.name).join(', ');
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `There is no prompt ${JSON.stringify(name.slice(0, 100))}; the prompts are ${names}.`,
  );
}

function readOrRefuse(prompt: PromptDefinition, given: Readonly<Record<string, string>>, today: string) {
  try {
    return readArguments(prompt, given, today);
  } catch (error) {
    if (!(error instanceof CaseInsightsError)) throw error;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message);
  }
}
