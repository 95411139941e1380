import * as z from 'zod';
import { joinNotes, longestTextFitting, tokensInWords } from './answer-size.ts';
import { defineTool } from './define.ts';
import { continuation, count, stillRunning, text, textOfBytes } from './fields.ts';

/** 2 MB, counted as the limit of a request's body is. */
const MAX_DATA_BYTES = 2 * 1024 * 1024;

export const analyzeWithBedrock = defineTool({
  name: 'analyze_with_bedrock',
  title: 'Analyze data',
  description: 'Asks a Bedrock model about data you send.',
  inputSchema: z.strictObject({
    data: textOfBytes(MAX_DATA_BYTES, 'JSON, CSV or text, up to 2 MB'),
    analysis_prompt: text(10_000, 'Question'),
    next_token: continuation(),
  }),
  example: { data: 'service,cases\nEC2,45\nS3,23', analysis_prompt: 'Which service has more cases?' },
  outputSchema: z.object({
    ...stillRunning,
    analysis: z.string().describe("The model's answer"),
    model_used: z.string().describe('Bedrock model id'),
    usage: z
      .object({ input_tokens: count('Tokens read'), output_tokens: count('Tokens written') })
      .describe('What the model call took'),
    data_truncated: z.boolean().describe('Part of the data did not fit'),
    data_note: z.string().optional().describe('What was left out'),
  }),
  shorten: (answer, maxTokens) =>
    longestTextFitting(answer.analysis, maxTokens, (analysis) => ({
      ...answer,
      analysis: `${analysis}…`,
      data_note: joinNotes(
        answer.data_note,
        `The end of the analysis was left out to stay within ${tokensInWords(maxTokens)}.`,
      ),
    })),
});
