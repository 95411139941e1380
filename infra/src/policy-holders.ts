import {
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  ListEntitiesForPolicyCommand,
} from '@aws-sdk/client-iam';
import { errorName, isAccessDenied } from './failure.ts';

/** A user, role or group that the user policy is attached to. */
export interface Holder {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
}

/** Everyone the policy is attached to; empty when the policy does not exist or reading that is denied. */
export async function listHolders(iam: IAMClient, policyArn: string): Promise<readonly Holder[]> {
  const holders: Holder[] = [];
  let marker: string | undefined;
  do {
    const page = await iam
      .send(
        new ListEntitiesForPolicyCommand({
          PolicyArn: policyArn,
          ...(marker === undefined ? {} : { Marker: marker }),
        }),
      )
      .catch(ignoreMissingOrDenied);
    for (const { UserName: name = '' } of page?.PolicyUsers ?? []) holders.push({ kind: 'user', name });
    for (const { RoleName: name = '' } of page?.PolicyRoles ?? []) holders.push({ kind: 'role', name });
    for (const { GroupName: name = '' } of page?.PolicyGroups ?? []) holders.push({ kind: 'group', name });
    marker = page?.Marker;
  } while (marker !== undefined);
  return holders;
}

/** A missing policy has no holders. Without the permission to list them, CloudFormation reports a holder later. */
function ignoreMissingOrDenied(thrown: unknown): undefined {
  if (!/NoSuchEntity/.test(errorName(thrown)) && !isAccessDenied(thrown)) throw thrown;
}

/** Detaches the policy from all holders, since IAM does not delete an attached policy. */
export async function detachFromAll(
  iam: IAMClient,
  PolicyArn: string,
  holders: readonly Holder[],
): Promise<void> {
  for (const { kind, name } of holders) {
    if (kind === 'user') await iam.send(new DetachUserPolicyCommand({ UserName: name, PolicyArn }));
    else if (kind === 'role') await iam.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn }));
    else await iam.send(new DetachGroupPolicyCommand({ GroupName: name, PolicyArn }));
  }
}
