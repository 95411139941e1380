import { BridgeFailure, type FailureContext, type FailureReason } from '../failure.ts';
import type { Profile } from './profile.ts';

/** The variables that would say where credentials are; a client that passes on few leaves them out. */
const TELLING = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'];

const NETWORK = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)\b/;
const TIMEOUT = /TimeoutError|requestTimeout|timed out/i;
const TRUST = /self.signed certificate|unable to (get|verify)|certificate (has|is)|CERT_/i;

/**
 * Tells why the AWS SDK gave no credentials for a profile, by the error rather than by the kind of the profile: a login that
 * is no help is not advised. Messages of the SDK that may quote a secret (those of a `credential_process`) are left out.
 */
export function credentialFailure(profile: Profile, tried: string, cause: unknown): BridgeFailure {
  const error = String(cause).split('\n')[0] ?? '';
  const message = error.replace(/^(\w*(Error|Exception): )+/, '').replace(/[.\s]+$/, '');
  const name = `profile "${profile.name}"`;
  const fail = (reason: FailureReason, sentence: string, context: FailureContext = {}) =>
    new BridgeFailure(reason, sentence, { cause, ...context });

  if (/multi-factor authentication/i.test(error)) {
    return fail(
      'no_credentials',
      `${capital(name)} needs an MFA code, which the bridge cannot ask for; get a session with "aws sts get-session-token --serial-number <your MFA device> --token-code <code>" and put its keys into a profile, or use a credential_process that asks.`,
    );
  }
  if (profile.kind === 'process' || /Command failed|credential_process/.test(error))
    return fail('no_credentials', processSentence(profile, error));
  if (TRUST.test(error)) {
    return fail(
      'tls',
      `AWS could not be reached for the credentials of ${name}: Node on this computer does not trust the issuer of its certificate (${message}), as happens where a company inspects TLS; give its CA with --ca-bundle <file.pem> or AWS_CA_BUNDLE.`,
    );
  }
  const code = NETWORK.exec(error)?.[1];
  if (code !== undefined || TIMEOUT.test(error)) {
    const what = code === undefined || code === 'ETIMEDOUT' ? 'no answer in time' : message;
    return fail(
      'connection_failed',
      `AWS could not be reached for the credentials of ${name} (${what}); check network, VPN and proxy, then try again.`,
      { standing: 'not_run' },
    );
  }
  if (profile.kind === 'sso') {
    if (/^(\w+: )*(ForbiddenException|ResourceNotFoundException)|No access/.test(error)) {
      return fail(
        'no_credentials',
        `The SSO login of ${name} does not reach its account and role (${message}); check sso_account_id and sso_role_name, or ask for the assignment.`,
      );
    }
    if (/invalid SSO credentials|missing required property/i.test(error)) {
      return fail(
        'no_credentials',
        `${capital(name)} is an incomplete SSO profile (${message.split('. ')[0]}); set it up again with "aws configure sso".`,
      );
    }
  }
  if (profile.kind === 'sso' || profile.kind === 'login') {
    return fail(
      'expired_credentials',
      `The AWS login of ${name} has expired or was never made; ${profile.renewal}, then try again.`,
    );
  }
  if (profile.kind === 'role' || profile.kind === 'web_identity') {
    if (/is not authorized to perform|AccessDenied/.test(error)) {
      return fail(
        'no_credentials',
        `The role of ${name} could not be assumed (${message}); its trust policy and a policy of the caller must allow it.`,
      );
    }
    const expired = /expired|aws (sso )?login|SSO session/i.test(error);
    return fail(
      expired ? 'expired_credentials' : 'no_credentials',
      `The role of ${name} could not be assumed (${message}); ${profile.renewal}, then try again.`,
    );
  }
  return fail(
    'no_credentials',
    `There are no AWS credentials (tried: ${tried}); log in with "aws sso login" or "aws login", or name a profile with --profile${withheld()}.`,
  );
}

/** The failure for a profile that the files do not have, or that leads nowhere; undefined for any other. */
export function profileFailure(profile: Profile, isChosen: boolean): BridgeFailure | undefined {
  if (!profile.exists && isChosen) {
    const names = profile.names.length === 0 ? 'they hold none' : `they hold ${profile.names.join(', ')}`;
    return new BridgeFailure(
      'no_credentials',
      `There is no profile "${profile.name}" in the AWS configuration files (${names}); ${profile.renewal}, or choose another with --profile.`,
    );
  }
  if (profile.missingSession === undefined) return undefined;
  return new BridgeFailure(
    'no_credentials',
    `Profile "${profile.name}" logs in through the sso-session "${profile.missingSession}", which the AWS configuration file does not have; add [sso-session ${profile.missingSession}] with sso_start_url and sso_region, or run "aws configure sso".`,
  );
}

/** What went wrong with a `credential_process`, without its command and without what it printed. */
function processSentence({ name, renewal }: Profile, error: string): string {
  const process = `The credential_process of profile "${name}"`;
  if (/expired credentials/.test(error)) return `${process} gave credentials that have expired; ${renewal}.`;
  if (/invalid JSON|Version 1|invalid credentials/.test(error)) {
    return `${process} gave no credentials: what it prints is not the JSON that AWS defines for it; ${renewal}.`;
  }
  return `${process} gave no credentials; ${renewal}.`;
}

function withheld(): string {
  if (TELLING.some((name) => process.env[name])) return '';
  return '; if your shell has them, the MCP client may not pass them on, as Gemini CLI, Codex and the Inspector do: put AWS_PROFILE into the "env" of its configuration';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
