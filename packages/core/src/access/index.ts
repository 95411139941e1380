export { isCallerArn } from './caller.ts';
export { matchesGlob } from './glob.ts';
export {
  type AccessPolicy,
  AccessPolicyError,
  type AccessScope,
  type PolicyDocument,
  parseAccessPolicy,
  scopeOf,
} from './policy.ts';
export { repeatedName } from './repeated-name.ts';
export { isWebCaller } from './web-caller.ts';
