import type { ToolName } from '@case-insights/core/names';

export type Arguments = Readonly<Record<string, unknown>>;

/** What a tool answered: its structured result, or the sentence that says why there is none. */
export type ToolAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly sentence: string };

/** What a view can ask of its host. A member is undefined where the host does not offer it. */
export interface Host {
  /** Calls a tool of the server. Never rejects. */
  readonly callTool?: (name: ToolName, args: Arguments) => Promise<ToolAnswer>;
  /** The text of a resource of the server. Rejects where there is none. */
  readonly readResource?: (uri: string) => Promise<string>;
  /** Sends a message to the chat in the user's name. */
  readonly ask?: (question: string) => void;
  /** Tells the model what the user sees now, without a turn of its own. */
  readonly tellModel?: (text: string) => void;
  /** Offers a file for download. Resolves to false where the user or the host declines. */
  readonly download?: (name: string, mimeType: string, text: string) => Promise<boolean>;
  /** Makes the view as large as the window, or small again. */
  readonly toggleFullScreen?: () => void;
}

/** What the host says of the surroundings of the view, each part only where it does. */
export interface Surroundings {
  /** BCP 47. */
  readonly locale?: string | undefined;
  readonly isFullScreen: boolean;
}
