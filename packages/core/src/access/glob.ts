/**
 * Whether `text` fits `glob`, in which `*` stands for any characters and `?` for one, in time proportional to the product
 * of their lengths whatever the pattern is.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let next = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < text.length) {
    if (glob[next] === '*') {
      star = next++;
      resume = position;
    } else if (next < glob.length && (glob[next] === '?' || glob[next] === text[position])) {
      next += 1;
      position += 1;
    } else if (star >= 0) {
      next = star + 1;
      resume += 1;
      position = resume;
    } else {
      return false;
    }
  }
  while (glob[next] === '*') next += 1;
  return next === glob.length;
}
