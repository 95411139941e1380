import { agglomerate, joinLightest, type Similarities } from './agglomerate.ts';
import { inServices, uniqueName } from './describe-group.ts';
import { factsIn } from './read-entries.ts';
import { termsOf } from './terms.ts';

/** A problem of one reader, as a line of the prompt says it: `[7] 34 cases | name | definition | what sets it apart`. */
interface NamedProblem {
  readonly number: number;
  readonly cases: number;
  /** Without its services. */
  readonly failure: string;
  readonly definition: string;
  /** Those of most of its cases, the first of most. */
  readonly services: readonly string[];
  readonly rootCause: string | undefined;
  readonly terms: ReadonlySet<string>;
}

/** Problems of several readers that are one, as the product's form of an answer has it. */
export interface JoinedProblem {
  readonly name: string;
  readonly definition: string;
  readonly theme: string;
  /** The numbers of the lines. */
  readonly same: readonly number[];
}

const LINE = /^\[(\d{1,6})\] (\d{1,9}) cases \| ([^|\n]+)(?:\| ([^|\n]+))?(?:\| ([^|\n]+))?$/gm;
/** Problems are one from this similarity on: a quarter of the words that mark them. */
const LEAST_SIMILARITY = 0.25;
/** What a similarity counts for between different services, where the same words rarely mean the same problem. */
const OTHER_SERVICE = 0.3;

/** Joins the problems of all lines to at most `most`: those marked by the same words, then the smallest ones. */
export function joinNames(data: string, most: number): JoinedProblem[] {
  const problems = [...data.matchAll(LINE)].map(readLine);
  const similarities = similaritiesOf(problems);
  const casesOf = (place: number) => problems[place]?.cases ?? 0;
  const groups = joinLightest(agglomerate(similarities, LEAST_SIMILARITY), similarities, casesOf, most);
  const taken = new Set<string>();
  return groups.flatMap((places) => {
    const members = places.flatMap((place) => problems[place] ?? []).sort((a, b) => b.cases - a.cases);
    const [largest] = members;
    if (largest === undefined) return [];
    return {
      name: uniqueName([largest.failure + inServices(servicesOf(members))], taken),
      definition: largest.definition,
      theme: largest.rootCause ?? largest.services[0] ?? 'Other',
      same: members.map(({ number }) => number),
    };
  });
}

function readLine([, number, cases, name = '', definition = '', apart = '']: RegExpExecArray): NamedProblem {
  const [facts = '', marks = ''] = apart.split(':', 2);
  const rootCause = factsIn(facts)['root cause'];
  const services = facts
    .split(',')
    .map((fact) => fact.trim())
    .filter((fact) => fact !== '' && fact !== rootCause);
  const where = inServices(services);
  const failure = name.trim().endsWith(where)
    ? name.trim().slice(0, -where.length || undefined)
    : name.trim();
  return {
    number: Number(number),
    cases: Number(cases),
    failure,
    definition: definition.trim(),
    services,
    rootCause,
    terms: new Set(termsOf(`${failure} ${services[0] ?? ''} ${rootCause ?? ''} ${marks}`).keys()),
  };
}

/** The services of several problems, of the largest problem first. */
function servicesOf(problems: readonly NamedProblem[]): string[] {
  return [...new Set(problems.flatMap(({ services }) => services))];
}

/** The cosine of any two problems' terms, rare ones counting for more. */
function similaritiesOf(problems: readonly NamedProblem[]): Similarities {
  const size = problems.length;
  const holders = new Map<string, number>();
  for (const { terms } of problems) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  const weightOf = (term: string) => Math.log(1 + size / (holders.get(term) ?? 1)) ** 2;
  const lengths = problems.map(({ terms }) => Math.sqrt(sumOver(terms, weightOf)));
  const values = new Float32Array(size * size);
  for (const [a, one] of problems.entries()) {
    for (let b = a + 1; b < size; b += 1) {
      const other = problems[b];
      if (other === undefined) continue;
      const common = sumOver(one.terms, (term) => (other.terms.has(term) ? weightOf(term) : 0));
      const product = (lengths[a] ?? 0) * (lengths[b] ?? 0);
      const cosine = product === 0 ? 0 : common / product;
      const similarity = one.services[0] === other.services[0] ? cosine : cosine * OTHER_SERVICE;
      values[a * size + b] = similarity;
      values[b * size + a] = similarity;
    }
  }
  return { size, values };
}

function sumOver(terms: ReadonlySet<string>, valueOfTerm: (term: string) => number): number {
  let sum = 0;
  for (const term of terms) sum += valueOfTerm(term);
  return sum;
}
