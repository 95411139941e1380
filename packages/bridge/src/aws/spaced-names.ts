import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { externalDataInterceptor, getHomeDir } from '@smithy/core/config';

/** Stands for a space in a name, in what the SDK sees; a name may hold it for the SDK, and hardly any does. */
const SPACE = '%20';

/** A section header with a name of several words, quoted as the AWS CLI writes it or not. */
const HEADER = /^(\s*\[\s*)(profile\s+)?(["']?)([^\]"']*?\S\s+\S[^\]"']*?)\3(\s*\].*)$/;
/** Section kinds that are no profiles. */
const OTHER_KINDS = /^(sso-session|services)\s/;
const REFERENCE = /^(\s*source_profile\s*=\s*)(.*?\S)\s*$/;

/** The name as the SDK sees it. */
export function joinedName(name: string): string {
  return name.trim().replace(/\s+/g, SPACE);
}

/** The name as people write it. */
export function spacedName(name: string): string {
  return name.replaceAll(SPACE, ' ');
}

/**
 * Lets the SDK read profiles whose names hold spaces, which the AWS CLI takes and the SDK's parser drops: it sees the AWS
 * files with such names joined. Reads the files anew; a file without such names is left to the SDK.
 */
export async function joinSpacedNames(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const folder = join(getHomeDir(), '.aws');
  const config = environment.AWS_CONFIG_FILE || join(folder, 'config');
  const credentials = environment.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials');
  await Promise.all([joinIn(config), joinIn(credentials)]);
}

async function joinIn(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const joined = withJoinedNames(text);
  if (joined === text) delete externalDataInterceptor.getFileRecord()[path];
  else externalDataInterceptor.interceptFile(path, joined);
}

/** The text of an AWS file with the spaces in names of profiles replaced. */
export function withJoinedNames(text: string): string {
  const lines = text.split(/\r?\n/);
  if (!lines.some((line) => isProfileHeader(line))) return text;
  return lines
    .map((line) => {
      const reference = REFERENCE.exec(line);
      if (reference !== null) return `${reference[1]}${joinedName(reference[2] ?? '')}`;
      if (!isProfileHeader(line)) return line;
      return line.replace(
        HEADER,
        (_line, open: string, kind = '', _quote: string, name: string, close: string) =>
          `${open.trim()}${kind}${joinedName(name)}${close.trim()}`,
      );
    })
    .join('\n');
}

function isProfileHeader(line: string): boolean {
  const [, , kind, , name] = HEADER.exec(line) ?? [];
  if (name === undefined) return false;
  // `[profile dev]` has one word; without "profile", as in the credentials file, all of it is the name.
  return kind !== undefined || !(OTHER_KINDS.test(name) || /^profile\s+\S+$/.test(name));
}
