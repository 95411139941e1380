import type { Options } from '../../options/parse.ts';
import type { Scope } from './clients.ts';

/** What this shell's environment adds to a configuration. */
export interface ShellEnvironment {
  readonly options: Options;
  /** What the person should know of it, as sentences. */
  readonly notes: readonly string[];
}

/**
 * Takes over what decides whether the bridge can sign and that a client may withhold from it: clients started from the
 * desktop see no shell, and several pass only a few variables on (the MCP SDK's default list, Gemini CLI, Codex). A profile
 * is personal, so it is not written into a workspace's file, which is shared.
 */
export function fromShell(
  given: Options,
  scope: Scope,
  needsRegion: boolean,
  environment: NodeJS.ProcessEnv,
): ShellEnvironment {
  const notes: string[] = [];
  let options = given;
  const profile = environment.AWS_PROFILE?.trim();
  const hasKeys = Boolean(environment.AWS_ACCESS_KEY_ID?.trim());
  if (hasKeys && given.profiles.length === 0) {
    notes.push(
      'Your AWS credentials are only in this shell (AWS_ACCESS_KEY_ID), and most clients do not pass them on: make a profile ("aws configure sso" or "aws configure") and run setup with --profile <name>.',
    );
  } else if (profile && given.profiles.length === 0 && scope === 'user') {
    options = { ...options, profiles: [profile] };
    notes.push(
      `--profile ${profile} is written too, from AWS_PROFILE of this shell, which clients may not pass on.`,
    );
  } else if (profile && given.profiles.length === 0) {
    notes.push(
      `AWS_PROFILE is not written, since a workspace's file is shared: clients may not pass it on, so name your profile in your own configuration (--scope user).`,
    );
  }
  const region = environment.AWS_REGION?.trim() || environment.AWS_DEFAULT_REGION?.trim();
  if (needsRegion && given.region === undefined && region) {
    options = { ...options, region };
    notes.push(`--region ${region} is written too, from this shell: the host name does not say it.`);
  }
  return { options, notes };
}
