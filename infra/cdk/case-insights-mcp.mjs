import { fileURLToPath } from 'node:url';
import { Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';

const inRelease = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * The core's stack, of the release that this file is part of. `identifier` is that of the Case Insights deployment,
 * `parameters` are others of template.yaml by name; outputs and resources are in `template`.
 *
 *     new CaseInsightsMcpStack(app, 'CaseInsightsMcp', { identifier: 'acme', parameters: { AlarmEmail: 'ops@example.com' } });
 */
export class CaseInsightsMcpStack extends Stack {
  constructor(scope, id, { identifier, parameters = {}, ...props }) {
    super(scope, id, { stackName: 'mcp-case-insights', ...props });
    this.identifier = identifier;
    this.parameters = parameters;
    const code = new Asset(this, 'Code', { path: inRelease('function.zip') });
    this.template = new CfnInclude(this, 'Template', {
      templateFile: inRelease('template.yaml'),
      parameters: {
        ...parameters,
        UniqueIdentifier: identifier,
        CodeBucket: code.s3BucketName,
        CodeKey: code.s3ObjectKey,
      },
    });
  }
}

/** The add-on watch beside that stack: dashboard, alarms and saved queries. */
export class CaseInsightsMcpWatchStack extends Stack {
  constructor(scope, id, { core, parameters = {}, ...props }) {
    super(scope, id, { stackName: `${core.stackName}-watch`, ...props });
    this.addStackDependency(core);
    const { identifier, parameters: ofCore } = core;
    this.template = new CfnInclude(this, 'Template', {
      templateFile: inRelease('add-ons/watch.yaml'),
      parameters: {
        StageName: ofCore.StageName ?? 'prod',
        // By their names: a reference would keep the core from ever taking them away.
        AccessLogGroup:
          ofCore.AccessLogs === 'off' ? '' : `/aws/apigateway/mcp-case-insights-access-${identifier}`,
        AlarmTopic: ofCore.AlarmEmail
          ? `arn:${core.partition}:sns:${core.region}:${core.account}:mcp-case-insights-alarms-${identifier}`
          : '',
        ...parameters,
        UniqueIdentifier: identifier,
        CoreStackName: core.stackName,
      },
    });
  }
}
