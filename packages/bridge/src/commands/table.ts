/** One command beside the default: loaded when it is asked for. */
export interface Command {
  /** What `--help` prints for it. */
  readonly help: string;
  /** Runs it with the arguments behind its name and returns the exit code. */
  run(args: readonly string[]): Promise<number>;
}

export interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Promise<Command>;
}

/** The commands by name. The relay on stdio has none: it is what runs without one. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  setup: {
    summary: 'write the configuration of your MCP client',
    load: () => import('./setup.ts'),
  },
  doctor: {
    summary: 'find out why it does not work',
    load: () => import('./doctor.ts'),
  },
  tools: {
    summary: "list the server's tools, or the arguments of one",
    load: () => import('./tools.ts'),
  },
  call: {
    summary: 'call one tool, for scripts and CI',
    load: () => import('./call.ts'),
  },
  report: {
    summary: 'a report of the cases of some days, to keep',
    load: () => import('./report.ts'),
  },
  serve: {
    summary: 'sign for clients that only speak HTTP',
    load: () => import('./serve.ts'),
  },
};
