export { type IdsAsText, idsAsText } from './ids-as-text.ts';
export { addMembers, elements, memberText, replaceMember } from './json-splice.ts';
