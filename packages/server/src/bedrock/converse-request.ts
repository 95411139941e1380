import type { ConverseCommandInput, ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import { modelFacts } from '@case-insights/core/models';
import type { AnswerTool, ModelRequest } from '../call/ports.ts';
import type { NamedSizes } from './named-sizes.ts';
import type { RefusalKind } from './refusals.ts';

export type ReasoningEffort = 'low' | 'medium' | 'high';

/** What the deployment adds to every request. */
export interface RequestSettings {
  readonly effort?: ReasoningEffort;
  readonly guardrail?: { readonly id: string; readonly version: string };
}

/** How requests to one model are shaped: what the catalog knows of it, and what its refusals taught since. */
export interface RequestShape {
  readonly systemPrompt: boolean;
  readonly streaming: boolean;
  readonly reasoning: boolean;
  readonly tools: boolean;
  /** The most that the model lets itself be asked for. */
  readonly outputTokens?: number;
}

export function shapeOf(modelId: string): RequestShape {
  const { takesSystemPrompt, takesTools, reasoning } = modelFacts(modelId);
  return {
    systemPrompt: takesSystemPrompt,
    streaming: true,
    reasoning: reasoning !== undefined,
    tools: takesTools,
  };
}

/**
 * The shape that a refusal asks for, or undefined where there is none to try.
 * @param asked output tokens that the refused request asked for.
 */
export function reshape(
  shape: RequestShape,
  kind: RefusalKind,
  { outputLimit }: NamedSizes,
  asked: number | undefined,
): RequestShape | undefined {
  if (kind === 'no_system_prompt' && shape.systemPrompt) return { ...shape, systemPrompt: false };
  if (kind === 'no_streaming' && shape.streaming) return { ...shape, streaming: false };
  if (kind === 'no_tools' && shape.tools) return { ...shape, tools: false };
  if (kind === 'no_reasoning' && shape.reasoning) return { ...shape, reasoning: false };
  if (kind === 'output_limit' && asked !== undefined && asked > 1) {
    const lower = outputLimit !== undefined && outputLimit < asked ? outputLimit : Math.floor(asked / 2);
    return { ...shape, outputTokens: lower };
  }
  return undefined;
}

/** Output tokens that a request of this shape asks for. */
export function outputTokensOf(request: ModelRequest, shape: RequestShape): number | undefined {
  const { maxOutputTokens } = request;
  if (maxOutputTokens === undefined || shape.outputTokens === undefined) return maxOutputTokens;
  return Math.min(maxOutputTokens, shape.outputTokens);
}

/** Instructions and data as Converse takes them. A model without a system prompt gets both in the user turn, instructions first. */
export function conversation(
  { system, prompt }: Pick<ModelRequest, 'system' | 'prompt'>,
  { systemPrompt }: Pick<RequestShape, 'systemPrompt'>,
) {
  const text = systemPrompt ? prompt : `${system}\n\n${prompt}`;
  return {
    ...(systemPrompt ? { system: [{ text: system }] } : {}),
    messages: [{ role: 'user' as const, content: [{ text }] }],
  };
}

/** The input of Converse and ConverseStream alike. */
export function converseInput(
  modelId: string,
  request: ModelRequest,
  shape: RequestShape,
  { effort, guardrail }: RequestSettings,
): ConverseCommandInput {
  const maxTokens = outputTokensOf(request, shape);
  const thinking =
    effort === undefined || !shape.reasoning ? undefined : thinkingFields(modelId, effort, maxTokens);
  // Nova 2 refuses a limit of output tokens at its highest effort (Nova 2 user guide, "Extended thinking").
  const unlimited = thinking !== undefined && 'reasoningConfig' in thinking && effort === 'high';
  return {
    modelId,
    ...conversation(request, shape),
    ...(maxTokens === undefined || unlimited ? {} : { inferenceConfig: { maxTokens } }),
    ...(thinking === undefined ? {} : { additionalModelRequestFields: thinking }),
    ...(request.answerTool === undefined || !shape.tools
      ? {}
      : { toolConfig: toolConfig(request.answerTool) }),
    ...(guardrail === undefined
      ? {}
      : {
          guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version },
        }),
  };
}

/**
 * The model decides whether to use the tool: not every model can be made to, and Claude not while it thinks (Bedrock user
 * guide, "Extended thinking").
 */
function toolConfig({ name, description, inputSchema }: AnswerTool): ToolConfiguration {
  return { tools: [{ toolSpec: { name, description, inputSchema: { json: inputSchema } } }] };
}

/** Thinking tokens of models that want a budget instead of an effort; 1,024 is the least that they take. */
const THINKING_BUDGET: Readonly<Record<ReasoningEffort, number>> = {
  low: 2_048,
  medium: 8_192,
  high: 16_384,
};
const LEAST_THINKING_BUDGET = 1_024;

function thinkingFields(modelId: string, effort: ReasoningEffort, maxTokens: number | undefined) {
  switch (modelFacts(modelId).reasoning) {
    case 'reasoning_effort':
      return { reasoning_effort: effort };
    case 'reasoningConfig':
      return { reasoningConfig: { type: 'enabled', maxReasoningEffort: effort } };
    case 'output_config':
      return { thinking: { type: 'adaptive' }, output_config: { effort } };
    case 'thinking budget': {
      // Half of the output at most, so that an answer fits behind the thinking.
      const budget = Math.min(THINKING_BUDGET[effort], Math.floor((maxTokens ?? Number.MAX_VALUE) / 2));
      return budget < LEAST_THINKING_BUDGET
        ? undefined
        : { thinking: { type: 'enabled', budget_tokens: budget } };
    }
    default:
      return undefined;
  }
}
