import {
  App,
  applyDocumentTheme,
  applyHostFonts,
  applyHostStyleVariables,
  type McpUiHostContext,
} from '@modelcontextprotocol/ext-apps';
import type { Arguments, Host, Surroundings, ToolAnswer } from './host.ts';

/** What a host sends of the call that a view shows. */
export interface CallEvents {
  readonly onArguments: (args: Arguments) => void;
  readonly onAnswer: (answer: ToolAnswer) => void;
  readonly onCancelled: () => void;
  readonly onSurroundings: (surroundings: Surroundings) => void;
}

/** A call of an analysis takes as long as a client's patience, and at most 15 minutes where the function streams. */
const CALL_TIMEOUT_MS = 15 * 60 * 1_000;

/** Opens the connection to the host and returns what it offers. Rejects where no host answers. */
export async function connectToHost(events: CallEvents): Promise<Host> {
  const app = new App(
    { name: 'case-insights-view', version: '1.0.0' },
    { availableDisplayModes: ['inline', 'fullscreen'] },
  );
  app.ontoolinput = ({ arguments: args = {} }) => events.onArguments(args);
  app.ontoolresult = (result) => events.onAnswer(toolAnswer(result));
  app.ontoolcancelled = () => events.onCancelled();
  app.onhostcontextchanged = () => applyContext(app.getHostContext(), events);
  await app.connect();
  applyContext(app.getHostContext(), events);
  return offered(app);
}

function offered(app: App): Host {
  const can = app.getHostCapabilities() ?? {};
  const modes = app.getHostContext()?.availableDisplayModes ?? [];
  return {
    ...(can.serverTools && {
      callTool: async (name, args) => {
        try {
          const options = { timeout: CALL_TIMEOUT_MS };
          return toolAnswer(await app.callServerTool({ name, arguments: { ...args } }, options));
        } catch (error) {
          return { ok: false, sentence: sentenceOf(error) };
        }
      },
    }),
    ...(can.serverResources && {
      readResource: async (uri) => {
        const { contents } = await app.readServerResource({ uri });
        return contents.map((content) => ('text' in content ? content.text : '')).join('\n');
      },
    }),
    ...(can.message && {
      ask: (question) => {
        app.sendMessage({ role: 'user', content: [{ type: 'text', text: question }] }).catch(ignore);
      },
    }),
    ...(can.updateModelContext && {
      tellModel: (text) => {
        app.updateModelContext({ content: [{ type: 'text', text }] }).catch(ignore);
      },
    }),
    ...(can.downloadFile && {
      download: async (name, mimeType, text) => {
        const resource = { uri: `file:///${name}`, mimeType, text };
        const { isError = false } = await app.downloadFile({ contents: [{ type: 'resource', resource }] });
        return !isError;
      },
    }),
    ...(modes.includes('fullscreen') && {
      toggleFullScreen: () => {
        const mode = app.getHostContext()?.displayMode === 'fullscreen' ? 'inline' : 'fullscreen';
        app.requestDisplayMode({ mode }).catch(ignore);
      },
    }),
  };
}

/** The host may decline what a view offers to do; what the view shows stays as it is. */
function ignore(): void {}

function applyContext(context: McpUiHostContext | undefined, { onSurroundings }: CallEvents): void {
  if (context === undefined) return;
  if (context.theme !== undefined) applyDocumentTheme(context.theme);
  if (context.styles?.variables !== undefined) applyHostStyleVariables(context.styles.variables);
  if (context.styles?.css?.fonts !== undefined) applyHostFonts(context.styles.css.fonts);
  const { top = 0, right = 0, bottom = 0, left = 0 } = context.safeAreaInsets ?? {};
  document.body.style.setProperty('--safe-area', `${top}px ${right}px ${bottom}px ${left}px`);
  onSurroundings({ locale: context.locale, isFullScreen: context.displayMode === 'fullscreen' });
}

interface CallResult {
  readonly isError?: boolean | undefined;
  readonly structuredContent?: unknown;
  readonly content: readonly { readonly type: string }[];
}

/** Some hosts pass on the text alone, which is the JSON of the structure unless the deployment says otherwise. */
function toolAnswer({ isError, structuredContent, content }: CallResult): ToolAnswer {
  const text = content
    .map((block) => ('text' in block && typeof block.text === 'string' ? block.text : ''))
    .join('\n');
  if (isError) return { ok: false, sentence: text || 'The call failed without a reason.' };
  if (structuredContent !== undefined) return { ok: true, result: structuredContent };
  try {
    return { ok: true, result: JSON.parse(text) };
  } catch {
    return {
      ok: false,
      sentence: 'The host passed on no result that this view can read; the chat has it as text.',
    };
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
