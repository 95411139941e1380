import {
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it } from 'vitest';
import { type Service, startService } from '../http/service.ts';
import { createParameterStore } from './parameter-store.ts';

const running: Service[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.close()));
});

async function client(parameters: Record<string, string>): Promise<SSMClient> {
  const service = await startService(createParameterStore(new Map(Object.entries(parameters))));
  running.push(service);
  return new SSMClient({
    region: 'us-east-1',
    endpoint: service.endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
}

describe('the parameter store', () => {
  it('gives one parameter', async () => {
    const ssm = await client({ '/a/one': '1' });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/a/one', WithDecryption: true }));
    expect(Parameter).toMatchObject({ Name: '/a/one', Value: '1' });
  });

  it('says that a parameter is not there', async () => {
    const ssm = await client({});
    await expect(ssm.send(new GetParameterCommand({ Name: '/a' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('lists a path in name order, ten to a page, without the folders below', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `/p/${String.fromCharCode(108 - index)}`);
    const ssm = await client({
      ...Object.fromEntries(names.map((name) => [name, 'x'])),
      '/p/deep/er': 'y',
      '/pq': 'z',
    });
    const first = await ssm.send(new GetParametersByPathCommand({ Path: '/p/' }));
    const second = await ssm.send(
      new GetParametersByPathCommand({ Path: '/p/', NextToken: first.NextToken }),
    );
    const listed = [...(first.Parameters ?? []), ...(second.Parameters ?? [])].map(({ Name }) => Name);
    expect(first.Parameters).toHaveLength(10);
    expect(second.NextToken).toBeUndefined();
    expect(listed).toEqual(names.sort());
  });

  it('takes a new value, and refuses one over 4 KB', async () => {
    const ssm = await client({ '/a': 'old' });
    await ssm.send(new PutParameterCommand({ Name: '/a', Value: 'new', Overwrite: true }));
    expect((await ssm.send(new GetParameterCommand({ Name: '/a' }))).Parameter?.Value).toBe('new');
    const long = new PutParameterCommand({ Name: '/a', Value: 'x'.repeat(4097), Overwrite: true });
    await expect(ssm.send(long)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
