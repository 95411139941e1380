import { ParserRuleContext, type Token } from 'antlr4ng';
import {
  AliasedRelationContext,
  BackQuotedIdentifierContext,
  DigitIdentifierContext,
  FunctionNameContext,
  type QueryContext,
  QueryPeriodContext,
  QueryStatementContext,
  QuotedIdentifierContext,
  SetOperationContext,
  TableContext,
  TableFunctionInvocationContext,
  TableNameContext,
  TableOrViewNameContext,
  TableRefContext,
  ViewRefContext,
  WithFunctionContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { excerpt, rejection } from './rejection.ts';
import type { NamedPlace, QueryReads, TableReference, Unscopable } from './statement.ts';
import { longNames } from './trino-long-names.ts';
import { endOf, nameOf, positionOf, startOf } from './trino-nodes.ts';
import type { Utf16Offsets } from './utf16-offsets.ts';

/** The WITH queries that can be named at one place, innermost first. */
interface Scope {
  readonly name: string;
  /** Inside the body of this very query, which is recursive: the offset from which its name means the recursion. */
  readonly recursesFrom?: number;
  readonly outer: Scope | undefined;
}

interface Visit {
  readonly node: ParserRuleContext;
  readonly scope: Scope | undefined;
}

/**
 * Walks the tree of one query, in the order of the text, and lists what it reads. Names resolve as Trino resolves
 * them: a WITH query is visible to those after it and to its own query, not to those before it; inside its own body
 * its name still means whatever it meant outside, unless it is recursive there; a name with a schema is never a WITH
 * query. Throws `query_rejected` for what the grammar accepts and this tool does not run. The tree of a long chain of
 * operators is as deep as the chain is long, so the walk keeps its own stack.
 */
export function queryReads(
  root: ParserRuleContext,
  tokens: readonly Token[],
  offsets: Utf16Offsets,
): Omit<QueryReads, 'compared'> {
  const reads = new Reads(offsets);
  const pending: Visit[] = [{ node: root, scope: undefined }];
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    reads.enter(visit);
    const parts =
      visit.node instanceof QueryStatementContext ? reads.enterQuery(visit.node, visit.scope) : within(visit);
    for (const part of parts.reverse()) pending.push(part);
  }
  return {
    tables: reads.tables,
    longNames: longNames(tokens, reads.namesOfOtherThings, offsets),
    relationNames: reads.relationNames,
    recursiveNames: reads.recursiveNames,
    unscopable: reads.unscopable,
  };
}

function within({ node, scope }: Visit): Visit[] {
  return (node.children ?? [])
    .filter((child) => child instanceof ParserRuleContext)
    .map((child) => ({ node: child, scope }));
}

class Reads {
  readonly tables: TableReference[] = [];
  readonly relationNames = new Set<string>();
  readonly recursiveNames: NamedPlace[] = [];
  readonly unscopable: Unscopable[] = [];
  /** Code point offsets at which the name of a table or function starts. */
  readonly namesOfOtherThings = new Set<number>();
  readonly #offsets: Utf16Offsets;

  constructor(offsets: Utf16Offsets) {
    this.#offsets = offsets;
  }

  /** The parts of a query with the WITH queries that each of them can name. */
  enterQuery(query: QueryStatementContext, outer: Scope | undefined): Visit[] {
    const clause = query.with();
    const visits: Visit[] = [];
    let scope = outer;
    const recursive = clause !== null && clause.KW_RECURSIVE() !== null;
    for (const named of clause?.namedQuery() ?? []) {
      const name = nameOf(named.identifier());
      const position = positionOf(named);
      this.relationNames.add(name);
      if (recursive) this.recursiveNames.push({ parts: [name], position });
      if (lookup(scope, name, startOf(named))?.recursesFrom !== undefined) {
        this.unscopable.push({
          what: `the recursive WITH query ${excerpt(name)}, named again inside itself`,
          position,
        });
      }
      for (const names of [named.identifier(), named.columnAliases()]) {
        if (names !== null) visits.push({ node: names, scope: undefined });
      }
      visits.push({
        node: named.query(),
        scope: recursive ? { name, recursesFrom: stepStartOf(named.query()), outer: scope } : scope,
      });
      scope = { name, outer: scope };
    }
    return [...visits, { node: query.queryNoWith(), scope }];
  }

  enter({ node, scope }: Visit): void {
    if (node instanceof TableRefContext || node instanceof ViewRefContext) this.#enterTable(node, scope);
    else if (node instanceof AliasedRelationContext) this.#enterAlias(node);
    else if (node instanceof FunctionNameContext) this.#enterFunction(node);
    else if (node instanceof QuotedIdentifierContext) this.#enterQuotedName(node);
    else if (node instanceof QueryPeriodContext) this.#restrict('FOR TIMESTAMP and FOR VERSION', node);
    else refuseForAll(node);
  }

  #enterTable(node: TableRefContext | ViewRefContext, scope: Scope | undefined): void {
    this.namesOfOtherThings.add(startOf(node));
    const parts = node.identifier().map(nameOf);
    const [name] = parts;
    if (parts.length === 1 && name !== undefined && lookup(scope, name, startOf(node)) !== undefined) return;
    const place = placeOf(node);
    if (place === undefined) {
      this.#restrict(`the table ${excerpt(parts.join('.'))} in this place`, node);
      return;
    }
    this.tables.push({
      parts,
      position: positionOf(node),
      form: place.form,
      start: this.#offsets.at(startOf(place.node)),
      end: this.#offsets.at(endOf(place.node)),
    });
  }

  #enterAlias(node: AliasedRelationContext): void {
    const alias = node.identifier();
    if (alias !== null) this.relationNames.add(nameOf(alias));
  }

  #enterFunction(node: FunctionNameContext): void {
    this.namesOfOtherThings.add(startOf(node));
    const parts = node.qualifiedName().identifier().map(nameOf);
    if (parts.length > 1) this.#restrict(`the function ${excerpt(parts.join('.'))} of another schema`, node);
  }

  #enterQuotedName(node: QuotedIdentifierContext): void {
    const name = nameOf(node);
    if (name === '')
      throw rejection('identifier', positionOf(node), 'A quoted name is empty: name something');
    if (name.startsWith('$')) this.#restrict(`hidden columns, and ${excerpt(name)} begins like one`, node);
  }

  #restrict(what: string, node: ParserRuleContext): void {
    this.unscopable.push({ what, position: positionOf(node) });
  }
}

/** The text of a reference, which scoping replaces; undefined for a kind of table that is not handled here. */
function placeOf(
  node: TableRefContext | ViewRefContext,
): { form: TableReference['form']; node: ParserRuleContext } | undefined {
  const parent = node.parent;
  if (parent instanceof TableContext) return { form: 'query', node: parent };
  if (!(parent instanceof TableOrViewNameContext && parent.parent instanceof TableNameContext))
    return undefined;
  const relation = parent.parent.parent;
  if (!(relation instanceof AliasedRelationContext)) return undefined;
  return { form: relation.identifier() === null ? 'relation' : 'aliased relation', node: parent };
}

function refuseForAll(node: ParserRuleContext): void {
  if (node instanceof WithFunctionContext) {
    throw rejection(
      'function',
      positionOf(node),
      'WITH FUNCTION defines a function, which this tool does not run: inline it',
    );
  }
  if (node instanceof TableFunctionInvocationContext) {
    throw rejection(
      'function',
      positionOf(node),
      'Table functions can run statements elsewhere and are not allowed: use UNNEST or VALUES',
    );
  }
  if (node instanceof BackQuotedIdentifierContext) {
    throw rejection(
      'identifier',
      positionOf(node),
      `${excerpt(node.getText())} is quoted as in Hive: queries quote names with "double quotes"`,
    );
  }
  if (node instanceof DigitIdentifierContext) {
    throw rejection(
      'identifier',
      positionOf(node),
      `The name ${excerpt(node.getText())} starts with a digit: put it in "double quotes"`,
    );
  }
}

/** The WITH query that a name means at an offset. */
function lookup(scope: Scope | undefined, name: string, at: number): Scope | undefined {
  let found = scope;
  while (found !== undefined && !(found.name === name && at >= (found.recursesFrom ?? 0)))
    found = found.outer;
  return found;
}

/**
 * Where the part of a recursive query starts that refers to itself: the right side of its UNION. A query of any other
 * shape has none, and its name means there what it means outside, as if RECURSIVE were not written.
 */
function stepStartOf(query: QueryContext): number {
  const body = query instanceof QueryStatementContext ? query.queryNoWith().queryTerm() : undefined;
  if (!(body instanceof SetOperationContext) || body.KW_UNION() === null) return Number.POSITIVE_INFINITY;
  return body._right?.start?.start ?? Number.POSITIVE_INFINITY;
}
