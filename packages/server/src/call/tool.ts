import { CaseInsightsError } from '@case-insights/core/errors';
import {
  answerTokens,
  joinNotes,
  nullsNote,
  parseInput,
  type ToolDefinition,
} from '@case-insights/core/tools';
import type * as z from 'zod';
import type { AnswerSoFar, StatementContext } from './context.ts';

/** A tool that can be called: what it promises (core) and what it does (here). */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Whether a call asks a model, of which one request may hold one. */
  readonly analyzes: boolean;
  /** Whether a call reads cases. */
  readonly readsCases: boolean;
  /** Checks the arguments, which throws `invalid_input`, and returns the call itself. */
  prepare(args: unknown): (context: StatementContext) => Promise<Record<string, unknown>>;
}

/**
 * Joins a definition to its handler. The types of both come from the definition's schemas.
 * @param analyzes whether the handler asks a model; `readsCases` whether it reads cases.
 */
export function tool<Name extends string, Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Name, Input, Output>,
  handler: (input: z.output<Input>, context: StatementContext) => Promise<z.output<Output>>,
  {
    analyzes = false,
    readsCases = true,
  }: { readonly analyzes?: boolean; readonly readsCases?: boolean } = {},
): Tool {
  return {
    definition,
    analyzes,
    readsCases,
    prepare: (args) => {
      const input = parseInput(definition, args);
      const note = 'note' in definition.outputSchema.shape ? nullsNote(definition, args, input) : undefined;
      return async (context) => {
        const shortened = (answer: z.output<Output>) =>
          withinTokens(definition, answer, context.maxAnswerTokens);
        const answerSoFar = (soFar: AnswerSoFar) =>
          context.answerSoFar(async () => shortened(definition.outputSchema.parse(await soFar())));
        const answer = await handler(input, { ...context, answerSoFar });
        return shortened(note === undefined ? answer : withNote(definition, answer, note));
      };
    },
  };
}

/** The answer of a tool that has notes, with one more. */
function withNote<Output extends z.ZodObject>(
  { outputSchema }: ToolDefinition<string, z.ZodObject, Output>,
  answer: z.output<Output>,
  note: string,
): z.output<Output> {
  const said = 'note' in answer && typeof answer.note === 'string' ? answer.note : undefined;
  return outputSchema.parse({ ...answer, note: joinNotes(note, said) });
}

/** The answer, shortened where it is too long. Throws `payload_too_large` where that is not possible. */
function withinTokens<Output extends z.ZodObject>(
  { name, shorten }: ToolDefinition<string, z.ZodObject, Output>,
  answer: z.output<Output>,
  maxTokens: number,
): z.output<Output> {
  const tokens = answerTokens(answer);
  if (tokens <= maxTokens) return answer;
  const shorter = shorten?.(answer, maxTokens) ?? answer;
  if (answerTokens(shorter) <= maxTokens) return shorter;
  throw new CaseInsightsError(
    'payload_too_large',
    `The answer of ${name} has about ${tokens.toLocaleString('en')} tokens, but an answer may have ${maxTokens.toLocaleString('en')} here: ask for less, or over HTTP for more with max_tokens.`,
  );
}

/** The tool by this name, or `not_found` with the names there are. */
export function findTool(tools: readonly Tool[], name: string): Tool {
  const found = tools.find(({ definition }) => definition.name === name);
  if (found !== undefined) return found;
  const names = tools.map(({ definition }) => definition.name).join(', ');
  throw new CaseInsightsError(
    'not_found',
    `There is no tool ${JSON.stringify(name.slice(0, 100))}; the tools are ${names}.`,
  );
}
