import { isObject, type JsonObject } from '@case-insights/core/json-text';

/**
 * A message without the members that are null where the protocol wants an object or nothing: clients written in languages
 * that have no other word for absent send `"params": null`, `"arguments": null`, `"_meta": null` and
 * `"progressToken": null`. A batch likewise, message by message.
 */
export function withoutNulls(message: unknown): unknown {
  if (Array.isArray(message)) return message.map(withoutNulls);
  if (!isObject(message) || typeof message.method !== 'string' || !('params' in message)) return message;
  const { params, ...rest } = message;
  if (params === null) return rest;
  if (!isObject(params)) return message;
  const { _meta: meta } = params;
  const kept = withoutNull(params, ['arguments', '_meta']);
  return {
    ...rest,
    params: isObject(meta) ? { ...kept, _meta: withoutNull(meta, ['progressToken']) } : kept,
  };
}

function withoutNull(object: JsonObject, names: readonly string[]): JsonObject {
  const entries = Object.entries(object);
  return Object.fromEntries(entries.filter(([name, value]) => value !== null || !names.includes(name)));
}
