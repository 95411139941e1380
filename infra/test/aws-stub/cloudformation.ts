import { templateParameters } from '../../src/template.ts';
import { evaluate, type Resource } from '../evaluate.ts';
import { ACCOUNT, type QueryOperations, type World } from './world.ts';

interface Contents {
  resources: Readonly<Record<string, Resource>>;
  outputs: Record<string, string>;
  exports: readonly string[];
}
interface StackState extends Contents {
  id: string;
  name: string;
  status: string;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  roleArn?: string | undefined;
  isProtected: boolean;
  template: string;
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
  tags: Record<string, string>;
  roleArn: string | undefined;
  adopts: boolean;
  template: string;
}

/** The operations of CloudFormation that the commands use, on what the templates really contain. */
export class CloudFormationStub {
  readonly stacks = new Map<string, StackState>();
  private readonly events = new Map<string, Event[]>();
  private readonly changeSets = new Map<string, ChangeSet>();
  private clock = Date.parse('2026-01-01T00:00:00Z');

  constructor(
    private readonly world: World,
    private readonly isPolicyAttached: () => boolean,
    private readonly logGroups: Set<string>,
  ) {}

  /** Change sets that were created and neither executed nor deleted. */
  get openChangeSets(): number {
    return this.changeSets.size;
  }

  /** Whether there is a function: a stack that was created and not deleted. */
  get hasFunction(): boolean {
    return this.living.some(({ resources }) => 'Function' in resources);
  }

  private get living(): readonly StackState[] {
    return [...this.stacks.values()].filter(
      ({ status }) => /COMPLETE$/.test(status) && !/DELETE|ROLLBACK/.test(status),
    );
  }

  /** A stack as an earlier version of the template left it. */
  addStack(name: string, parameters: Record<string, string>, contents: Contents): void {
    Object.assign(this.makeStack(name), { ...contents, parameters, status: 'CREATE_COMPLETE' });
  }

  readonly operations: QueryOperations = {
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
      const template = query.get('TemplateBody') ?? '';
      const parameters = {
        ...defaultsOf(template),
        ...members(query, 'Parameters', 'ParameterKey', 'ParameterValue'),
      };
      const tags = { ...stack.tags, ...members(query, 'Tags', 'Key', 'Value') };
      const roleArn = query.get('RoleARN') ?? stack.roleArn;
      const adopts = query.get('ImportExistingResources') === 'true';
      this.changeSets.set(id, { id, stack: stack.id, type, parameters, tags, roleArn, adopts, template });
      return `<Id>${id}</Id><StackId>${stack.id}</StackId>`;
    },
    DescribeChangeSet: (query) => {
      const set = this.changeSets.get(query.get('ChangeSetName') ?? '');
      if (set === undefined) throw new Error('ChangeSetNotFound|no such change set');
      const missing = this.missingImport(set);
      if (missing !== undefined) {
        return `<Status>FAILED</Status><StatusReason>No export named ${missing} found.</StatusReason>`;
      }
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
    GetTemplate: (query) => {
      const { template } = this.find(query.get('StackName') ?? '');
      return `<TemplateBody><![CDATA[${template}]]></TemplateBody>`;
    },
    UpdateTerminationProtection: (query) => {
      const stack = this.find(query.get('StackName') ?? '');
      stack.isProtected = query.get('EnableTerminationProtection') === 'true';
      return '';
    },
    DeleteStack: (query) => {
      const stack = this.find(query.get('StackName') ?? '');
      if (stack.isProtected)
        throw new Error(`ValidationError|${stack.name} cannot be deleted while protected`);
      this.record(stack, stack.name, 'AWS::CloudFormation::Stack', 'DELETE_IN_PROGRESS');
      const importer = this.living.find(
        (other) => other !== stack && importsOf(other.resources).some((name) => stack.exports.includes(name)),
      );
      if (importer !== undefined) {
        const reason = `Export ${stack.exports[0]} cannot be deleted as it is in use by ${importer.name}`;
        this.record(stack, stack.name, 'AWS::CloudFormation::Stack', 'DELETE_FAILED', reason);
        stack.status = 'DELETE_FAILED';
        return '';
      }
      if ('UserAccessPolicy' in stack.resources && this.isPolicyAttached()) {
        const reason = 'Cannot delete a policy attached to entities.';
        this.record(stack, 'UserAccessPolicy', 'AWS::IAM::ManagedPolicy', 'DELETE_FAILED', reason);
        stack.status = 'DELETE_FAILED';
        return '';
      }
      for (const [id, { Type, DeletionPolicy, Properties }] of Object.entries(stack.resources)) {
        const isKept = DeletionPolicy?.startsWith('Retain') === true;
        this.record(stack, id, Type, isKept ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE');
        if (!isKept) this.logGroups.delete(String(Properties.LogGroupName));
      }
      stack.status = 'DELETE_COMPLETE';
      return '';
    },
  };

  private makeStack(name: string): StackState {
    const id = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/${name}/${this.stacks.size}`;
    const nothing = {
      parameters: {},
      tags: {},
      isProtected: false,
      template: '',
      resources: {},
      outputs: {},
      exports: [],
    };
    const stack: StackState = { id, name, status: 'REVIEW_IN_PROGRESS', ...nothing };
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

  private missingImport(set: ChangeSet): string | undefined {
    const exported = new Set([...Object.keys(this.world.exports), ...this.living.flatMap((s) => s.exports)]);
    return importsOf(this.contentsOf(set).resources).find((name) => !exported.has(name));
  }

  private contentsOf({ stack, template, parameters }: ChangeSet): Contents {
    const { name } = this.find(stack);
    const { resources, outputs, exports } = evaluate(template, parameters, { 'AWS::StackName': name });
    const physical: Record<string, string> = {
      '${UserAccessPolicy}': `arn:aws:iam::${ACCOUNT}:policy/MCPCaseInsights-UserAccess-${parameters.UniqueIdentifier}`,
      '${AlarmTopic}': `arn:aws:sns:us-east-1:${ACCOUNT}:mcp-case-insights-alarms-${parameters.UniqueIdentifier}`,
      '${AccessLogGroup}': `/aws/apigateway/mcp-case-insights-access-${parameters.UniqueIdentifier}`,
    };
    const values = Object.entries(outputs).map(([key, value]) => {
      const text = String(value).replace('${Api}', 'abc123');
      return [key, physical[text] ?? text];
    });
    return { resources, outputs: Object.fromEntries(values), exports };
  }

  /** What a template and parameters add, change, replace (by a name of its own that changes) and remove. */
  private changesOf(set: ChangeSet): string[] {
    const before = this.find(set.stack).resources;
    const after = this.contentsOf(set).resources;
    const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return ids.flatMap((id) => {
      const [old, next] = [before[id], after[id]];
      if (old === undefined) return [changeXml('Add', id, next?.Type ?? '')];
      if (next === undefined) return [changeXml('Remove', id, old.Type)];
      if (JSON.stringify(old) === JSON.stringify(next)) return [];
      const renamed = NAMES.some(
        (name) => name in old.Properties && old.Properties[name] !== next.Properties[name],
      );
      return [changeXml('Modify', id, next.Type, renamed ? 'True' : 'False')];
    });
  }

  private execute(set: ChangeSet): void {
    this.changeSets.delete(set.id);
    const stack = this.find(set.stack);
    const verb = set.type === 'CREATE' ? 'CREATE' : 'UPDATE';
    this.record(stack, stack.name, 'AWS::CloudFormation::Stack', `${verb}_IN_PROGRESS`);
    const contents = this.contentsOf(set);
    const failing = this.world.failing ?? this.existingLogGroup(set, stack, contents);
    if (failing !== undefined) {
      this.record(stack, failing.logicalId, failing.type, `${verb}_FAILED`, failing.reason);
      this.record(stack, 'Stage', 'AWS::ApiGateway::Stage', `${verb}_FAILED`, 'Resource creation cancelled');
      stack.status = verb === 'CREATE' ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
      return;
    }
    for (const [id, { Type, Properties }] of Object.entries(contents.resources)) {
      this.record(stack, id, Type, `${verb}_COMPLETE`);
      if (Type === LOG_GROUP) this.logGroups.add(String(Properties.LogGroupName));
    }
    Object.assign(stack, contents);
    stack.status = `${verb}_COMPLETE`;
    stack.parameters = set.parameters;
    stack.tags = set.tags;
    stack.roleArn = set.roleArn;
    stack.template = set.template;
  }

  /**
   * A log group that the stack is to create and that is there already fails it, unless existing ones are adopted, which
   * CloudFormation does only under a name that is no function.
   */
  private existingLogGroup({ adopts, template }: ChangeSet, stack: StackState, { resources }: Contents) {
    const existing = Object.entries(resources).find(([id, { Type, Properties }]) => {
      const name = String(Properties.LogGroupName);
      if (Type !== LOG_GROUP || id in stack.resources || !this.logGroups.has(name)) return false;
      return !adopts || !template.includes(`LogGroupName: ${name}\n`);
    });
    if (existing === undefined) return undefined;
    return { logicalId: existing[0], type: LOG_GROUP, reason: 'The log group already exists' };
  }

  private record(stack: StackState, logicalId: string, type: string, status: string, reason = ''): void {
    this.clock += 1_000;
    const events = this.events.get(stack.id) ?? [];
    const time = new Date(this.clock).toISOString();
    events.push({ id: `${stack.id}-${events.length}`, logicalId, type, status, reason, time });
    this.events.set(stack.id, events);
  }
}

const LOG_GROUP = 'AWS::Logs::LogGroup';

/** Properties that hold a resource's own name: a change of one replaces the resource. */
const NAMES = [
  'AlarmName',
  'DashboardName',
  'FunctionName',
  'LogGroupName',
  'ManagedPolicyName',
  'RoleName',
  'StageName',
  'TopicName',
];

/** CloudFormation keeps and describes every parameter, given or not. */
function defaultsOf(template: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templateParameters(template)).flatMap(([name, { Default }]) =>
      Default === undefined ? [] : [[name, String(Default)]],
    ),
  );
}

function importsOf(resources: Readonly<Record<string, Resource>>): readonly string[] {
  return [...JSON.stringify(resources).matchAll(/import\(([^)]+)\)/g)].map(([, name]) => name ?? '');
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

function stackXml({ id, name, status, parameters, tags, roleArn, isProtected, outputs }: StackState): string {
  const role = roleArn === undefined ? '' : `<RoleARN>${roleArn}</RoleARN>`;
  return `${role}${pairs('Tags', 'Key', 'Value', tags)}<StackId>${id}</StackId><StackName>${name}</StackName><StackStatus>${status}</StackStatus><EnableTerminationProtection>${isProtected}</EnableTerminationProtection>${pairs('Parameters', 'ParameterKey', 'ParameterValue', parameters)}${pairs('Outputs', 'OutputKey', 'OutputValue', outputs)}`;
}

function eventXml({ id, logicalId, type, status, reason, time }: Event): string {
  return `<member><EventId>${id}</EventId><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus><ResourceStatusReason>${reason}</ResourceStatusReason><Timestamp>${time}</Timestamp></member>`;
}

function changeXml(action: string, logicalId: string, type: string, replacement = ''): string {
  return `<member><Type>Resource</Type><ResourceChange><Action>${action}</Action><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType>${replacement === '' ? '' : `<Replacement>${replacement}</Replacement>`}</ResourceChange></member>`;
}
