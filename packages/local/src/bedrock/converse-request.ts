import { isObject, type JsonObject } from '@case-insights/core/json-text';
import { estimateTokens } from '@case-insights/core/packing';
import type { AnswerRequest, AnswerTool, Prompt, Turn } from './language-model.ts';
import { BedrockError } from './service-error.ts';

/** Claude 3 Haiku's output limit, in tokens: the guide's model, and the default of `maxTokens`. */
const DEFAULT_MAX_TOKENS = 4_096;

/**
 * Reads the body of Converse or ConverseStream.
 *
 * @throws BedrockError (ValidationException) with Bedrock's message
 */
export function readConverseRequest(body: Buffer): AnswerRequest {
  const fields = parseBody(body);
  const inference = isObject(fields.inferenceConfig) ? fields.inferenceConfig : {};
  const { maxTokens = DEFAULT_MAX_TOKENS, temperature } = inference;
  if (typeof maxTokens !== 'number' || !Number.isInteger(maxTokens) || maxTokens < 1) {
    throw invalid(
      `Value '${String(maxTokens)}' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  return {
    ...readPrompt(fields),
    maxTokens,
    ...(typeof temperature === 'number' ? { temperature } : {}),
  };
}

/**
 * Reads the body of CountTokens, with the input of a Converse call.
 *
 * @throws BedrockError (ValidationException)
 */
export function readCountTokensRequest(body: Buffer): Prompt {
  const { input } = parseBody(body);
  if (!isObject(input) || !isObject(input.converse)) {
    throw invalid('The local model counts the tokens of Converse requests only: send input.converse.');
  }
  return readPrompt(input.converse);
}

/** The tokens of everything the model reads, by the same estimate as the product's. */
export function promptTokens({ system, turns, tool }: Prompt): number {
  const texts = [...turns.map(({ text }) => text), system, tool === undefined ? '' : JSON.stringify(tool)];
  return texts.reduce((sum, text) => sum + (text === '' ? 0 : estimateTokens(text)), 0);
}

function readPrompt(fields: JsonObject): Prompt {
  const { messages, system = [] } = fields;
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid('The model returned the following errors: messages: at least one message is required');
  }
  const turns = messages.map(readTurn);
  if (turns[0]?.role !== 'user') {
    throw invalid(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    );
  }
  const tool = readTool(fields.toolConfig);
  return {
    turns,
    system: Array.isArray(system) ? system.map((block) => textOf(block) ?? '').join('\n') : '',
    ...(tool === undefined ? {} : { tool }),
  };
}

/** The first tool. A choice of tools is not read: the models decide for themselves whether to use it. */
function readTool(toolConfig: unknown): AnswerTool | undefined {
  if (toolConfig === undefined) return undefined;
  const tools = isObject(toolConfig) && Array.isArray(toolConfig.tools) ? toolConfig.tools : [];
  if (tools.length === 0) {
    throw invalid(
      "Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  const [tool] = tools;
  const { name, description, inputSchema } = isObject(tool) && isObject(tool.toolSpec) ? tool.toolSpec : {};
  const schema = isObject(inputSchema) ? inputSchema.json : undefined;
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) {
    throw invalid(
      "Value at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+",
    );
  }
  if (!isObject(schema) || schema.type !== 'object') {
    throw invalid(
      'The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object.',
    );
  }
  return { name, description: typeof description === 'string' ? description : '', inputSchema: schema };
}

function readTurn(message: unknown, index: number): Turn {
  if (
    !isObject(message) ||
    (message.role !== 'user' && message.role !== 'assistant') ||
    !Array.isArray(message.content)
  ) {
    throw invalid(`The message at messages.${index} needs a role of user or assistant, and content.`);
  }
  const texts = message.content.map((block, position) => {
    const text = textOf(block);
    if (text === undefined) {
      throw invalid(
        `The local model reads text only: messages.${index}.content.${position} is of another kind.`,
      );
    }
    if (text.trim() === '') {
      throw invalid(
        `The text field in the ContentBlock object at messages.${index}.content.${position} is blank. Add text to the text field, and try again.`,
      );
    }
    return text;
  });
  return { role: message.role, text: texts.join('\n') };
}

function parseBody(body: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new BedrockError('ValidationException', 'The request body is not valid JSON.', { cause });
  }
  if (!isObject(value)) throw invalid('The request body must be a JSON object.');
  return value;
}

function textOf(block: unknown): string | undefined {
  return isObject(block) && typeof block.text === 'string' ? block.text : undefined;
}

function invalid(message: string): BedrockError {
  return new BedrockError('ValidationException', message);
}
