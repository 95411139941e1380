import type { ComponentChildren } from 'preact';
import { CaseText } from '../text/case-text.tsx';

/** What may be a case number in an answer; those that are not in `citations` stay text. */
const MAYBE_CITED = /(#?\d{6,})/;

/**
 * Text with its citations: a case number becomes a button that opens the case, with service, severity and day as its
 * description.
 */
export function citedText(
  text: string,
  citations: Readonly<Record<string, string>>,
  onOpen: ((caseNumber: string) => void) | undefined,
): ComponentChildren {
  return text.split(MAYBE_CITED).map((part, index) => {
    const number = part.replace('#', '');
    const described = Object.hasOwn(citations, number) ? citations[number] : undefined;
    const key = `${index} ${part}`;
    if (described === undefined) return <CaseText key={key}>{part}</CaseText>;
    if (onOpen === undefined) {
      return (
        <abbr key={key} title={described}>
          {part}
        </abbr>
      );
    }
    return (
      <button key={key} type="button" class="citation" title={described} onClick={() => onOpen(number)}>
        {part}
      </button>
    );
  });
}
