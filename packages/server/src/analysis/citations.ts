/** What an answer cites once its case numbers have been checked. */
export interface CheckedAnswer {
  /** The answer without the case numbers that no case has. */
  readonly text: string;
  /** Real case numbers in the order in which the answer first names them. */
  readonly cited: readonly string[];
  /** How many different numbers were removed. */
  readonly removed: number;
}

/** A case number as the prompt asks for it. Shorter numbers are ranks: "#1 issue". */
const CITATION = /#(\d{6,})/g;
/**
 * A number of a case without its mark, where it is called one: other long numbers are accounts, bytes or hashes.
 */
const UNMARKED = /(?<=\b(?:cases?|tickets?)[ :]{1,2})(\d{8,})(?![\d-])/giu;
/** Digits and the number sign in the width of East Asian characters. */
const FULL_WIDTH = /[#＃]?[０-９]{6,}|＃(?=\d)/gu;
/** This private-use character marks where a citation was removed, until the punctuation around it is cleaned up. */
const GONE = '\ue000';
/** A citation is removed with one separator, so that its neighbours stay separated. */
const IN_A_LIST = /[,;、] ?\ue000|\ue000[,;、] ?/g;
const LEFT_GAP = / ?\ue000/g;
const EMPTY_BRACKETS = / ?(?:\([\s,;、]{0,8}\)|\[[\s,;、]{0,8}\]|（[\s,;、]{0,8}）|【[\s,;、]{0,8}】)/g;

/**
 * Checks the case numbers an answer cites against those the model was shown. Numbers that no shown case has are taken
 * out of the text, with the brackets and commas that would be left empty.
 */
export function checkCitations(answer: string, shown: ReadonlySet<string>): CheckedAnswer {
  const cited = new Set<string>();
  const removed = new Set<string>();
  const check = (whole: string, number: string) => {
    if (shown.has(number)) return whole;
    removed.add(number);
    return GONE;
  };
  const marked = answer
    .replaceAll(GONE, '')
    .replaceAll(FULL_WIDTH, (run) => run.normalize('NFKC'))
    .replaceAll(CITATION, check)
    .replaceAll(UNMARKED, check);
  for (const [number] of marked.matchAll(/\d{6,}|[A-Za-z0-9-]{1,41}/g)) {
    if (shown.has(number)) cited.add(number);
  }
  const text = removed.size === 0 ? marked : tidy(marked);
  return { text, cited: [...cited], removed: removed.size };
}

function tidy(marked: string): string {
  return marked.replaceAll(IN_A_LIST, '').replaceAll(LEFT_GAP, '').replaceAll(EMPTY_BRACKETS, '');
}
