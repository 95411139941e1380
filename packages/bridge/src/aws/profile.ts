import { loadSharedConfigFiles } from '@smithy/core/config';
import { shellWord } from '../shell-word.ts';
import { checkedRegion } from './endpoint.ts';
import { joinedName, joinSpacedNames, spacedName } from './spaced-names.ts';

/** What the AWS configuration files say about one profile. */
export interface Profile {
  readonly name: string;
  /** The name by which the SDK knows it. */
  readonly sdkName: string;
  readonly exists: boolean;
  /** The names of all profiles there are. */
  readonly names: readonly string[];
  readonly region: string | undefined;
  /** How it comes by credentials; `none` when nothing in it says so. */
  readonly kind: 'sso' | 'login' | 'process' | 'role' | 'keys' | 'web_identity' | 'none';
  /** What a person does to get fresh credentials, as half a sentence. */
  readonly renewal: string;
  /** The file of certificate authorities that it names for AWS. */
  readonly caBundle: string | undefined;
  /** The `sso-session` that it, or the profile its role is assumed from, names and the files do not have. */
  readonly missingSession: string | undefined;
}

type Section = Readonly<Record<string, string | undefined>>;

/**
 * Reads a profile from `~/.aws/config` and `~/.aws/credentials` (or the files the environment names), anew each time.
 * Throws a `configuration` failure when a region that it leads to is none, since signed requests go where a region says.
 */
export async function readProfile(name: string): Promise<Profile> {
  await joinSpacedNames();
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])].filter(
    (section) => !/^(sso-session|services)\./.test(section),
  );
  const section = (profile: string): Section => ({ ...configFile[profile], ...credentialsFile[profile] });
  const sdkName = joinedName(name);
  const own = section(sdkName);
  const line = lineage(sdkName, section);
  const sessions = line.flatMap((profile) => section(profile).sso_session ?? []);
  for (const [title, { region, sso_region }] of [
    ...line.map((profile) => [`profile "${spacedName(profile)}"`, section(profile)] as const),
    ...sessions.map(
      (session) => [`sso-session "${session}"`, configFile[`sso-session.${session}`] ?? {}] as const,
    ),
  ]) {
    if (region !== undefined) checkedRegion(region, `region of ${title}`);
    if (sso_region !== undefined) checkedRegion(sso_region, `sso_region of ${title}`);
  }
  return {
    name,
    sdkName,
    exists: names.includes(sdkName),
    names: names.map(spacedName),
    region: own.region,
    kind: kindOf(own),
    renewal: renewalOf(line, section),
    caBundle: own.ca_bundle,
    missingSession: sessions.find((session) => configFile[`sso-session.${session}`] === undefined),
  };
}

function kindOf(section: Section): Profile['kind'] {
  if (section.web_identity_token_file) return 'web_identity';
  if (section.role_arn) return 'role';
  if (section.aws_access_key_id) return 'keys';
  if (section.credential_process) return 'process';
  if (section.sso_session || section.sso_start_url) return 'sso';
  return section.login_session ? 'login' : 'none';
}

/** The profile, the one its role is assumed from, the one that one's role is assumed from, and so on. */
function lineage(name: string, section: (profile: string) => Section): string[] {
  const line: string[] = [];
  let next: string | undefined = name;
  while (next !== undefined && !line.includes(next)) {
    line.push(next);
    next = section(next).role_arn === undefined ? undefined : section(next).source_profile;
  }
  return line;
}

/** The login that renews a profile; of a role, that of the profile it is assumed from. */
function renewalOf(line: readonly string[], section: (profile: string) => Section): string {
  const last = line.at(-1) ?? 'default';
  const name = spacedName(last);
  const flag = name === 'default' ? '' : ` --profile ${shellWord(name)}`;
  switch (kindOf(section(last))) {
    case 'sso':
      return `run "aws sso login${flag}"`;
    case 'login':
      return `run "aws login${flag}"`;
    case 'process':
      return `run the credential_process of profile "${name}" manually to see its error`;
    case 'role':
      return `check the role of profile "${name}"`;
    case 'keys':
      return `renew the keys of profile "${name}" in ~/.aws/credentials`;
    case 'web_identity':
      return `renew the web identity token of profile "${name}"`;
    default:
      return `set up profile "${name}" with "aws configure sso${flag}"`;
  }
}
