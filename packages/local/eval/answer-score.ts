/**
 * Whether an answer says what it must. Numbers count as whole numbers, with or without separators; a month may be
 * written as `2025-03`, `March 2025` or `2025年3月`; case makes no difference.
 */
export function says(answer: string, expected: string): boolean {
  const text = answer.toLowerCase();
  if (/^\d+$/.test(expected)) {
    const digits = [...expected].join('[,. \u00a0\u202f]?');
    return new RegExp(`(?<![\\d.,])${digits}(?![\\d]|[.,]\\d)`).test(text);
  }
  const month = /^(\d{4})-(\d{2})$/.exec(expected);
  if (month === null) return text.includes(expected.toLowerCase());
  const [, year = '', number = ''] = month;
  const name = new Date(`${expected}-01`)
    .toLocaleString('en-US', { month: 'long', timeZone: 'UTC' })
    .toLowerCase();
  return [expected, `${name} ${year}`, `${name}, ${year}`, `${year}年${Number(number)}月`].some((form) =>
    text.includes(form),
  );
}
