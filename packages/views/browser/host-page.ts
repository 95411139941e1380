// Runs inside the browser, bundled by host.ts: a page that shows views as a host does, with a script for a server.
import type { AppBridge } from '@modelcontextprotocol/ext-apps/app-bridge';
import { pageOf } from '../src/page.ts';
import { showView } from '../src/preview/frame.ts';
import type { Opening, PageFunctions, ScriptedAnswer } from './host.ts';

declare global {
  interface Window extends PageFunctions {
    callTool(name: string, args: unknown): Promise<ScriptedAnswer>;
    readResource(uri: string): Promise<string>;
    onRequest(method: string, params: unknown): void;
  }
}

/** The frame begins at 200 px and is as high as the view says once it has drawn a result. */
const DRAWN_HEIGHT = 400;

let bridge: AppBridge | undefined;

window.closeView = async () => {
  await bridge?.close();
  bridge = undefined;
};

window.openView = async ({ view, args, answer, context, width }: Opening) => {
  await window.closeView();
  const frame = document.createElement('iframe');
  frame.style.cssText = `width: ${width}px; height: 200px; border: 0; display: block`;
  document.body.replaceChildren(frame);
  bridge = await showView(
    pageOf(window.builtPage, view),
    frame,
    {
      callTool: async ({ name, arguments: given }) => callResult(await window.callTool(name, given)),
      readResource: async (uri) => ({ contents: [{ uri, text: await window.readResource(uri) }] }),
      onRequest: (method, params) => window.onRequest(method, params),
    },
    context,
  );
  await bridge.sendToolInput({ arguments: args });
  if (answer !== undefined) await bridge.sendToolResult(callResult(answer));
};

/** Milliseconds from the start of the frame until the view has drawn itself higher than a line of text. */
window.renderTime = async (opening) => {
  const startedAt = performance.now();
  await window.openView(opening);
  const frame = document.querySelector('iframe');
  while (frame !== null && frame.offsetHeight <= DRAWN_HEIGHT) await new Promise(requestAnimationFrame);
  return performance.now() - startedAt;
};

window.setHostContext = async (context) => bridge?.setHostContext(context);

function callResult(answer: ScriptedAnswer) {
  if (typeof answer === 'string')
    return { isError: true, content: [{ type: 'text' as const, text: answer }] };
  return {
    content: [{ type: 'text' as const, text: JSON.stringify(answer) }],
    structuredContent: answer,
  };
}
