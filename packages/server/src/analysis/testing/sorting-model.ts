/** What a request asks for, told by its prompt. */
export type RequestKind = 'read' | 'names' | 'answer' | 'cases';

export function kindOf(prompt: string): RequestKind {
  if (prompt.includes('\nSUMMARIES (this part)\n')) return 'read';
  if (prompt.includes('\nFINDINGS\n')) return 'answer';
  return prompt.includes('\nSUMMARIES\n') ? 'cases' : 'names';
}

/** The summaries of a request, by index from 1. */
export function summariesIn(prompt: string): string[] {
  return [...prompt.matchAll(/^\[\d+\] .*\n(.*)$/gm)].map(([, summary = '']) => summary);
}

/** The lines of a request for names: number of cases and name. */
export function namesIn(prompt: string): { readonly cases: number; readonly name: string }[] {
  return [...prompt.matchAll(/^\[\d+\] (\d+) cases \| ([^|\n]+?)(?: \||$)/gm)].map(
    ([, cases, name = '']) => ({
      cases: Number(cases),
      name,
    }),
  );
}

/** How the sorting model sorts: the name of the problem of a summary, or undefined for none. */
export type Sorting = (summary: string, index: number) => string | undefined;

/** The answer of a model that reads a part and sorts it as told. */
export function sortedAnswer(prompt: string, problemOf: Sorting, findings: readonly object[] = []): string {
  const problems = new Map<string, number[]>();
  const none: number[] = [];
  for (const [place, summary] of summariesIn(prompt).entries()) {
    const name = problemOf(summary, place + 1);
    if (name === undefined) none.push(place + 1);
    else problems.set(name, [...(problems.get(name) ?? []), place + 1]);
  }
  return JSON.stringify({
    problems: [...problems].map(([name, cases]) => ({
      name,
      definition: `About ${name}.`,
      apart: '',
      cases,
    })),
    none,
    findings,
  });
}

/** The answer of a model that finds no two names to be one problem. */
export function sameNames(prompt: string): string {
  return JSON.stringify({
    problems: namesIn(prompt).map(({ name }, place) => ({
      name,
      definition: `About ${name}.`,
      theme: 'All',
      same: [place + 1],
    })),
  });
}

/** A model that sorts as told, leaves names as they are, and answers in a sentence. */
export function sortingModel(
  problemOf: Sorting,
  answer = 'The answer.',
): (request: { readonly prompt: string }) => string {
  return ({ prompt }) => {
    switch (kindOf(prompt)) {
      case 'read':
        return sortedAnswer(prompt, problemOf);
      case 'names':
        return sameNames(prompt);
      default:
        return answer;
    }
  };
}
