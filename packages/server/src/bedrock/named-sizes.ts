/** The sizes that a refusal names, in tokens; absent where it does not. */
export interface NamedSizes {
  readonly input?: number;
  readonly output?: number;
  /** Of input and output together or, where the text speaks of the input alone, of the input. */
  readonly limit?: number;
  /** Of the output alone. */
  readonly outputLimit?: number;
}

/** Each number is found by the words around it, since vendors name the same three in different orders. # is a number. */
const WORDING: Readonly<Record<keyof NamedSizes, readonly string[]>> = {
  input: [
    'too long: (#) tokens',
    'exceed context limit: (#) \\+ # > #',
    '(#) in the (?:messages|prompt)',
    'request has (#)',
  ],
  output: [
    'exceed context limit: # \\+ (#) > #',
    '(#) in the completion',
    "max(?:_completion)?_tokens' is too large: (#)",
  ],
  limit: [
    'too long: # tokens > (#) maximum',
    'exceed context limit: # \\+ # > (#)',
    'maximum context length (?:of \\S+ )?is (#) tokens',
  ],
  outputLimit: ['exceeds the model limit of (#)', 'max_tokens:? # > (#)'],
};

/** Sizes stand at the beginning; a text can quote the input at length after it. */
const LONGEST_TEXT = 1_000;

/** Reads the sizes that the text of a refusal names. */
export function namedSizes(text: string): NamedSizes {
  const beginning = text.slice(0, LONGEST_TEXT);
  const read = (field: keyof NamedSizes) => {
    for (const wording of WORDING[field]) {
      const digits = new RegExp(wording.replaceAll('#', '\\d[\\d,]*')).exec(beginning)?.[1];
      if (digits !== undefined) return Number(digits.replaceAll(',', ''));
    }
    return undefined;
  };
  const sizes: Partial<Record<keyof NamedSizes, number>> = {};
  for (const field of ['input', 'output', 'limit', 'outputLimit'] as const) {
    const size = read(field);
    if (size !== undefined) sizes[field] = size;
  }
  return sizes;
}
