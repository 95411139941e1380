/** A turn of a conversation, its text blocks joined. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface Prompt {
  readonly system: string;
  readonly turns: readonly Turn[];
}

export interface AnswerRequest extends Prompt {
  /** The answer's limit in tokens, at which it is truncated. */
  readonly maxTokens: number;
  readonly temperature?: number;
}

/** How an answer ended. Token counts are missing if the model does not report them. */
export interface Ending {
  readonly stopReason: 'end_turn' | 'max_tokens' | 'guardrail_intervened';
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** A model behind the Bedrock API: yields the answer piece by piece. Throws BedrockError. */
export interface LanguageModel {
  answer(request: AnswerRequest, signal: AbortSignal): AsyncGenerator<string, Ending>;
}
