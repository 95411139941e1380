import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import { AwsStub } from './aws-stub/aws-stub.ts';
import { runCommand } from './run-command.ts';

vi.mock(import('../src/package.ts'), async (original) => {
  const [{ packageFunction }, { packagedOnce }] = await Promise.all([
    original(),
    import('./packaged-once.ts'),
  ]);
  return { packageFunction: () => packagedOnce(packageFunction) };
});

/** An account with Case Insights for the deployment `acme`, new for each test of the file. */
export interface StubbedAccount {
  readonly stub: AwsStub;
  /** Runs a command for `acme` against the stub instead of AWS. */
  run(command: string, ...args: string[]): ReturnType<typeof runCommand>;
}

export function stubbedAccount(): StubbedAccount {
  const home = temporaryFolder(afterAll);
  const exports = {
    'aws-case-insights-AthenaDatabaseName': 'case_insights_acme',
    'aws-case-insights-AthenaWorkGroupName': 'CaseInsights-acme',
    'aws-case-insights-AthenaQueryResultsBucket': 's3-acme-athena-results',
  };
  let stub = new AwsStub({ exports });
  let endpoint = '';
  beforeEach(async () => {
    stub = new AwsStub({ exports });
    endpoint = await stub.start();
  });
  afterEach(() => stub.stop());
  return {
    get stub() {
      return stub;
    },
    run: (command, ...args) =>
      runCommand([command, '--id', 'acme', ...args], {
        HOME: home,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
      }),
  };
}
