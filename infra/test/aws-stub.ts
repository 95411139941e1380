import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';

/** What the stub knows at the start; tests change it between commands. */
export interface World {
  exports: Record<string, string>;
  model: 'granted' | 'denied' | 'unknown';
  loggingRole: boolean;
  /** The account that has the artifact bucket, once there is one. */
  bucketOwner: string;
  /** A resource that fails when the stack is made or changed, with CloudFormation's reason. */
  failing?: { logicalId: string; type: string; reason: string } | undefined;
  /** Operations that are denied. */
  denied: Set<string>;
  users: Set<string>;
}

interface StackState {
  id: string;
  name: string;
  status: string;
  parameters: Record<string, string>;
  template: string;
  outputs: Record<string, string>;
}
interface Event {
  id: string;
  logicalId: string;
  type: string;
  status: string;
  reason: string;
  time: string;
}
interface ChangeSet {
  id: string;
  stack: string;
  type: string;
  parameters: Record<string, string>;
  template: string;
}

const ACCOUNT = '123456789012';

/** The parts of STS, CloudFormation, S3, Lambda, Bedrock, API Gateway and IAM that the commands speak to, with state. */
export class AwsStub {
  readonly world: World;
  readonly stacks = new Map<string, StackState>();
  readonly objects = new Map<string, number>();
  readonly buckets = new Set<string>();
  /** Every operation in order, as `service.Operation`. */
  readonly calls: string[] = [];
  code: { bytes: number; sha256: string } | undefined;
  attached: string[] = [];
  private readonly events = new Map<string, Event[]>();
  private readonly changeSets = new Map<string, ChangeSet>();
  private clock = Date.parse('2026-01-01T00:00:00Z');
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor(world: Partial<World> = {}) {
    this.world = {
      exports: {},
      model: 'granted',
      loggingRole: true,
      bucketOwner: ACCOUNT,
      denied: new Set(),
      users: new Set(),
      ...world,
    };
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    const service =
      /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const url = new URL(request.url ?? '/', 'http://stub');
    if (service === 's3') {
      this.s3(request, url, await buffer(request), response);
      return;
    }
    const body = await text(request);
    const query = new URLSearchParams(body);
    const operation = query.get('Action') ?? `${request.method} ${url.pathname}`;
    this.calls.push(`${service}.${operation}`);
    if (this.world.denied.has(operation)) {
      const message = `User is not authorized to perform: ${service}:${operation}`;
      if (query.has('Action')) return xmlError(response, 403, 'AccessDenied', message);
      return json(response, 403, { message }, { 'x-amzn-errortype': 'AccessDeniedException' });
    }
    if (query.has('Action')) return this.query(operation, query, response);
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

  private readonly operations: Record<string, (query: URLSearchParams) => string> = {
    GetCallerIdentity: () =>
      `<Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/deployer</Arn><UserId>U</UserId>`,
    ListExports: () =>
      `<Exports>${Object.entries(this.world.exports)
        .map(([name, value]) => `<member><Name>${name}</Name><Value>${value}</Value></member>`)
        .join('')}</Exports>`,
    DescribeStacks: (query) => {
      const stack = this.find(query.get('StackName') ?? '');
      return `<Stacks><member>${stackXml(stack)}</member></Stacks>`;
    },
    DescribeStackEvents: (query) => {
      const stack = this.find(query.get('StackName') ?? '');
      const events = [...(this.events.get(stack.id) ?? [])].reverse();
      return `<StackEvents>${events.map(eventXml).join('')}</StackEvents>`;
    },
    CreateChangeSet: (query) => {
      const name = query.get('StackName') ?? '';
      const type = query.get('ChangeSetType') ?? '';
      const stack = type === 'CREATE' ? this.makeStack(name) : this.find(name);
      const id = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:changeSet/${query.get('ChangeSetName')}/1`;
      const parameters = members(query, 'Parameters', 'ParameterKey', 'ParameterValue');
      this.changeSets.set(id, {
        id,
        stack: stack.id,
        type,
        parameters,
        template: query.get('TemplateBody') ?? '',
      });
      return `<Id>${id}</Id><StackId>${stack.id}</StackId>`;
    },
    DescribeChangeSet: (query) => {
      const set = this.changeSets.get(query.get('ChangeSetName') ?? '');
      if (set === undefined) throw new Error('ChangeSetNotFound|no such change set');
      const changes = this.changesOf(set);
      if (changes.length === 0) {
        return "<Status>FAILED</Status><StatusReason>The submitted information didn't contain changes.</StatusReason>";
      }
      return `<Status>CREATE_COMPLETE</Status><Changes>${changes.join('')}</Changes>`;
    },
    DeleteChangeSet: (query) => {
      this.changeSets.delete(query.get('ChangeSetName') ?? '');
      return '';
    },
    ExecuteChangeSet: (query) => {
      const set = this.changeSets.get(query.get('ChangeSetName') ?? '');
      if (set === undefined) throw new Error('ChangeSetNotFound|no such change set');
      this.execute(set);
      return '';
    },
    DeleteStack: (query) => {
      const stack = this.find(query.get('StackName') ?? '');
      this.record(stack, stack.name, 'AWS::CloudFormation::Stack', 'DELETE_IN_PROGRESS');
      if (this.attached.length > 0) {
        const reason = 'Cannot delete a policy attached to entities.';
        this.record(stack, 'UserAccessPolicy', 'AWS::IAM::ManagedPolicy', 'DELETE_FAILED', reason);
        stack.status = 'DELETE_FAILED';
        return '';
      }
      this.record(stack, 'Function', 'AWS::Lambda::Function', 'DELETE_COMPLETE');
      stack.status = 'DELETE_COMPLETE';
      return '';
    },
    ListEntitiesForPolicy: () => {
      const names = this.attached.map((entry) => entry.split(' ')[0]);
      const users = names.map((name) => `<member><UserName>${name}</UserName></member>`).join('');
      return `<PolicyUsers>${users}</PolicyUsers><IsTruncated>false</IsTruncated>`;
    },
    DetachUserPolicy: (query) => {
      const entry = `${query.get('UserName')} ${query.get('PolicyArn')}`;
      this.attached = this.attached.filter((other) => other !== entry);
      return '';
    },
    AttachUserPolicy: (query) => this.attach(query, 'UserName'),
    AttachRolePolicy: (query) => this.attach(query, 'RoleName'),
  };

  private attach(query: URLSearchParams, key: string): string {
    const name = query.get(key) ?? '';
    if (!this.world.users.has(name)) throw new Error(`NoSuchEntity|The principal ${name} cannot be found.`);
    this.attached.push(`${name} ${query.get('PolicyArn')}`);
    return '';
  }

  private rest(service: string, url: URL, body: string, response: ServerResponse) {
    if (service === 'bedrock' && url.pathname.startsWith('/foundation-model-availability/')) {
      if (this.world.model === 'unknown') {
        return json(
          response,
          404,
          { message: 'no such model' },
          { 'x-amzn-errortype': 'ResourceNotFoundException' },
        );
      }
      const granted = this.world.model === 'granted';
      return json(response, 200, {
        modelId: 'm',
        agreementAvailability: { status: 'AVAILABLE' },
        authorizationStatus: granted ? 'AUTHORIZED' : 'NOT_AUTHORIZED',
        entitlementAvailability: granted ? 'AVAILABLE' : 'NOT_AVAILABLE',
        regionAvailability: 'AVAILABLE',
      });
    }
    if (service === 'bedrock') return json(response, 200, { inferenceProfileId: 'p' });
    if (service === 'apigateway') {
      return json(
        response,
        200,
        this.world.loggingRole ? { cloudwatchRoleArn: 'arn:aws:iam::1:role/x' } : {},
      );
    }
    if (service === 'lambda' && url.pathname.endsWith('/code')) {
      const zip = Buffer.from((JSON.parse(body) as { ZipFile: string }).ZipFile, 'base64');
      this.code = { bytes: zip.length, sha256: createHash('sha256').update(zip).digest('base64') };
      return json(response, 200, {});
    }
    if (service === 'lambda') {
      const running = [...this.stacks.values()].some(
        ({ status }) => /COMPLETE$/.test(status) && !/DELETE|ROLLBACK/.test(status),
      );
      if (!running)
        return json(
          response,
          404,
          { Message: 'not found' },
          { 'x-amzn-errortype': 'ResourceNotFoundException' },
        );
      const Configuration = {
        State: 'Active',
        LastUpdateStatus: 'Successful',
        CodeSha256: this.code?.sha256,
      };
      return json(response, 200, url.pathname.endsWith('/configuration') ? Configuration : { Configuration });
    }
    json(response, 404, { message: `no ${service} here` });
  }

  /** Change sets that were made and neither executed nor deleted. */
  get openChangeSets(): number {
    return this.changeSets.size;
  }

  private s3(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse) {
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = `${bucket}/${rest.join('/')}`;
    this.calls.push(
      `s3.${request.method} ${rest.length > 0 && rest[0] !== '' ? 'object' : 'bucket'}${url.search.replace(/x-id=\w+/, '').replace(/^\?$/, '')}`,
    );
    const isObject = rest.join('') !== '';
    const expected = request.headers['x-amz-expected-bucket-owner'];
    if (this.buckets.has(bucket) && (expected ?? ACCOUNT) !== this.world.bucketOwner) {
      return void response.writeHead(403).end();
    }
    const there = isObject ? this.objects.has(key) : this.buckets.has(bucket);
    if (request.method === 'HEAD') return void response.writeHead(there ? 200 : 404).end();
    if (request.method === 'PUT' && isObject) this.objects.set(key, body.length);
    if (request.method === 'PUT' && !isObject && url.searchParams.size === 0) this.buckets.add(bucket);
    if (request.method === 'DELETE') this.buckets.delete(bucket);
    if (request.method === 'POST' && url.searchParams.has('delete')) {
      for (const [, name] of body.toString().matchAll(/<Key>([^<]+)<\/Key>/g)) {
        this.objects.delete(`${bucket}/${name}`);
      }
      return xmlBody(response, '<DeleteResult/>');
    }
    if (request.method === 'GET') {
      const prefix = `${bucket}/${url.searchParams.get('prefix') ?? ''}`;
      const keys = [...this.objects.keys()].filter((name) => name.startsWith(prefix));
      const contents = keys
        .map((name) => `<Contents><Key>${name.slice(bucket.length + 1)}</Key></Contents>`)
        .join('');
      return xmlBody(
        response,
        `<ListBucketResult><KeyCount>${keys.length}</KeyCount>${contents}</ListBucketResult>`,
      );
    }
    response.writeHead(200).end();
  }

  private makeStack(name: string): StackState {
    const id = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/${name}/${this.stacks.size}`;
    const stack = { id, name, status: 'REVIEW_IN_PROGRESS', parameters: {}, template: '', outputs: {} };
    this.stacks.set(id, stack);
    this.record(stack, name, 'AWS::CloudFormation::Stack', 'REVIEW_IN_PROGRESS');
    return stack;
  }

  private find(nameOrId: string): StackState {
    const named = [...this.stacks.values()].find(
      ({ name, status }) => name === nameOrId && status !== 'DELETE_COMPLETE',
    );
    const stack = this.stacks.get(nameOrId) ?? named;
    if (stack === undefined) throw new Error(`ValidationError|Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  /** An added function for a new stack; a changed one, and a renewed deployment, for a changed template or parameter. */
  private changesOf(set: ChangeSet): string[] {
    if (set.type === 'CREATE') return [changeXml('Add', 'Function', 'AWS::Lambda::Function')];
    const stack = this.find(set.stack);
    const same =
      JSON.stringify(stack.parameters) === JSON.stringify(set.parameters) && stack.template === set.template;
    if (same) return [];
    const changes = [changeXml('Modify', 'Function', 'AWS::Lambda::Function', 'False')];
    if (stack.parameters.StageName !== set.parameters.StageName) {
      changes.push(changeXml('Modify', 'Stage', 'AWS::ApiGateway::Stage', 'True'));
    }
    return changes;
  }

  private execute(set: ChangeSet): void {
    this.changeSets.delete(set.id);
    const stack = this.find(set.stack);
    const verb = set.type === 'CREATE' ? 'CREATE' : 'UPDATE';
    this.record(stack, stack.name, 'AWS::CloudFormation::Stack', `${verb}_IN_PROGRESS`);
    const { failing } = this.world;
    if (failing !== undefined) {
      this.record(stack, failing.logicalId, failing.type, `${verb}_FAILED`, failing.reason);
      this.record(stack, 'Stage', 'AWS::ApiGateway::Stage', `${verb}_FAILED`, 'Resource creation cancelled');
      stack.status = verb === 'CREATE' ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
      return;
    }
    this.record(stack, 'Function', 'AWS::Lambda::Function', `${verb}_COMPLETE`);
    stack.status = `${verb}_COMPLETE`;
    stack.parameters = set.parameters;
    stack.template = set.template;
    stack.outputs = {
      MCPServerEndpoint: 'https://abc123.execute-api.us-east-1.amazonaws.com/prod',
      MCPUserPolicyArn: `arn:aws:iam::${ACCOUNT}:policy/MCPCaseInsights-UserAccess-${set.parameters.UniqueIdentifier}`,
    };
  }

  private record(stack: StackState, logicalId: string, type: string, status: string, reason = ''): void {
    this.clock += 1_000;
    const events = this.events.get(stack.id) ?? [];
    const time = new Date(this.clock).toISOString();
    events.push({ id: `${stack.id}-${events.length}`, logicalId, type, status, reason, time });
    this.events.set(stack.id, events);
  }
}

function members(query: URLSearchParams, list: string, key: string, value: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (let i = 1; query.has(`${list}.member.${i}.${key}`); i += 1) {
    found[query.get(`${list}.member.${i}.${key}`) ?? ''] = query.get(`${list}.member.${i}.${value}`) ?? '';
  }
  return found;
}

function pairs(tag: string, key: string, value: string, entries: Record<string, string>): string {
  const items = Object.entries(entries).map(
    ([k, v]) => `<member><${key}>${k}</${key}><${value}>${v}</${value}></member>`,
  );
  return `<${tag}>${items.join('')}</${tag}>`;
}

function stackXml({ id, name, status, parameters, outputs }: StackState): string {
  return `<StackId>${id}</StackId><StackName>${name}</StackName><StackStatus>${status}</StackStatus>${pairs('Parameters', 'ParameterKey', 'ParameterValue', parameters)}${pairs('Outputs', 'OutputKey', 'OutputValue', outputs)}`;
}

function eventXml({ id, logicalId, type, status, reason, time }: Event): string {
  return `<member><EventId>${id}</EventId><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus><ResourceStatusReason>${reason}</ResourceStatusReason><Timestamp>${time}</Timestamp></member>`;
}

function changeXml(action: string, logicalId: string, type: string, replacement = ''): string {
  return `<member><Type>Resource</Type><ResourceChange><Action>${action}</Action><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType>${replacement === '' ? '' : `<Replacement>${replacement}</Replacement>`}</ResourceChange></member>`;
}

function xmlBody(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'text/xml' }).end(body);
}

function xml(response: ServerResponse, operation: string, body: string): void {
  xmlBody(
    response,
    `<${operation}Response><${operation}Result>${body}</${operation}Result></${operation}Response>`,
  );
}

function xmlError(response: ServerResponse, status: number, code: string, message: string): void {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'text/xml' }).end(`<ErrorResponse>${error}</ErrorResponse>`);
}

function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
