import * as z from 'zod';
import { answerTool } from './answer-tool.ts';

// What the model answers that makes the names of several parts one. It sees a line for each problem,
// `[7] 34 cases | name | definition | what sets it apart`, and never a case.

const ONE_PROBLEM = z.object({
  name: z.string().describe('What goes wrong and in what, in 2 to 8 words'),
  definition: z.string().describe('One sentence: which cases belong here'),
  theme: z.string().describe('What this and related problems have in common, in 1 to 4 words'),
  same: z.array(z.int().min(1)).describe('Numbers of the lines that are this problem'),
});

/** The answer that joins problems, as the model is asked for it: two levels, themes over problems. */
export const NAMING = z.object({
  problems: z.array(ONE_PROBLEM).describe('Each number of a line belongs to one problem'),
});

export const NAMING_TOOL = answerTool(
  'merge_problems',
  'Hands in which lines are the same problem. Call it once, with every number.',
  NAMING,
);
