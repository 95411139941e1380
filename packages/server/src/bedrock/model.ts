export interface ModelRequest {
  /** What the model is asked to do. Never holds case text. */
  readonly system: string;
  /** The user turn: the question, and the data fenced as data. */
  readonly prompt: string;
  readonly maxOutputTokens?: number;
  /** Called as the answer grows, with the output tokens so far (an estimate until the end). */
  readonly onProgress?: (outputTokens: number) => void;
}

export interface ModelAnswer {
  readonly text: string;
  /** `max_tokens` means the answer was cut. */
  readonly stopReason: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

/**
 * A Bedrock model. Throws CaseInsightsError: `throttled` after retries, `model_unavailable`, `deadline`; and
 * InputTooLongError when the model refuses the input for its length.
 */
export interface Model {
  readonly id: string;
  ask(request: ModelRequest): Promise<ModelAnswer>;
  /** Exact input tokens, or undefined where the model or its permissions do not support counting. */
  countTokens(request: Pick<ModelRequest, 'system' | 'prompt'>): Promise<number | undefined>;
}

/** The model refused the input for its length; the sizes are there when its message names them, in tokens. */
export class InputTooLongError extends Error {
  override readonly name = 'InputTooLongError';
  constructor(
    message: string,
    readonly inputTokens: number | undefined,
    readonly maximumTokens: number | undefined,
  ) {
    super(message);
  }
}
