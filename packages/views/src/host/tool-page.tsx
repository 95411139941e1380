import type { ToolName } from '@case-insights/core/names';
import type { ComponentChildren, FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type * as z from 'zod';
import { FormatContext, formatFor } from '../text/format.ts';
import { connectToHost } from './connect.ts';
import type { Arguments, Host, Surroundings, ToolAnswer } from './host.ts';

/** What a view of a tool's result gets. */
export interface ViewProps<Result> {
  readonly result: Result;
  /** The arguments of the call that had this result. */
  readonly args: Arguments;
  readonly host: Host;
  /** Calls the tool again in place of the result shown; undefined where the host lets views call none. */
  readonly callAgain?: ((args: Arguments) => void) | undefined;
  /** Whether such a call is under way. */
  readonly busy: boolean;
}

/** A tool with what the page needs of its definition. */
export interface ShownTool<Result> {
  readonly name: ToolName;
  readonly outputSchema: z.ZodType<Result>;
}

interface Shown<Result> {
  readonly result: Result;
  readonly args: Arguments;
}

/**
 * Connects to the host and shows the result of its call, and of those that the view makes. While a call is under way, or
 * when it fails, the last result stays.
 */
export function ToolPage<Result>({
  tool,
  View,
}: {
  readonly tool: ShownTool<Result>;
  readonly View: FunctionComponent<ViewProps<Result>>;
}) {
  const [host, setHost] = useState<Host>({});
  const [surroundings, setSurroundings] = useState<Surroundings>({ isFullScreen: false });
  const [shown, setShown] = useState<Shown<Result>>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const args = useRef<Arguments>({});
  const latestCall = useRef(0);

  const show = (answer: ToolAnswer, ofArgs: Arguments) => {
    setBusy(false);
    if (!answer.ok) return setProblem(answer.sentence);
    const read = tool.outputSchema.safeParse(answer.result);
    if (!read.success) {
      return setProblem(
        'The answer does not fit this view, which may be older than the server. Open the chat anew.',
      );
    }
    setProblem(undefined);
    setShown({ result: read.data, args: ofArgs });
  };

  useEffect(() => {
    connectToHost({
      onArguments: (given) => {
        args.current = given;
      },
      onAnswer: (answer) => show(answer, args.current),
      onCancelled: () => setProblem('The call was cancelled.'),
      onSurroundings: setSurroundings,
    }).then(setHost, () => setProblem('No host answered, so there is nothing to show.'));
  }, []);

  const { callTool } = host;
  const callAgain =
    callTool &&
    (async (newArgs: Arguments) => {
      latestCall.current += 1;
      const call = latestCall.current;
      setBusy(true);
      setProblem(undefined);
      const answer = await callTool(tool.name, newArgs);
      if (call === latestCall.current) show(answer, newArgs);
    });

  return (
    <Page surroundings={surroundings} host={host} busy={busy} problem={problem}>
      {shown === undefined ? (
        problem === undefined && <p class="quiet">Waiting for the answer …</p>
      ) : (
        <View {...shown} host={host} callAgain={callAgain} busy={busy} />
      )}
    </Page>
  );
}

interface PageProps {
  readonly surroundings: Surroundings;
  readonly host: Host;
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly children: ComponentChildren;
}

function Page({ surroundings, host, busy, problem, children }: PageProps) {
  const format = formatFor(surroundings.locale);
  return (
    <FormatContext.Provider value={format}>
      <div class="page" dir={format.direction} aria-busy={busy}>
        {host.toggleFullScreen && (
          <button type="button" class="full-screen" onClick={host.toggleFullScreen}>
            {surroundings.isFullScreen ? 'Make smaller' : 'Full screen'}
          </button>
        )}
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        {children}
        <p class="status" role="status">
          {busy ? 'Asking …' : ''}
        </p>
      </div>
    </FormatContext.Provider>
  );
}
