import { loadSharedConfigFiles } from '@smithy/core/config';

/** What the AWS configuration files say about one profile. */
export interface Profile {
  readonly name: string;
  readonly exists: boolean;
  /** The names of all profiles there are. */
  readonly names: readonly string[];
  readonly region: string | undefined;
  /** How it comes by credentials; `none` when nothing in it says so. */
  readonly kind: 'sso' | 'login' | 'process' | 'role' | 'keys' | 'web_identity' | 'none';
  /** What a person does to get fresh credentials, as half a sentence. */
  readonly renewal: string;
}

type Section = Readonly<Record<string, string | undefined>>;

/** Reads a profile from `~/.aws/config` and `~/.aws/credentials` (or the files the environment names), anew each time. */
export async function readProfile(name: string): Promise<Profile> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])].filter(
    (section) => !/^(sso-session|services)\./.test(section),
  );
  const section = (profile: string): Section => ({ ...configFile[profile], ...credentialsFile[profile] });
  const own = section(name);
  return {
    name,
    exists: names.includes(name),
    names,
    region: own.region,
    kind: kindOf(own),
    renewal: renewalOf(name, section),
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

/** The login that renews a profile; of a role, that of the profile it is assumed from. */
function renewalOf(
  name: string,
  section: (profile: string) => Section,
  seen: readonly string[] = [],
): string {
  const own = section(name);
  const flag = name === 'default' ? '' : ` --profile ${name}`;
  switch (kindOf(own)) {
    case 'sso':
      return `run "aws sso login${flag}"`;
    case 'login':
      return `run "aws login${flag}"`;
    case 'process':
      return `run the credential_process of profile "${name}" by hand to see what it says`;
    case 'role':
      return own.source_profile && own.source_profile !== name && !seen.includes(own.source_profile)
        ? renewalOf(own.source_profile, section, [...seen, name])
        : `check the role of profile "${name}"`;
    case 'keys':
      return `renew the keys of profile "${name}" in ~/.aws/credentials`;
    case 'web_identity':
      return `renew the web identity token of profile "${name}"`;
    default:
      return `set up profile "${name}" with "aws configure sso${flag}"`;
  }
}
