import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { closeServer, listen } from '@case-insights/testing/loopback';
import { json, xml, xmlError } from './answers.ts';
import { answerBedrock } from './bedrock.ts';
import { CloudFormationStub } from './cloudformation.ts';
import { IamStub } from './iam.ts';
import { LambdaStub } from './lambda.ts';
import { LogsStub } from './logs.ts';
import { US_EAST_1 } from './regions.ts';
import { S3Stub } from './s3.ts';
import { ACCOUNT, type QueryOperations, type World } from './world.ts';

/** The services that the commands use, with state, behind one endpoint. */
export class AwsStub {
  readonly world: World;
  /** Every operation in order, as `service.Operation`. */
  readonly calls: string[] = [];
  readonly iam: IamStub;
  readonly cloudFormation: CloudFormationStub;
  readonly lambda: LambdaStub;
  readonly logs = new LogsStub(new Set());
  readonly s3: S3Stub;
  private readonly operations: QueryOperations;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor(world: Partial<World> = {}) {
    this.world = {
      exports: {},
      bedrock: US_EAST_1,
      modelAccess: true,
      loggingRole: 'set',
      bucketOwner: ACCOUNT,
      denied: new Set(),
      users: new Set(),
      ...world,
    };
    this.iam = new IamStub(this.world);
    this.cloudFormation = new CloudFormationStub(
      this.world,
      () => this.iam.attached.length > 0,
      this.logs.groups,
    );
    this.lambda = new LambdaStub(() => this.cloudFormation.hasFunction);
    this.s3 = new S3Stub(this.world, this.calls);
    this.operations = {
      GetCallerIdentity: () =>
        `<Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/deployer</Arn><UserId>U</UserId>`,
      ...this.cloudFormation.operations,
      ...this.iam.operations,
    };
  }

  start(): Promise<string> {
    return listen(this.server);
  }

  stop(): Promise<void> {
    return closeServer(this.server);
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    const service =
      /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const url = new URL(request.url ?? '/', 'http://stub');
    if (service === 's3') {
      this.s3.answer(request, url, await buffer(request), response);
      return;
    }
    const body = await text(request);
    const query = new URLSearchParams(body);
    const target = request.headers['x-amz-target'];
    const operation =
      query.get('Action') ??
      (typeof target === 'string' ? target : undefined) ??
      `${request.method} ${url.pathname}`;
    this.calls.push(`${service}.${operation}`);
    if (this.world.denied.has(operation)) {
      const message = `User is not authorized to perform: ${service}:${operation}`;
      if (query.has('Action')) return xmlError(response, 403, 'AccessDenied', message);
      return json(response, 403, { message }, { 'x-amzn-errortype': 'AccessDeniedException' });
    }
    if (query.has('Action')) return this.query(operation, query, response);
    if (service === 'logs') return this.logs.answer(operation, body, response);
    return this.rest(service, url, body, response);
  }

  private query(operation: string, query: URLSearchParams, response: ServerResponse) {
    const handler = this.operations[operation];
    if (handler === undefined) return xmlError(response, 400, 'InvalidAction', `no ${operation} here`);
    try {
      xml(response, operation, handler(query));
    } catch (thrown) {
      const [code = '', message = ''] = String(thrown instanceof Error ? thrown.message : thrown).split('|');
      xmlError(response, 400, code, message);
    }
  }

  private rest(service: string, url: URL, body: string, response: ServerResponse) {
    if (service === 'bedrock') return answerBedrock(this.world, url, response);
    if (service === 'lambda') return this.lambda.answer(url, body, response);
    if (service === 'apigateway') {
      const role = this.world.loggingRole === 'none' ? {} : { cloudwatchRoleArn: 'arn:aws:iam::1:role/x' };
      return json(response, 200, role);
    }
    json(response, 404, { message: `no ${service} here` });
  }
}
