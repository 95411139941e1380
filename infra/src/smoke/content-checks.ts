import { PROMPT_NAMES, RESOURCE_URIS } from '@case-insights/core/names';
import * as z from 'zod';
import { type Check, expectThat } from './check.ts';
import { post, readAnswer, type Stage } from './stage.ts';

const PROMPTS = z.looseObject({ prompts: z.array(z.looseObject({ name: z.string() })) });
const RESOURCES = z.looseObject({ resources: z.array(z.looseObject({ uri: z.string() })) });
const CONTENTS = z.looseObject({ contents: z.tuple([z.looseObject({ text: z.string().min(1) })]) });
const COMPLETION = z.looseObject({ completion: z.looseObject({ values: z.array(z.string()) }) });

/** Prompts, resources and completions: what is listed, and one of each; the age of the data costs a query. */
export function contentChecks(stage: Stage): readonly Check[] {
  const ask = async <T>(method: string, params: object, result: z.ZodType<T>): Promise<T> => {
    const response = await post(stage, '/mcp', { jsonrpc: '2.0', id: 1, method, params });
    return (await readAnswer(response, z.looseObject({ result }))).result;
  };
  return [
    {
      name: 'every prompt is listed',
      run: async () => {
        const { prompts } = await ask('prompts/list', {}, PROMPTS);
        expectAll(
          PROMPT_NAMES,
          prompts.map(({ name }) => name),
        );
        return undefined;
      },
    },
    {
      name: 'a service is completed',
      run: async () => {
        const argument = { name: 'service', value: 'dyn' };
        const ref = { type: 'ref/prompt', name: 'service_deep_dive' };
        const { completion } = await ask('completion/complete', { ref, argument }, COMPLETION);
        expectThat(completion.values[0] === 'DynamoDB', 'DynamoDB', completion.values);
        return undefined;
      },
    },
    {
      name: 'every resource is listed',
      run: async () => {
        const { resources } = await ask('resources/list', {}, RESOURCES);
        expectAll(
          Object.values(RESOURCE_URIS),
          resources.map(({ uri }) => uri),
        );
        return undefined;
      },
    },
    {
      name: 'the age of the data can be read',
      run: async () => {
        stage.spending.queries += 1;
        const { contents } = await ask('resources/read', { uri: RESOURCE_URIS.data }, CONTENTS);
        const range = z
          .looseObject({ total_cases: z.number(), last_day: z.string().optional() })
          .parse(JSON.parse(contents[0].text));
        return `${range.total_cases} cases until ${range.last_day ?? 'no day'}`;
      },
    },
  ];
}

function expectAll(expected: readonly string[], listed: readonly string[]): void {
  expectThat(
    expected.every((name) => listed.includes(name)),
    expected.join(', '),
    listed,
  );
}
