import * as sdk from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { parameterDocuments } from './parameters.ts';

/** SSM with these parameters, two a page. */
function ssm(parameters: Readonly<Record<string, string>>) {
  const send = async (command: { input: { Name?: string; Path?: string; NextToken?: string } }) => {
    const { Name, Path = '', NextToken } = command.input;
    if (Name !== undefined) {
      if (parameters[Name] === undefined) throw new Error('ParameterNotFound');
      return { Parameter: { Name, Value: parameters[Name] } };
    }
    const below = Object.entries(parameters).filter(([name]) => name.startsWith(Path));
    const from = Number(NextToken ?? 0);
    return {
      Parameters: below.slice(from, from + 2).map(([name, Value]) => ({ Name: name, Value })),
      ...(from + 2 < below.length ? { NextToken: String(from + 2) } : {}),
    };
  };
  return async () => ({ sdk, client: { send: send as never } });
}

describe('parameterDocuments', () => {
  it('reads one parameter', async () => {
    const read = parameterDocuments('/cases/policy', ssm({ '/cases/policy': '{}', '/cases/other': 'x' }));
    expect(await read()).toEqual([{ name: '/cases/policy', text: '{}' }]);
  });

  it('reads all below a path, over all pages, in the order of their names', async () => {
    const all = { '/p/c': '3', '/p/a': '1', '/q/x': 'no', '/p/d': '4', '/p/b': '2' };
    const read = parameterDocuments('/p/', ssm(all));
    expect((await read()).map(({ name, text }) => name + text)).toEqual(['/p/a1', '/p/b2', '/p/c3', '/p/d4']);
  });

  it('finds no document below an empty path, and one that says nothing where a value is missing', async () => {
    expect(await parameterDocuments('/p/', ssm({}))()).toEqual([]);
    const send = async () => ({ Parameters: [{ Name: '/p/a' }] });
    const read = parameterDocuments('/p/', async () => ({ sdk, client: { send: send as never } }));
    expect(await read()).toEqual([{ name: '/p/a', text: '' }]);
  });

  it('gives up on a read that gets no answer', async () => {
    const send = (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        abortSignal.addEventListener('abort', () => reject(abortSignal.reason));
      });
    const silent = async () => ({ sdk, client: { send: send as never } });
    for (const name of ['/p', '/p/']) {
      await expect(parameterDocuments(name, silent, 1)()).rejects.toMatchObject({
        message: expect.stringContaining('timeout'),
      });
    }
  });

  it('fails where there is no such parameter', async () => {
    await expect(parameterDocuments('/nope', ssm({}))()).rejects.toMatchObject({
      message: 'ParameterNotFound',
    });
  });
});
