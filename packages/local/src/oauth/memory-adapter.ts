import type { Adapter, AdapterPayload } from 'oidc-provider';

/**
 * Where the authorization server keeps clients, sessions, codes and tokens, one adapter for each kind: in this process until
 * it ends. Nothing is removed when it expires, which the library looks at itself; a local stack issues few.
 */
export function memoryAdapters(): (kind: string) => Adapter {
  const kinds = new Map<string, Map<string, AdapterPayload>>();
  return (kind) => {
    const kept = kinds.get(kind) ?? new Map<string, AdapterPayload>();
    kinds.set(kind, kept);
    const first = (matches: (payload: AdapterPayload) => boolean) => [...kept.values()].find(matches);
    return {
      upsert: async (id, payload) => {
        kept.set(id, payload);
      },
      find: async (id) => kept.get(id),
      findByUid: async (uid) => first((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => first((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const payload = kept.get(id);
        if (payload !== undefined) kept.set(id, { ...payload, consumed: Math.floor(Date.now() / 1000) });
      },
      destroy: async (id) => {
        kept.delete(id);
      },
      revokeByGrantId: async (grantId) => {
        for (const [id, payload] of kept) if (payload.grantId === grantId) kept.delete(id);
      },
    };
  };
}
