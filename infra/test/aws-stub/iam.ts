import type { QueryOperations, World } from './world.ts';

/** The operations of IAM that the commands use. */
export class IamStub {
  /** Each as `<name> <policy ARN>`. */
  attached: string[] = [];

  constructor(private readonly world: World) {}

  readonly operations: QueryOperations = {
    GetRole: (query) => {
      if (this.world.loggingRole === 'deleted') throw new Error('NoSuchEntity|The role cannot be found.');
      return `<Role><RoleName>${query.get('RoleName')}</RoleName></Role>`;
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
}
