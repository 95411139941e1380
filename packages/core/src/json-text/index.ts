export { type IdsAsText, idsAsText } from './ids-as-text.ts';
export { isObject, type JsonObject } from './json-object.ts';
export { addMembers, elements, memberText, replaceMember } from './json-splice.ts';
