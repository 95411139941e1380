import { countProblems, rangeOf, type SortedCase } from '@case-insights/core/tools';
import type { CaseAnalysis, CountedProblems } from '../case-analysis.ts';
import type { JoinedProblem } from './naming.ts';
import type { PartReading } from './read-part.ts';

/**
 * Counts the cases of each problem. Every case of the parts is counted once: under the problem of its entry, or as
 * without one. Near-duplicates count each.
 */
export function countSorted(
  analysis: CaseAnalysis,
  parts: readonly Pick<PartReading, 'entries' | 'problems'>[],
  problems: readonly JoinedProblem[],
): CountedProblems {
  const problemOfMember = new Map(
    problems.flatMap(({ members }, problem) => members.map((member) => [member, problem] as const)),
  );
  const cases: SortedCase[] = [];
  const numbers = problems.map((): string[] => []);
  const typical: (string | undefined)[] = [];
  const largest: number[] = [];
  let member = 0;
  for (const part of parts) {
    const problemOfEntry = new Map<number, number>();
    for (const found of part.problems) {
      const problem = problemOfMember.get(member);
      member += 1;
      if (problem === undefined) continue;
      for (const place of found.entries) problemOfEntry.set(place, problem);
      const [first = -1] = found.entries;
      if (found.cases > (largest[problem] ?? 0)) {
        largest[problem] = found.cases;
        typical[problem] = part.entries[first]?.cases[0].caseNumber;
      }
    }
    for (const [place, entry] of part.entries.entries()) {
      const problem = problemOfEntry.get(place);
      for (const one of entry.cases) {
        cases.push({ case: one, problem });
        if (problem !== undefined) numbers[problem]?.push(one.caseNumber);
      }
    }
  }
  const { input, context, selection, age, lag, compared } = analysis;
  const named = problems.map(({ name, definition, theme, rest = false }, place) => ({
    name,
    definition,
    rest,
    ...(theme === undefined ? {} : { theme }),
    ...(typical[place] === undefined ? {} : { typical: typical[place] }),
  }));
  return {
    fields: countProblems(named, cases, {
      range: rangeOf(input),
      freshness: { today: context.today, dataAsOf: age.data_as_of, lag },
      available: selection.summariesAvailable,
      ...(compared === undefined
        ? {}
        : { compared: { range: compared.range, available: compared.selection.summariesAvailable } }),
    }),
    caseNumbers: new Map(problems.map(({ name }, place) => [name, numbers[place] ?? []])),
  };
}
