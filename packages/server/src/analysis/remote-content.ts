/**
 * Hosts that a link may lead to: nobody but AWS reads what is asked of them. Buckets and endpoints, which anybody can
 * have, lie under amazonaws.com.
 */
const TRUSTED_HOST = /^(?:[a-z0-9-]+\.)*aws\.amazon\.com$|^repost\.aws$/iu;

const IMAGE = /!\[([^\]\n]{0,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,200}\])/gu;
const LINK = /\[([^\]\n]{0,500})\]\(\s{0,4}<?([^)\s>]{0,2000})(?:[\s>][^)\n]{0,300})?\)/gu;
const URL_START = /\b(https?|ftps?|file|javascript|data|vbscript):(?:\/\/([^\s/?#"'<>()[\]\\]{0,255}))?/giu;
const WWW = /\bwww\.(?=[\w-]+\.)/giu;
const TAG =
  /<(?=\/?(?:a|audio|base|button|embed|form|frame|iframe|img|input|link|meta|object|script|source|style|svg|video)\b)/giu;

/**
 * A model's answer without what a client would fetch or offer to click: text in cases can make a model write an image
 * or a link whose address carries data away. Images go, links become their text and an address that is none, HTML is
 * shown rather than rendered. Links to AWS's documentation stay.
 */
export function withoutRemoteContent(answer: string): string {
  return answer
    .replaceAll(
      IMAGE,
      (_, alternative: string) => `(image removed${alternative === '' ? '' : `: ${alternative}`})`,
    )
    .replaceAll(LINK, (whole, text: string, address: string) =>
      isTrusted(address) ? whole : `${text} (${address})`,
    )
    .replaceAll(URL_START, (whole, scheme: string, host: string | undefined) => {
      if (host === undefined) return /^(?:javascript|data|vbscript)$/iu.test(scheme) ? `${scheme} :` : whole;
      return isTrustedHost(scheme, host) ? whole : whole.replace(':', ' :');
    })
    .replaceAll(WWW, 'www .')
    .replaceAll(TAG, '&lt;');
}

function isTrusted(address: string): boolean {
  const found = /^(https):\/\/([^\s/?#"'<>()[\]\\]+)/iu.exec(address);
  return found !== null && isTrustedHost(found[1] ?? '', found[2] ?? '');
}

function isTrustedHost(scheme: string, host: string): boolean {
  return scheme.toLowerCase() === 'https' && TRUSTED_HOST.test(host);
}
