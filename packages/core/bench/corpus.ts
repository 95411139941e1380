import { readdirSync, readFileSync } from 'node:fs';
import { getTokenizer } from '@anthropic-ai/tokenizer';
import { Tiktoken } from 'js-tiktoken/lite';
import cl100k from 'js-tiktoken/ranks/cl100k_base';

/** A text of the corpus and the tokens that two public tokenizers count for it; the larger is what an estimate must meet. */
export interface CorpusDocument {
  readonly name: string;
  readonly text: string;
  readonly cl100k: number;
  readonly claude: number;
  readonly tokens: number;
}

/**
 * Reads the corpus: case summaries in 26 languages and the technical text that cases quote. The two tokenizers stand
 * in for those of Bedrock's models, which are not public: OpenAI's cl100k_base, whose vocabulary Llama 3 extends, and
 * the one Anthropic published for Claude 2.
 */
export function readCorpus(directory: string): CorpusDocument[] {
  const openai = new Tiktoken(cl100k);
  const anthropic = getTokenizer();
  const documents = readdirSync(directory)
    .sort()
    .map((file) => {
      const text = readFileSync(`${directory}/${file}`, 'utf8');
      const counts = {
        cl100k: openai.encode(text, [], []).length,
        claude: anthropic.encode(text.normalize('NFKC'), 'all').length,
      };
      return {
        name: file.replace('.txt', ''),
        text,
        ...counts,
        tokens: Math.max(counts.cl100k, counts.claude),
      };
    });
  anthropic.free();
  return documents;
}

/** The middle value; of an even number, the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
