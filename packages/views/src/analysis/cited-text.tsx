import type { ComponentChildren } from 'preact';
import { visible } from '../text/visible.ts';

/** What may be a case number in an answer, and what closes after it; those that are not in `citations` stay text. */
const MAYBE_CITED = /(#?\d{6,}[\p{Pe}\p{Pf},.;:、。]*)/u;
const NUMBER = /^#?(\d+)/;

/**
 * Text with its citations: a case number becomes a button that opens the case, with service, severity and day as its
 * description. A line does not begin with what closes after it.
 */
export function citedText(
  text: string,
  citations: Readonly<Record<string, string>>,
  onOpen: ((caseNumber: string) => void) | undefined,
): ComponentChildren {
  return text.split(MAYBE_CITED).map((part, index) => {
    const [written = '', number = ''] = NUMBER.exec(part) ?? [];
    const described = Object.hasOwn(citations, number) ? citations[number] : undefined;
    if (described === undefined) return visible(part);
    return (
      <span key={`${index} ${part}`} class="together">
        {onOpen === undefined ? (
          <abbr title={described}>{written}</abbr>
        ) : (
          <button type="button" class="citation" title={described} onClick={() => onOpen(number)}>
            {written}
          </button>
        )}
        {part.slice(written.length)}
      </span>
    );
  });
}
