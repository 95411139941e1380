import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Definitions } from './definitions.ts';
import { createEngine, type Engine } from './engine.ts';
import { Executions } from './executions.ts';
import { createScanEstimate } from './scan-estimate.ts';
import { readStatement } from './statement.ts';

describe('Executions', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await createEngine();
    const connection = await engine.connect();
    await connection.run('CREATE TABLE numbers AS SELECT i AS n FROM range(100000) t(i)');
    connection.closeSync();
  });

  afterAll(() => engine.close());

  async function start(executions: Executions, query: string) {
    const request = {
      query,
      workgroup: 'cases',
      context: {},
      outputLocation: 's3://out/',
      reuseMaxAge: undefined,
    };
    return executions.start(request, await readStatement(query));
  }

  const create = () =>
    new Executions(
      engine,
      {
        database: 'cases_db',
        partitionKeys: [],
        location: 's3://cases/',
        scannedBytes: createScanEstimate(),
        definitions: new Definitions(),
      },
      () => undefined,
    );

  it('interrupts whatever runs or waits when it is closed', async () => {
    const executions = create();
    const endless =
      'SELECT count(*) FROM numbers a CROSS JOIN numbers b CROSS JOIN numbers c WHERE a.n * b.n = c.n';
    const started = [await start(executions, endless), await start(executions, `${endless} AND a.n > 1`)];
    await executions.close();
    expect(started.map((execution) => execution.state)).toEqual(['CANCELLED', 'CANCELLED']);
  });

  it('forgets the oldest executions beyond five hundred', async () => {
    const executions = create();
    const first = await start(executions, 'SELECT 1');
    await executions.close();
    for (let i = 0; i < 500; i += 1) await start(executions, 'SELECT 1');
    expect(executions.get(first.id)).toBeUndefined();
    expect(executions.list('cases')).toHaveLength(500);
    await executions.close();
  });
});
