import type { ReadResourceResult, Tool } from '@modelcontextprotocol/client';
import { type AppBridge, getToolUiResourceUri } from '@modelcontextprotocol/ext-apps/app-bridge';
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { EXAMPLES } from './examples.ts';
import { showView } from './frame.ts';
import { PREVIEW_SERVER } from './server.ts';

const WIDTHS = { narrow: '360px', chat: '760px', wide: '100%' } as const;
const THEMES = ['light', 'dark'] as const;
const LOCALES = ['en-US', 'de-DE', 'ja-JP', 'ar-EG'];

const ARGUMENTS: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = EXAMPLES;

/** A host without a chat: calls a tool, shows its view, and lists what the view asks for. */
function Preview() {
  const [tools, setTools] = useState<readonly Tool[]>([]);
  const [tool, setTool] = useState<Tool>();
  const [theme, setTheme] = useState<(typeof THEMES)[number]>('light');
  const [width, setWidth] = useState<keyof typeof WIDTHS>('chat');
  const [locale, setLocale] = useState('en-US');
  const [log, setLog] = useState<readonly string[]>([]);
  const frame = useRef<HTMLIFrameElement>(null);
  const bridge = useRef<AppBridge | null>(null);

  const note = (line: string) => setLog((lines) => [line, ...lines].slice(0, 20));
  const failed = (error: unknown) => note(error instanceof Error ? error.message : String(error));

  useEffect(() => {
    PREVIEW_SERVER.listTools().then((listing) => {
      const shown = listing.tools.filter((one) => getToolUiResourceUri(one) !== undefined);
      setTools(shown);
      setTool(shown.find(({ name }) => name === 'get_case_summary'));
    }, failed);
  }, []);

  useEffect(() => {
    const uri = tool && getToolUiResourceUri(tool);
    if (tool === undefined || uri === undefined || frame.current === null) return;
    open(tool.name, uri, frame.current).catch(failed);
  }, [tool]);

  useEffect(() => {
    bridge.current?.setHostContext(context());
    document.documentElement.style.colorScheme = theme;
  }, [theme, locale]);

  const context = () => ({
    theme,
    locale,
    displayMode: 'inline' as const,
    availableDisplayModes: ['inline' as const, 'fullscreen' as const],
  });

  const open = async (name: string, uri: string, target: HTMLIFrameElement) => {
    const args = ARGUMENTS[name]?.() ?? {};
    const [page, result] = await Promise.all([
      PREVIEW_SERVER.readResource(uri),
      PREVIEW_SERVER.callTool(name, args),
    ]);
    await bridge.current?.close();
    const services = {
      callTool: ({ name: called, arguments: given }: { name: string; arguments?: unknown }) => {
        note(`tools/call ${called} ${JSON.stringify(given)}`);
        return PREVIEW_SERVER.callTool(called, given);
      },
      readResource: (read: string) => {
        note(`resources/read ${read}`);
        return PREVIEW_SERVER.readResource(read);
      },
      onRequest: (method: string, params: unknown) => note(`ui/${method} ${JSON.stringify(params)}`),
    };
    bridge.current = await showView(htmlOf(page), target, services, context());
    await bridge.current.sendToolInput({ arguments: args });
    await bridge.current.sendToolResult(result);
  };

  return (
    <>
      <header>
        <strong>Case Insights: views</strong>
        {tools.map((one) => (
          <button key={one.name} type="button" aria-pressed={one === tool} onClick={() => setTool(one)}>
            {one.title ?? one.name}
          </button>
        ))}
        <Choice name="Theme" value={theme} values={THEMES} onChange={setTheme} />
        <Choice name="Width" value={width} values={['narrow', 'chat', 'wide']} onChange={setWidth} />
        <Choice name="Locale" value={locale} values={LOCALES} onChange={setLocale} />
      </header>
      <iframe ref={frame} title="View" style={{ width: WIDTHS[width] }} />
      <h2>What the view asked its host</h2>
      <ol>
        {log.map((line, index) => (
          <li key={`${log.length - index}`}>{line}</li>
        ))}
      </ol>
    </>
  );
}

function htmlOf({ contents: [content] }: ReadResourceResult): string {
  if (content === undefined || !('text' in content)) throw new Error('The resource of the view has no text.');
  return content.text;
}

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly value: Value;
  readonly values: readonly Value[];
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ name, value, values, onChange }: ChoiceProps<Value>) {
  return (
    <label>
      {name}{' '}
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = values.find((one) => one === currentTarget.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {values.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

render(<Preview />, document.body);
