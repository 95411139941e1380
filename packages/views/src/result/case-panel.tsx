import { CASE_URI_TEMPLATE } from '@case-insights/core/names';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Host } from '../host/host.ts';
import { CaseText } from '../text/case-text.tsx';
import { caseFields } from './case-record.ts';

interface CasePanelProps {
  readonly caseNumber: string;
  readonly readResource: NonNullable<Host['readResource']>;
  readonly onClose: () => void;
}

/** One case, read from the server when it is opened. */
export function CasePanel({ caseNumber, readResource, onClose }: CasePanelProps) {
  const [text, setText] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    readResource(CASE_URI_TEMPLATE.replace('{case_number}', caseNumber)).then(setText, (error: unknown) =>
      setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, []);
  const fields = text === undefined ? undefined : caseFields(text);
  return (
    <section class="panel" aria-busy={text === undefined && problem === undefined}>
      <h2 tabIndex={-1} ref={heading}>
        Case <CaseText>{caseNumber}</CaseText>
      </h2>
      <button type="button" onClick={onClose}>
        Close
      </button>
      {problem !== undefined && (
        <p class="problem" role="alert">
          <CaseText>{problem}</CaseText>
        </p>
      )}
      {text === undefined && problem === undefined && <p class="quiet">Reading the case …</p>}
      {fields !== undefined && (
        <dl>
          {fields.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <CaseText>{value}</CaseText>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {text !== undefined && fields === undefined && (
        <pre>
          <CaseText>{text}</CaseText>
        </pre>
      )}
    </section>
  );
}
