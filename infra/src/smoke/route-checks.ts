import * as z from 'zod';
import { type Check, expectThat } from './check.ts';
import { expectEveryTool, post, readAnswer, readJson, type Stage, TOOL_LIST } from './stage.ts';

/** Every route, without running a tool. */
export function routeChecks(stage: Stage): readonly Check[] {
  const { base } = stage;
  const status = (name: string, method: string, path: string, expected: number): Check => ({
    name,
    run: async () => {
      const response = await stage.fetch(base + path, { method });
      await response.text();
      expectThat(response.status === expected, `status ${expected}`, response.status);
      return undefined;
    },
  });
  return [
    {
      name: 'GET /tools lists every tool',
      run: async () => {
        expectEveryTool((await readAnswer(await stage.fetch(`${base}/tools`), TOOL_LIST)).tools);
        return undefined;
      },
    },
    {
      name: 'GET /tools/{name} describes one',
      run: async () => {
        const response = await stage.fetch(`${base}/tools/get_case_summary`);
        await readAnswer(response, z.looseObject({ name: z.literal('get_case_summary') }));
        return undefined;
      },
    },
    {
      name: 'GET /openapi.json describes REST',
      run: async () => {
        const response = await stage.fetch(`${base}/openapi.json`);
        const { openapi } = await readAnswer(response, z.looseObject({ openapi: z.string() }));
        expectThat(openapi.startsWith('3.1'), 'OpenAPI 3.1', openapi);
        return undefined;
      },
    },
    status('an unknown route is 404', 'GET', '/no-such-route', 404),
    status('GET /mcp is 405', 'GET', '/mcp', 405),
    status('DELETE /mcp is 405', 'DELETE', '/mcp', 405),
    {
      name: 'bad arguments are 400, named',
      run: async () => {
        const response = await post(stage, '/tools/get_case_summary', { days_back: 'soon' });
        const text = await response.text();
        expectThat(response.status === 400, 'status 400', `${response.status} ${text}`);
        const { error } = readJson(
          text,
          z.looseObject({ code: z.literal('invalid_input'), error: z.string() }),
        );
        expectThat(error.includes('days_back'), 'a sentence that names days_back', error);
        return undefined;
      },
    },
  ];
}
