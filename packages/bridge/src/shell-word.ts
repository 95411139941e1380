/**
 * A text as one word of a command that a person pastes into a shell: as it is where that is safe, else in single quotes, or
 * on Windows in double ones, which is what its shells agree on.
 */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w@%+=:,./~-]+$/.test(text)) return text;
  if (platform === 'win32') return `"${text.replaceAll('"', '""')}"`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
