import type { LoadedCases } from './case-table.ts';

/** What was loaded, in one line. */
export function describeCases({ from, count, accounts, days, skipped }: LoadedCases): string {
  const parts = [
    counted(count, from === 'generator' ? 'generated case' : 'case'),
    counted(accounts, 'account'),
    ...(days === undefined ? [] : [`${days.first} to ${days.last}`]),
    ...(skipped === 0 ? [] : [`${skipped.toLocaleString('en')} skipped`]),
  ];
  return parts.join(' · ');
}

/** `1 case`, `1,500 cases` */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
