import {
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  ListEntitiesForPolicyCommand,
} from '@aws-sdk/client-iam';
import { errorName, isAccessDenied } from './failure.ts';

/** Somebody of this account whom the user policy lets in. */
export interface Holder {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
}

/** Who holds the policy, as far as may be seen. */
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
      .catch(nobody);
    for (const { UserName: name = '' } of page?.PolicyUsers ?? []) holders.push({ kind: 'user', name });
    for (const { RoleName: name = '' } of page?.PolicyRoles ?? []) holders.push({ kind: 'role', name });
    for (const { GroupName: name = '' } of page?.PolicyGroups ?? []) holders.push({ kind: 'group', name });
    marker = page?.Marker;
  } while (marker !== undefined);
  return holders;
}

/** No such policy is nobody's; who may not look goes on, and CloudFormation says it if somebody holds the policy. */
function nobody(thrown: unknown): undefined {
  if (!/NoSuchEntity/.test(errorName(thrown)) && !isAccessDenied(thrown)) throw thrown;
}

/** Takes the policy from everybody, since IAM deletes none that somebody still holds. */
export async function detachAll(
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
