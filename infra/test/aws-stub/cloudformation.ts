import { ACCOUNT, type QueryOperations, type World } from './world.ts';

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

/** The operations of CloudFormation that the commands use. Every stack has one function and one stage. */
export class CloudFormationStub {
  readonly stacks = new Map<string, StackState>();
  private readonly events = new Map<string, Event[]>();
  private readonly changeSets = new Map<string, ChangeSet>();
  private clock = Date.parse('2026-01-01T00:00:00Z');

  constructor(
    private readonly world: World,
    private readonly isPolicyAttached: () => boolean,
  ) {}

  /** Change sets that were created and neither executed nor deleted. */
  get openChangeSets(): number {
    return this.changeSets.size;
  }

  /** Whether there is a function: a stack that was created and not deleted. */
  get hasFunction(): boolean {
    return [...this.stacks.values()].some(
      ({ status }) => /COMPLETE$/.test(status) && !/DELETE|ROLLBACK/.test(status),
    );
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
      if (this.isPolicyAttached()) {
        const reason = 'Cannot delete a policy attached to entities.';
        this.record(stack, 'UserAccessPolicy', 'AWS::IAM::ManagedPolicy', 'DELETE_FAILED', reason);
        stack.status = 'DELETE_FAILED';
        return '';
      }
      this.record(stack, 'Function', 'AWS::Lambda::Function', 'DELETE_COMPLETE');
      stack.status = 'DELETE_COMPLETE';
      return '';
    },
  };

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
