import {
  StreamableHTTPClientTransport as HttpV2,
  type OAuthClientMetadata,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Choice, ScriptedBrowser } from './scripted-browser.ts';
import { type ClientKind, ClientV1, type ClientV2, createClient } from './sdk-clients.ts';

/** What an assistant keeps of its registration and tokens, with a person beside it who signs in as `choice` says. */
export class Assistant implements OAuthClientProvider {
  readonly redirectUrl = 'http://127.0.0.1:9/callback';
  readonly clientMetadata: OAuthClientMetadata = {
    client_name: 'A test',
    redirect_uris: [this.redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  /** Each address that the person was sent to, and where the browser came back to. */
  readonly visits: { readonly sent: URL; readonly back: URL }[] = [];
  private registration: StoredOAuthClientInformation | undefined;
  private current: StoredOAuthTokens | undefined;
  private verifier = '';
  private discovered: OAuthDiscoveryState | undefined;

  constructor(public choice: Choice) {}

  clientInformation() {
    return this.registration;
  }

  saveClientInformation(information: StoredOAuthClientInformation): void {
    this.registration = information;
  }

  tokens() {
    return this.current;
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.current = tokens;
  }

  async redirectToAuthorization(sent: URL): Promise<void> {
    this.visits.push({ sent, back: await new ScriptedBrowser().authorize(sent, this.choice) });
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }

  saveDiscoveryState(state: OAuthDiscoveryState): void {
    this.discovered = state;
  }

  discoveryState() {
    return this.discovered;
  }
}

/** Lets a client without a token call, which sends the person away, and exchanges what they come back with for tokens. */
export async function signIn(kind: ClientKind, url: string, assistant: Assistant): Promise<void> {
  const { connect, finish } = open(kind, url, assistant);
  const refusal: unknown = await connect().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refusal instanceof Error && refusal.constructor.name === 'UnauthorizedError')) {
    throw new Error('The server let the client in, or failed otherwise.', { cause: refusal });
  }
  await finish();
}

/** Connects an SDK client with the tokens that the assistant has. */
export async function connectWithTokens(
  kind: ClientKind,
  url: string,
  assistant: Assistant,
): Promise<ClientV1 | ClientV2> {
  const { client, connect } = open(kind, url, assistant);
  await connect();
  return client;
}

function open(kind: ClientKind, url: string, assistant: Assistant) {
  const options = { authProvider: assistant };
  const back = () => assistant.visits.at(-1)?.back.searchParams ?? new URLSearchParams();
  const client = createClient(kind);
  if (client instanceof ClientV1) {
    const transport = new HttpV1(new URL(url), options);
    return {
      client,
      connect: () => client.connect(transport as Parameters<ClientV1['connect']>[0]),
      finish: () => transport.finishAuth(back().get('code') ?? ''),
    };
  }
  const transport = new HttpV2(new URL(url), options);
  return { client, connect: () => client.connect(transport), finish: () => transport.finishAuth(back()) };
}
