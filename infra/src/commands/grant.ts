import { AttachRolePolicyCommand, AttachUserPolicyCommand } from '@aws-sdk/client-iam';
import { openClients } from '../clients.ts';
import { errorName, Failure } from '../failure.ts';
import type { GrantOptions } from '../options.ts';
import { checkCredentials } from '../preflight.ts';
import { checkOwner, describeStack, stackOutputs } from '../stack.ts';
import type { Terminal } from '../terminal.ts';

export interface GrantResult {
  readonly policyArn: string;
  readonly attachedTo: string;
  /** With `--cross-account`: the commands for both accounts. */
  readonly steps: readonly string[];
}

/** Attaches the user access policy to a user or role of this account, or returns the commands that give another account
 * access. */
export async function grant(options: GrantOptions, terminal: Terminal): Promise<GrantResult> {
  const clients = openClients(options);
  const identity = await checkCredentials(clients, options.profile);
  const stack = await describeStack(clients.cloudFormation, options.stackName);
  checkOwner(stack, options);
  const outputs = stack === undefined ? {} : stackOutputs(stack);
  const policyArn = outputs.MCPUserPolicyArn;
  if (policyArn === undefined) {
    throw new Failure(`There is no finished stack ${options.stackName} in ${await clients.region()}.`, {
      fix: `npx -y pnpm@12 deploy:stack --id ${options.id}, or give the --stack-name it was deployed with.`,
    });
  }
  const { target } = options;
  if (target.kind === 'account') {
    const steps = crossAccountSteps({ ...identity, trusted: target.name, policyArn });
    return { policyArn, attachedTo: '', steps };
  }
  try {
    if (target.kind === 'user') {
      await clients.iam.send(new AttachUserPolicyCommand({ UserName: target.name, PolicyArn: policyArn }));
    } else {
      await clients.iam.send(new AttachRolePolicyCommand({ RoleName: target.name, PolicyArn: policyArn }));
    }
  } catch (thrown) {
    if (!/NoSuchEntity/.test(errorName(thrown))) throw thrown;
    throw new Failure(`There is no ${target.kind} ${target.name} in account ${identity.account}.`, {
      fix: `aws iam list-${target.kind}s --query "${target.kind === 'user' ? 'Users[].UserName' : 'Roles[].RoleName'}" lists them.`,
      cause: thrown,
    });
  }
  terminal.tick(`${policyArn} attached to the ${target.kind} ${target.name}`);
  return { policyArn, attachedTo: target.name, steps: [] };
}

/** The commands, for both accounts, that give another account access through a role of this one. */
function crossAccountSteps(side: {
  account: string;
  partition: string;
  trusted: string;
  policyArn: string;
}): readonly string[] {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:${side.partition}:iam::${side.trusted}:root` },
        Action: 'sts:AssumeRole',
      },
    ],
  });
  const role = `arn:${side.partition}:iam::${side.account}:role/CrossAccountMCPAccess`;
  const assume = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role }],
  });
  return [
    `# Here, in ${side.account}: a role with access to the endpoint that ${side.trusted} may assume`,
    `aws iam create-role --role-name CrossAccountMCPAccess --assume-role-policy-document '${trust}'`,
    `aws iam attach-role-policy --role-name CrossAccountMCPAccess --policy-arn ${side.policyArn}`,
    `# There, in ${side.trusted}: each user who needs access may assume that role`,
    `aws iam put-user-policy --user-name <name> --policy-name CaseInsightsMCP --policy-document '${assume}'`,
    `# There, in ~/.aws/config, and then: case-insights-bridge setup --profile case-insights`,
    '[profile case-insights]',
    `role_arn = ${role}`,
    'source_profile = default',
  ];
}
