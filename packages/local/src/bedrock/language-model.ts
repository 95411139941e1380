/** A turn of a conversation, its text blocks joined. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** A tool that the model may answer through: its input is the answer. */
export interface AnswerTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export interface Prompt {
  readonly system: string;
  readonly turns: readonly Turn[];
  /** The first of the tools that the request offers. */
  readonly tool?: AnswerTool;
}

export interface AnswerRequest extends Prompt {
  /** The answer's limit in tokens, at which it is truncated. */
  readonly maxTokens: number;
  readonly temperature?: number;
}

/** How an answer ended. Token counts are missing if the model does not report them. */
export interface Ending {
  readonly stopReason: 'end_turn' | 'tool_use' | 'max_tokens' | 'guardrail_intervened';
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** A piece of an answer: text, or of the JSON that is the input of the tool. */
export type Piece = string | { readonly toolInput: string };

/** A model behind the Bedrock API: yields the answer piece by piece. Throws BedrockError. */
export interface LanguageModel {
  answer(request: AnswerRequest, signal: AbortSignal): AsyncGenerator<Piece, Ending>;
}
