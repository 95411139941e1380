import type { CredentialSource } from '../../aws/credentials.ts';
import { type AwsAnswer, askAws, element } from '../../http/aws-query.ts';
import type { Log } from '../../log.ts';
import type { Options } from '../../options/parse.ts';

/** What AWS says of some credentials. */
export type Caller =
  | { readonly known: true; readonly arn: string; readonly account: string }
  /** `refused`: AWS does not take them; otherwise it could not be asked. */
  | { readonly known: false; readonly refused: boolean; readonly why: string };

/** API Reference of AWS STS, GetCallerIdentity: needs no permission, and no policy can deny it. */
const PARAMETERS = { Action: 'GetCallerIdentity', Version: '2011-06-15' };

/** Asks STS whose the credentials are. Never throws: not to know is an answer. */
export async function askCaller(
  credentials: CredentialSource,
  region: string,
  options: Options,
  log: Log,
): Promise<Caller> {
  try {
    return callerIn(
      await askAws({ service: 'sts', region, parameters: PARAMETERS, credentials, options, log }),
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Advice about reaching the endpoint would not help here.
    return { known: false, refused: false, why: message.split('; ', 1)[0] ?? message };
  }
}

/** The codes by which STS says that the credentials themselves are no good; a wrong clock is another matter. */
const UNUSABLE = new Set(['InvalidClientTokenId', 'ExpiredToken', 'UnrecognizedClientException']);

function callerIn({ host, xml, refusal }: AwsAnswer): Caller {
  if (refusal === undefined) {
    const arn = element('Arn', xml);
    const account = element('Account', xml);
    if (arn !== undefined && account !== undefined) return { known: true, arn, account };
    return { known: false, refused: false, why: `${host} gave an answer that is not from STS` };
  }
  const code = element('Code', xml);
  if (code === undefined) return { known: false, refused: false, why: refusal.message };
  const message = element('Message', xml) ?? refusal.message;
  const mistyped = code === 'SignatureDoesNotMatch' && !/Signature (expired|not yet current)/.test(message);
  return { known: false, refused: UNUSABLE.has(code) || mistyped, why: `${code}: ${message}` };
}
