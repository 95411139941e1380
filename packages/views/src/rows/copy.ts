/**
 * Puts a text on the clipboard. Resolves to false where the host lets views do neither of what browsers have for it: the
 * clipboard's own interface, which needs a permission, and the older command, which needs a click.
 */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = document.activeElement;
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}
