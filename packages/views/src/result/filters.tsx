import type { Arguments } from '../host/host.ts';
import { CaseText } from '../text/case-text.tsx';

const NAMES: Readonly<Record<string, string>> = {
  service_code: 'Service',
  account_number: 'Account',
  severity_code: 'Severity',
  case_id: 'Case',
  rca_category: 'Root cause',
  lifecycle_category: 'Lifecycle practice',
};

interface FiltersProps {
  readonly filters: Readonly<Record<string, unknown>>;
  /** Asks again without a filter; undefined where the view cannot. */
  readonly onRemove?: ((field: string) => void) | undefined;
  readonly busy: boolean;
}

/** What the result is narrowed to, each filter with a button that removes it. */
export function Filters({ filters, onRemove, busy }: FiltersProps) {
  const shown = Object.entries(NAMES).flatMap(([field, name]) => {
    const value = filters[field];
    return typeof value === 'string' ? [{ field, name, value }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <ul class="filters">
      {shown.map(({ field, name, value }) => (
        <li key={field}>
          {name}: <CaseText>{value}</CaseText>
          {onRemove && (
            <button type="button" disabled={busy} onClick={() => onRemove(field)}>
              <span aria-hidden="true">×</span>
              <span class="unseen">Remove the filter {name}</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The arguments without one of them. */
export function without(args: Arguments, field: string): Arguments {
  return Object.fromEntries(Object.entries(args).filter(([name]) => name !== field));
}
