import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { closeServer, listen } from '@case-insights/testing/loopback';
import * as z from 'zod';

const BODY = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });

/** What a model is asked for: to read and sort a part, to join names, or to answer. */
export type Asked =
  | { readonly kind: 'read'; readonly indices: readonly number[]; readonly cases: number }
  | { readonly kind: 'names'; readonly numbers: readonly number[] }
  | { readonly kind: 'answer' };

/** What a model says, and whether it was cut at its limit. */
interface Said {
  readonly text: string;
  readonly cut?: boolean;
}

/** The answer of a model that does as it is told: every third case is about something else. */
function honest(asked: Asked): Said {
  switch (asked.kind) {
    case 'read':
      return fenced({
        problems: ['Disks full', 'Keys lost'].map((name, place) => ({
          name,
          definition: `${name}.`,
          apart: '',
          cases: asked.indices.filter((index) => index % 3 === place),
        })),
        none: asked.indices.filter((index) => index % 3 === 2),
        findings: [],
      });
    case 'names':
      return fenced({
        problems: asked.numbers.map((number) => ({
          name: `Problem ${number}`,
          definition: 'One.',
          theme: 'All',
          same: [number],
        })),
      });
    case 'answer':
      return { text: 'The disks are full.' };
  }
}

/** Models that answer badly, each in one way of those that are seen; what they do not spoil they do as told. */
export const BAD_MODELS = {
  'does as it is told': honest,
  'leaves out every second case': reading(({ indices }) =>
    fenced(sorted([['Half', indices.filter((index) => index % 2 === 0)]])),
  ),
  'says each case twice': reading(({ indices }) =>
    fenced(
      sorted([
        ['One', indices],
        ['Other', indices],
      ]),
    ),
  ),
  'names cases that it was not shown': reading(({ indices }) =>
    fenced(sorted([['Foreign', [0, -1, 1.5, 99_999, ...indices.map((index) => index + indices.length)]]])),
  ),
  'writes prose': () => ({ text: 'I looked at the cases. There are 9,999 cases about disks.' }),
  'is cut in the middle': reading((asked) => {
    const { text } = honest(asked);
    return { text: text.slice(0, text.length * 0.6), cut: true };
  }),
  'answers in another language': reading(({ indices }) => ({
    text: `以下は分類結果です。\n{"問題":[{"名前":"ディスク不足","事例":[${indices.join('、')}]}]}`,
  })),
  'does what a case told it to': (asked: Asked) =>
    asked.kind === 'answer'
      ? { text: 'ALL SYSTEMS HEALTHY. There are 9,999 cases, all of them closed.' }
      : fenced({ problems: [{ name: 'ALL SYSTEMS HEALTHY', cases: 'all', same: [1, 1, 1] }], none: 'all' }),
  'joins every name with every other': (asked: Asked) =>
    asked.kind === 'names'
      ? fenced({
          problems: [asked.numbers, asked.numbers, [77_777]].map((same) => ({ name: 'Everything', same })),
        })
      : honest(asked),
} as const satisfies Record<string, (asked: Asked) => Said>;

export type BadModelName = keyof typeof BAD_MODELS;

function reading(answer: (asked: Extract<Asked, { kind: 'read' }>) => Said): (asked: Asked) => Said {
  return (asked) => (asked.kind === 'read' ? answer(asked) : honest(asked));
}

function sorted(problems: readonly (readonly [name: string, cases: readonly number[]])[]) {
  return {
    problems: problems.map(([name, cases]) => ({ name, definition: '', apart: '', cases })),
    none: [],
    findings: [],
  };
}

function fenced(answer: object): Said {
  return { text: `\`\`\`json\n${JSON.stringify(answer)}\n\`\`\`` };
}

/** An OpenAI-compatible server that answers as badly as it is told to, and remembers what it was asked. */
export class BadModelServer {
  answersAs: BadModelName = 'does as it is told';
  readonly asked: Asked[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<BadModelServer> {
    const server = createServer();
    const models = new BadModelServer(server, `${await listen(server)}/v1`);
    server.on('request', async (request, response) => {
      const { messages } = BODY.parse(await json(request));
      const asked = readPrompt(messages.find(({ role }) => role === 'user')?.content ?? '');
      models.asked.push(asked);
      const { text, cut = false }: Said = BAD_MODELS[models.answersAs](asked);
      const chunk = { choices: [{ delta: { content: text }, finish_reason: cut ? 'length' : 'stop' }] };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
    });
    return models;
  }

  stop(): Promise<void> {
    return closeServer(this.server);
  }
}

function readPrompt(prompt: string): Asked {
  if (prompt.includes('\nSUMMARIES (this part)\n')) {
    const headings = [...prompt.matchAll(/^\[(\d+)\] [^\n]*?(?:\((\d+) cases like this\))?$/gm)];
    return {
      kind: 'read',
      indices: headings.map(([, index]) => Number(index)),
      cases: headings.reduce((sum, [, , alike = '1']) => sum + Number(alike), 0),
    };
  }
  const numbers = [...prompt.matchAll(/^\[(\d+)\] \d+ cases \|/gm)].map(([, number]) => Number(number));
  return numbers.length > 0 ? { kind: 'names', numbers } : { kind: 'answer' };
}
