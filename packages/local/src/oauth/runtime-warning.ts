/**
 * Loads a module that loads oidc-provider, without what that says of the runtime.
 * Below Node 22, oidc-provider 9 warns that the runtime is not supported. It works there: the tests that sign in
 * run on Node 20 too, and of version 8, which does not warn, nothing has been published since version 9 in October 2025.
 */
export async function withoutRuntimeWarning<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...words);
  };
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}
