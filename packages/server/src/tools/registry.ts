import { parseInput, type ToolDefinition } from '@case-insights/core/tools';
import type * as z from 'zod';
import type { StatementContext } from './context.ts';

/** A tool that can be called: what it promises (core) and what it does (here). */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Checks the arguments, which throws `invalid_input`, and returns the call itself. */
  prepare(args: unknown): (context: StatementContext) => Promise<Record<string, unknown>>;
}

/** Joins a definition to its handler. The types of both come from the definition's schemas. */
export function tool<Name extends string, Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Name, Input, Output>,
  handler: (input: z.output<Input>, context: StatementContext) => Promise<z.output<Output>>,
): Tool {
  return {
    definition,
    prepare: (args) => {
      const input = parseInput(definition, args);
      return (context) => handler(input, context);
    },
  };
}
