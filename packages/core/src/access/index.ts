export {
  type AccessPolicy,
  AccessPolicyError,
  type AccessScope,
  type PolicyDocument,
  parseAccessPolicy,
  scopeOf,
} from './policy.ts';
