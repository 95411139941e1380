import * as z from 'zod';
import { answerTool } from './answer-tool.ts';

// What the model answers that reads a part of the cases. The summaries of a part are headed [1], [2] and so on, and the
// answer names them by these indices only, so that no case can be invented. Indices are listed by problem rather than a
// problem by index: a case then costs 2 to 3 output tokens, where `"12":"P3"` costs 7.

const indices = (description: string) =>
  z.array(z.int().min(1)).describe(`Indices of summaries: ${description}`);

const READ_PROBLEM = z.object({
  name: z.string().describe('What goes wrong and in what, in 2 to 8 words'),
  definition: z.string().describe('One sentence: which cases belong here'),
  apart: z.string().describe('What sets it apart from the problem most like it, in a few words'),
  cases: indices('whose main problem it is, the most typical first'),
});

/** The answer about a part, as the model is asked for it. */
export const READING = z.object({
  problems: z.array(READ_PROBLEM).describe('Each index belongs to one problem at most'),
  none: indices('that show no problem, or only one of their own that nothing can be said of'),
  findings: z
    .array(z.object({ text: z.string(), cases: indices('that show it, at most 5') }))
    .describe('At most 10 findings that bear on the question and that names and numbers do not tell'),
});

export const READING_TOOL = answerTool(
  'report_problems',
  'Hands in which problem each summary shows. Call it once, with every index.',
  READING,
);
