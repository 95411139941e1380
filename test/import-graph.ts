import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** For each entry, the entries beside it that it imports, each with one import that shows it: `file → file`. */
export type ImportGraph = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Which entries of each folder under `source` (its files and its subfolders) import which others of the same folder.
 * An import from `http/mcp/a.ts` of `tools/b.ts` is one of `http` of `tools`, since there their paths part. Type imports
 * count like all others. Test files are left out: they may use whatever they test.
 */
export function importGraph(source: string): ImportGraph {
  const graph = new Map<string, Map<string, string>>();
  for (const file of sourceFiles(source)) {
    for (const specifier of relativeImports(join(source, file))) {
      const target = posix.join(posix.dirname(file), specifier);
      if (target === file || target.startsWith('../')) continue;
      const [from, to] = whereTheyPart(file, target);
      const imports = graph.get(from) ?? new Map<string, string>();
      if (!imports.has(to)) imports.set(to, `${file} → ${target}`);
      graph.set(from, imports);
    }
  }
  return graph;
}

/** Each circle of the graph once, as the imports that close it. */
export function findCircles(graph: ImportGraph): string[][] {
  const circles = new Map<string, string[]>();
  for (const [from, imports] of graph) {
    for (const to of imports.keys()) {
      const path = shortestPath(graph, to, from);
      const members = path.toSorted().join();
      if (path.length === 0 || circles.has(members)) continue;
      circles.set(
        members,
        path.map((entry, at) => graph.get(path.at(at - 1) ?? entry)?.get(entry) ?? ''),
      );
    }
  }
  return [...circles.values()];
}

/** The entries from `start` to `end`, both included; empty where no imports lead there. */
function shortestPath(graph: ImportGraph, start: string, end: string): string[] {
  const seen = new Set([start]);
  const paths = [[start]];
  for (const path of paths) {
    const last = path.at(-1) ?? start;
    if (last === end) return path;
    for (const next of graph.get(last)?.keys() ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return [];
}

function sourceFiles(source: string): string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .sort();
}

/** What a file imports, exports from, loads on demand or names in a type, where that is a file of the same package. */
function relativeImports(file: string): string[] {
  const specifiers: string[] = [];
  const add = (source: { readonly type: string; readonly value?: unknown } | null) => {
    if (typeof source?.value === 'string' && source.value.startsWith('.')) specifiers.push(source.value);
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
  }).visit(parseSync(file, readFileSync(file, 'utf8')).program);
  return specifiers;
}

/** The two paths as far as the first name in which they differ. */
function whereTheyPart(one: string, other: string): [string, string] {
  const [ones, others] = [one.split('/'), other.split('/')];
  const depth = ones.findIndex((name, at) => name !== others[at]) + 1;
  return [ones.slice(0, depth).join('/'), others.slice(0, depth).join('/')];
}
