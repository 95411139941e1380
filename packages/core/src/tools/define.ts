// Zod comes as a namespace in all of core: of `{ z }` a bundler keeps everything, 350 KB of other languages included.
import type * as z from 'zod';

/** A tool's contract with clients, the same over MCP and REST. */
export interface ToolDefinition<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> {
  readonly name: Name;
  readonly title: string;
  /** Every host pays for this text in every conversation: all definitions together stay within 2,000 tokens. */
  readonly description: string;
  readonly inputSchema: Input;
  readonly outputSchema: Output;
  /** Arguments to try the tool with, for OpenAPI: Postman and Swagger UI begin with them. `tools/list` has none. */
  readonly example?: z.input<Input>;
  /** The answer cut to an estimated number of tokens, with a sentence about what is missing. Absent where none is long. */
  shorten?(answer: z.output<Output>, maxTokens: number): z.output<Output>;
  readonly annotations: {
    readonly title: string;
    readonly readOnlyHint: true;
    readonly openWorldHint: false;
  };
}

/** A tool definition with the annotations that all our tools share: they only read, and only this company's cases. */
export function defineTool<Name extends string, Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: Omit<ToolDefinition<Name, Input, Output>, 'annotations'>,
): ToolDefinition<Name, Input, Output> {
  return {
    ...definition,
    annotations: { title: definition.title, readOnlyHint: true, openWorldHint: false },
  };
}
