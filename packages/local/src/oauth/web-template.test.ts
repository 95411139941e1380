import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gatewayResponses, WEB_RESOURCES } from './web-template.ts';

const ENDPOINT = 'https://api.example/prod';
const template = readFileSync(new URL('../../../../infra/add-ons/web.yaml', import.meta.url), 'utf8')
  .replaceAll(/\$\{Url\.Value\}/g, ENDPOINT)
  .replaceAll(/\$\{Scopes\}/g, 'cases.read');

/** Each gateway response of the template, with the header that it sets, if any. */
const deployed = [
  ...template.matchAll(
    /ResponseType: (\w+)\n +StatusCode: "(\d+)"\n(?: +ResponseParameters:\n +gatewayresponse\.header\.([\w-]+): (?:!Sub\n +- )?(.*)\n)?[\s\S]*?application\/json: (?:!Sub )?'(.*)'/g,
  ),
].map(([, type, status, header, value, body = '']) => ({
  type,
  response: {
    statusCode: Number(status),
    ...(value === undefined ? {} : { headers: [[header, unquoted(value)]] }),
    body: JSON.parse(body),
  },
}));

/** The text of a quoted scalar of YAML, which here is a text in quotes of API Gateway's. */
function unquoted(scalar: string): string {
  return scalar
    .replace(/^(['"])(.*)\1$/, '$2')
    .replaceAll("''", "'")
    .slice(1, -1);
}

describe('the local API for assistants that cannot sign', () => {
  it.each(Object.entries(gatewayResponses(ENDPOINT, 'cases.read')))(
    'answers %s as the template of the add-on does',
    (type, response) => {
      const body = { ...response.body, request_id: '$context.requestId' };
      expect({ type, response: { ...response, body } }).toEqual(deployed.find((one) => one.type === type));
    },
  );

  it('has its resources, and asks the authorizer for as many', () => {
    const parts = [...template.matchAll(/PathPart: "?([^"\s]+?)"? }/g)].map(([, part]) => part);
    const segments = WEB_RESOURCES.flatMap(({ path }) => path.split('/')).filter((part) => part !== '');
    expect(new Set(segments)).toEqual(new Set(parts));
    const methods = (kind: string) => template.split(`AuthorizationType: ${kind}\n`).length - 1;
    expect(WEB_RESOURCES.filter(({ open }) => open !== true)).toHaveLength(methods('CUSTOM'));
    expect(WEB_RESOURCES.filter(({ open }) => open === true)).toHaveLength(methods('NONE'));
  });
});
