import {
  AppBridge,
  type McpUiHostCapabilities,
  type McpUiHostContext,
  PostMessageTransport,
} from '@modelcontextprotocol/ext-apps/app-bridge';

type CallTool = NonNullable<AppBridge['oncalltool']>;

/** What a host does for a view. */
export interface HostServices {
  readonly callTool: (params: Parameters<CallTool>[0]) => ReturnType<CallTool>;
  readonly readResource: (uri: string) => ReturnType<NonNullable<AppBridge['onreadresource']>>;
  /** Takes note of what the view asked the host to do: a message to the chat, a link, a download. */
  readonly onRequest: (method: string, params: unknown) => void;
}

const CAPABILITIES: McpUiHostCapabilities = {
  serverTools: {},
  serverResources: {},
  openLinks: {},
  downloadFile: {},
  message: { text: {} },
  updateModelContext: { text: {} },
};

/** What hosts allow a view that names no origin: its own inline parts, and nothing from anywhere. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * Shows a view as a host does: in a frame without an origin, under the strictest policy, joined by the extension's own
 * half of a host. Settles when the view is ready to take its result.
 */
export async function showView(
  html: string,
  frame: HTMLIFrameElement,
  services: HostServices,
  hostContext: McpUiHostContext,
): Promise<AppBridge> {
  const bridge = new AppBridge(null, { name: 'case-insights-preview', version: '1.0.0' }, CAPABILITIES, {
    hostContext,
  });
  const ready = new Promise<void>((resolve) => {
    bridge.oninitialized = () => resolve();
  });
  bridge.oncalltool = (params) => services.callTool(params);
  bridge.onreadresource = ({ uri }) => services.readResource(uri);
  bridge.onmessage = async (params) => note('message', params);
  bridge.onopenlink = async (params) => note('open-link', params);
  bridge.ondownloadfile = async (params) => note('download-file', params);
  bridge.onupdatemodelcontext = async (params) => note('update-model-context', params);
  bridge.onrequestdisplaymode = async ({ mode }) => {
    frame.classList.toggle('fullscreen', mode === 'fullscreen');
    bridge.setHostContext({ ...hostContext, displayMode: mode });
    return { mode };
  };
  bridge.onsizechange = ({ height }) => {
    if (height !== undefined) frame.style.height = `${height}px`;
  };
  const note = (method: string, params: unknown) => {
    services.onRequest(method, params);
    return {};
  };

  frame.sandbox.add('allow-scripts');
  frame.srcdoc = html.replace(
    '<head>',
    () => `<head><meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  );
  const target = contentWindow(frame);
  await bridge.connect(new PostMessageTransport(target, target));
  await ready;
  return bridge;
}

/** The frame's window, which a frame has as soon as it is in the document. */
function contentWindow(frame: HTMLIFrameElement): Window {
  if (frame.contentWindow !== null) return frame.contentWindow;
  throw new Error('The frame is not in the document yet.');
}
