import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from '@case-insights/testing/processes';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeRelease } from '../src/cli/write-release.ts';
import { packageFunction } from '../src/package.ts';
import { AwsStub } from './aws-stub/aws-stub.ts';

const parent = mkdtempSync(join(tmpdir(), 'release-'));
const folder = join(parent, 'case-insights-mcp');
const sources = { version: '1.2.3', readme: 'read me', license: 'a license' };
beforeAll(() => writeRelease(folder, sources));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

describe('a release', () => {
  it("holds the function's zip, every template and the commands, each with its hash", () => {
    const sums = read('SHA256SUMS');
    const paths = sums
      .trim()
      .split('\n')
      .map((line) => line.split('  ')[1]);
    expect(paths.filter((path) => !/^(?:dist|add-ons)\//.test(path ?? ''))).toEqual([
      'LICENSE',
      'README.md',
      'cdk/case-insights-mcp.mjs',
      'cdk/package.json',
      'function.zip',
      'package.json',
      'template.yaml',
      'terraform/main.tf',
    ]);
    expect(paths).toEqual(
      expect.arrayContaining(['add-ons/watch.yaml', 'add-ons/rollout.yaml', 'dist/infra.js']),
    );
    expect(sums).toContain(`${packageFunction().hash}  function.zip\n`);
    for (const line of sums.trim().split('\n')) {
      const [sum, path = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex'),
        path,
      ).toBe(sum);
    }
  });

  it('has the same bytes when it is made again', () => {
    const again = join(parent, 'again');
    writeRelease(again, sources);
    expect(readFileSync(join(again, 'SHA256SUMS'), 'utf8')).toBe(read('SHA256SUMS'));
  });

  it('names its commands as the documents do', () => {
    const { version, scripts } = JSON.parse(read('package.json')) as { version: string; scripts: object };
    expect(version).toBe('1.2.3');
    expect(scripts).toMatchObject({
      'deploy:stack': 'node dist/infra.js deploy',
      'destroy:stack': 'node dist/infra.js destroy',
      grant: 'node dist/infra.js grant',
      smoke: 'node dist/infra.js smoke',
    });
  });
});

describe('the commands of a release', () => {
  let stub: AwsStub;
  let endpoint: string;
  beforeEach(async () => {
    stub = new AwsStub({
      exports: {
        'aws-case-insights-AthenaDatabaseName': 'case_insights_acme',
        'aws-case-insights-AthenaWorkGroupName': 'CaseInsights-acme',
        'aws-case-insights-AthenaQueryResultsBucket': 's3-acme-athena-results',
      },
    });
    endpoint = await stub.start();
  });
  afterEach(() => stub.stop());

  const deploy = () =>
    runScript(join(folder, 'dist/infra.js'), ['deploy', '--id', 'acme'], {
      env: {
        PATH: process.env.PATH,
        HOME: parent,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_EC2_METADATA_DISABLED: 'true',
        CASE_INSIGHTS_POLL_MS: '1',
      },
    });

  it('deploy what it holds, without a clone, a build or an installation', async () => {
    const { stdout, stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Release 1.2.3, its files as they were released');
    expect(stdout).toContain('case-insights-bridge setup --url https://abc123.execute-api.us-east-1');
    expect([...stub.s3.objects]).toEqual([
      [
        `mcp-case-insights-123456789012-us-east-1/acme/${packageFunction().hash}.zip`,
        packageFunction().zip.length,
      ],
    ]);
  });

  it('deploy nothing of a release that was changed', async () => {
    appendFileSync(join(folder, 'add-ons/watch.yaml'), '# changed\n');
    const { stderr, code } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain('add-ons/watch.yaml differs from the released file.');
    expect(stub.calls).toEqual([]);
  });
});
