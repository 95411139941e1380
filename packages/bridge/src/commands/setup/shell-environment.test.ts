import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../options/parse.ts';
import type { Scope } from './clients.ts';
import { fromShell } from './shell-environment.ts';

function taken(
  environment: NodeJS.ProcessEnv,
  args: string[] = [],
  scope: Scope = 'user',
  needsRegion = false,
) {
  const { options, notes } = fromShell(parseArguments(args, {}).options, scope, needsRegion, environment);
  return { profiles: options.profiles, region: options.region, notes };
}

describe('fromShell', () => {
  it('writes the profile of the shell', () => {
    expect(taken({ AWS_PROFILE: 'support' })).toEqual({
      profiles: ['support'],
      region: undefined,
      notes: [
        '--profile support is written too, from AWS_PROFILE of this shell, which clients may not pass on.',
      ],
    });
  });

  it('does not write it into a file that is shared', () => {
    const { profiles, notes } = taken({ AWS_PROFILE: 'support' }, [], 'workspace');
    expect(profiles).toEqual([]);
    expect(notes).toEqual([
      "AWS_PROFILE is not written, since a workspace's file is shared: clients may not pass it on, so name your profile in your own configuration (--scope user).",
    ]);
  });

  it('warns of credentials that are only in the environment', () => {
    expect(taken({ AWS_ACCESS_KEY_ID: 'AKIA', AWS_PROFILE: 'support' })).toEqual({
      profiles: [],
      region: undefined,
      notes: [
        'Your AWS credentials are only in this shell (AWS_ACCESS_KEY_ID), and most clients do not pass them on: make a profile ("aws configure sso" or "aws configure") and run setup with --profile <name>.',
      ],
    });
  });

  it('leaves a profile that is given as it is', () => {
    expect(taken({ AWS_PROFILE: 'other', AWS_ACCESS_KEY_ID: 'AKIA' }, ['--profile', 'mine'])).toEqual({
      profiles: ['mine'],
      region: undefined,
      notes: [],
    });
  });

  it('writes the region where the host name does not say it', () => {
    expect(taken({ AWS_DEFAULT_REGION: 'eu-west-1' }, [], 'user', true)).toEqual({
      profiles: [],
      region: 'eu-west-1',
      notes: ['--region eu-west-1 is written too, from this shell: the host name does not say it.'],
    });
    expect(taken({ AWS_REGION: 'eu-west-1' }).region).toBeUndefined();
  });

  it('counts an empty AWS_PROFILE as unset', () => {
    expect(taken({ AWS_PROFILE: ' ' })).toEqual({ profiles: [], region: undefined, notes: [] });
  });
});
