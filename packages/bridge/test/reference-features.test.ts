import { deferred } from '@case-insights/testing/deferred';
import { CLIENT_INFO, ClientV1 } from '@case-insights/testing/sdk-clients';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { McpServer as McpServerV1, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  SubscribeRequestSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { afterEach, describe, expect, it } from 'vitest';
import { attach, connect } from './bridge.ts';
import {
  type ReferenceServer,
  type SessionServer,
  startSessionServer,
  startStatelessServer,
  z,
} from './reference-servers.ts';

const INFO = { name: 'everything', version: '1.0.0' };
let server: ReferenceServer | undefined;
/** What the tool `count` waits for before it answers: clients forget their progress handler with the answer. */
let counted: Promise<unknown> = Promise.resolve();

afterEach(async () => {
  counted = Promise.resolve();
  await server?.close();
});

/** A server that uses all that the 2025 era has. */
function everything(): McpServerV1 {
  const mcp = new McpServerV1(INFO, {
    capabilities: { logging: {}, resources: { subscribe: true }, tools: { listChanged: true } },
  });
  mcp.registerTool(
    'count',
    { inputSchema: { to: z.number() } },
    async ({ to }, { sendNotification, _meta }) => {
      const progressToken = _meta?.progressToken ?? '';
      for (let progress = 1; progress <= to; progress++) {
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress, total: to },
        });
      }
      await sendNotification({ method: 'notifications/message', params: { level: 'info', data: 'counted' } });
      await counted;
      return { content: [{ type: 'text', text: `counted to ${to}` }] };
    },
  );
  mcp.registerTool('ask', {}, async () => {
    const answer = await mcp.server.elicitInput({
      message: 'Sure?',
      requestedSchema: { type: 'object', properties: { sure: { type: 'boolean' } } },
    });
    const roots = await mcp.server.listRoots();
    const sampled = await mcp.server.createMessage({ messages: [], maxTokens: 1 });
    return {
      content: [{ type: 'text', text: JSON.stringify([answer.content, roots.roots[0]?.uri, sampled.model]) }],
    };
  });
  mcp.registerPrompt(
    'greet',
    {
      argsSchema: {
        name: completable(z.string(), (value) => ['Ada', 'Alan'].filter((name) => name.startsWith(value))),
      },
    },
    ({ name }) => ({ messages: [{ role: 'user', content: { type: 'text', text: `Hello ${name}` } }] }),
  );
  const template = new ResourceTemplate('note://{id}', { list: undefined });
  mcp.registerResource('note', template, {}, async (uri) => ({
    contents: [{ uri: uri.href, text: 'a note' }],
  }));
  mcp.server.setRequestHandler(SubscribeRequestSchema, async ({ params }) => {
    await mcp.server.sendResourceUpdated({ uri: params.uri });
    return {};
  });
  return mcp;
}

function clientWithEverything(): ClientV1 {
  const client = new ClientV1(CLIENT_INFO, { capabilities: { elicitation: {}, roots: {}, sampling: {} } });
  client.setRequestHandler(ElicitRequestSchema, async () => ({ action: 'accept', content: { sure: true } }));
  client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: [{ uri: 'file:///root' }] }));
  client.setRequestHandler(CreateMessageRequestSchema, async () => ({
    model: 'tiny',
    role: 'assistant',
    content: { type: 'text', text: 'x' },
  }));
  return client;
}

describe('what works with the reference server works through the bridge: 2025 era', () => {
  it('progress and logging arrive before the answer, in order', async () => {
    server = await startSessionServer(everything);
    const { client } = await connect('v1', server.url);
    const logged: unknown[] = [];
    (client as ClientV1).setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
      logged.push(params.data);
    });
    const seen: number[] = [];
    const all = deferred();
    counted = all.promise;
    const onprogress = ({ progress }: { progress: number }) => {
      if (seen.push(progress) === 20) all.resolve();
    };
    const result = await (client as ClientV1).callTool({ name: 'count', arguments: { to: 20 } }, undefined, {
      onprogress,
    });
    expect(result.content).toEqual([{ type: 'text', text: 'counted to 20' }]);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(logged).toEqual(['counted']);
    await client.close();
  });

  it('elicitation, roots and sampling reach the client, and its answers the server', async () => {
    server = await startSessionServer(everything);
    const client = clientWithEverything();
    await attach(client, server.url);
    const result = await client.callTool({ name: 'ask', arguments: {} });
    expect(result.content).toEqual([{ type: 'text', text: '[{"sure":true},"file:///root","tiny"]' }]);
    await client.close();
  });

  it('prompts, completion, resources and subscriptions', async () => {
    server = await startSessionServer(everything);
    const { client: connected } = await connect('v1', server.url);
    const client = connected as ClientV1;
    const prompt = await client.getPrompt({ name: 'greet', arguments: { name: 'Ada' } });
    expect(prompt.messages[0]?.content).toEqual({ type: 'text', text: 'Hello Ada' });
    const ref = { type: 'ref/prompt', name: 'greet' } as const;
    const { completion } = await client.complete({ ref, argument: { name: 'name', value: 'Al' } });
    expect(completion.values).toEqual(['Alan']);
    const read = await client.readResource({ uri: 'note://1' });
    expect(read.contents).toEqual([{ uri: 'note://1', text: 'a note' }]);
    const updated = new Promise((resolve) => {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri));
    });
    await client.subscribeResource({ uri: 'note://1' });
    expect(await updated).toBe('note://1');
    await client.close();
  });

  it("the server's own stream: a tool that appears is announced", async () => {
    const sessions = await startSessionServer(everything);
    server = sessions;
    const { client: connected } = await connect('v1', server.url);
    const client = connected as ClientV1;
    const changed = new Promise<void>((resolve) => {
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve());
    });
    await client.listTools();
    const [session] = sessions.sessions.values();
    session?.server.registerTool('late', {}, async () => ({ content: [] }));
    await changed;
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('late');
    await client.close();
  });

  it('a cancelled call ends on the server', async () => {
    const started = deferred();
    const aborted = deferred();
    server = await startSessionServer(() => {
      const mcp = new McpServerV1(INFO);
      mcp.registerTool('slow', {}, async ({ signal }) => {
        signal.addEventListener('abort', () => aborted.resolve());
        started.resolve();
        await aborted.promise;
        return { content: [] };
      });
      return mcp;
    });
    const { client } = await connect('v1', server.url);
    const controller = new AbortController();
    const call = (client as ClientV1).callTool({ name: 'slow', arguments: {} }, undefined, {
      signal: controller.signal,
    });
    await started.promise;
    controller.abort('enough');
    await expect(call).rejects.toThrow(/enough/);
    await aborted.promise;
    await client.close();
  });

  it('a stream that the server closes is resumed where it ended', async () => {
    server = await startSessionServer(
      () => {
        const mcp = new McpServerV1(INFO);
        mcp.registerTool('flaky', {}, async (extra) => {
          extra.closeSSEStream?.();
          return { content: [{ type: 'text', text: 'whole' }] };
        });
        return mcp;
      },
      { retryInterval: 20 },
    );
    const { client } = await connect('v1', server.url);
    const result = await client.callTool({ name: 'flaky', arguments: {} });
    expect(result.content).toEqual([{ type: 'text', text: 'whole' }]);
    expect(server.requests.some((request) => request.headers['last-event-id'] !== undefined)).toBe(true);
    await client.close();
  });

  it('a server that restarts and forgets its sessions is no end', async () => {
    const sessions: SessionServer = await startSessionServer(everything);
    server = sessions;
    const { client } = await connect('v1', server.url);
    for (let round = 0; round < 3; round++) {
      sessions.forgetSessions();
      const calls = [1, 2, 3].map((to) => client.callTool({ name: 'count', arguments: { to } }));
      const results = await Promise.all(calls);
      expect(results.map((result) => (result.content as { text: string }[])[0]?.text)).toEqual(
        [1, 2, 3].map((to) => `counted to ${to}`),
      );
    }
    expect(sessions.sessions.size).toBe(1);
    await client.close();
  });
});

describe('what works with the reference server works through the bridge: 2026 era', () => {
  it('progress, the input a call asks for in the middle, and an announced change', async () => {
    const mcp = () => {
      const built = new McpServerV2(INFO, { capabilities: { tools: { listChanged: true } } });
      built.registerTool('count', { inputSchema: z.object({ to: z.number() }) }, async ({ to }, context) => {
        for (let progress = 1; progress <= to; progress++) {
          const progressToken = context.mcpReq._meta?.progressToken ?? '';
          await context.mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken, progress },
          });
        }
        await counted;
        return { content: [{ type: 'text', text: `counted to ${to}` }] };
      });
      return built;
    };
    server = await startStatelessServer(mcp);
    const client = new ClientV2(CLIENT_INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await attach(client, server.url);
    const seen: number[] = [];
    const all = deferred();
    counted = all.promise;
    const onprogress = ({ progress }: { progress: number }) => {
      if (seen.push(progress) === 5) all.resolve();
    };
    const result = await client.callTool({ name: 'count', arguments: { to: 5 } }, { onprogress });
    expect(result.content).toEqual([{ type: 'text', text: 'counted to 5' }]);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    const subscription = await client.listen({ toolsListChanged: true });
    expect(subscription.honoredFilter).toEqual({ toolsListChanged: true });
    await subscription.close();
    await client.close();
  });

  it('a cancelled call ends on the server', async () => {
    const started = deferred();
    const aborted = deferred();
    server = await startStatelessServer(() => {
      const built = new McpServerV2(INFO);
      built.registerTool('slow', { inputSchema: z.object({}) }, async (_args, { mcpReq }) => {
        mcpReq.signal.addEventListener('abort', () => aborted.resolve());
        started.resolve();
        await aborted.promise;
        return { content: [] };
      });
      return built;
    });
    const client = new ClientV2(CLIENT_INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await attach(client, server.url);
    const controller = new AbortController();
    const call = client.callTool({ name: 'slow', arguments: {} }, { signal: controller.signal });
    await started.promise;
    controller.abort('enough');
    await expect(call).rejects.toThrow(/enough/);
    await aborted.promise;
    await client.close();
  });
});
