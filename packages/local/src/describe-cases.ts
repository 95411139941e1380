import type { LoadedCases } from './case-table.ts';

/** What was loaded, in one line. */
export function describeCases({ from, count, accounts, days, skipped }: LoadedCases): string {
  const parts = [
    `${count.toLocaleString('en')} ${from === 'generator' ? 'generated ' : ''}cases`,
    `${accounts.toLocaleString('en')} accounts`,
    ...(days === undefined ? [] : [`${days.first} to ${days.last}`]),
    ...(skipped === 0 ? [] : [`${skipped.toLocaleString('en')} skipped`]),
  ];
  return parts.join(' · ');
}
