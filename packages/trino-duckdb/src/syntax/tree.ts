import { type Position, refusal } from '../trino/errors.ts';
import { positionOfCodePoint } from './lexer.ts';

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

/** Fields of the parser's tree that do not affect meaning. */
const REMARKS =
  /^(span|inferred_type|.*comments|.*_text|original_name|alias_explicit_as|alias_keyword|explicit_asc|use_(inner|outer)_keyword|nesting_group|alias_first|explicit_method|sql_standard_syntax|position_explicit|real_spelling|no_parens|nested|quoted)$/;

function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: Json): boolean {
  return (
    value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0)
  );
}

/**
 * One node of the parser's tree. The parser reads more languages than Trino's, so a reader names the fields it
 * understands (`only`) and every other field that is set is refused: nothing is silently ignored.
 */
export class Node {
  readonly kind: string;
  private readonly sql: string;
  private readonly fields: Fields;

  constructor(kind: string, fields: Fields, sql: string) {
    this.kind = kind;
    this.fields = fields;
    this.sql = sql;
  }

  /** Refuses the node when a field other than these is set. Returns the node. */
  only(...known: string[]): this {
    for (const [name, value] of Object.entries(this.fields)) {
      if (!known.includes(name) && !REMARKS.test(name) && !isAbsent(value)) {
        throw refusal(
          `read ${this.kind.replaceAll('_', ' ')} with ${name.replaceAll('_', ' ')}`,
          this.position,
        );
      }
    }
    return this;
  }

  has(name: string): boolean {
    return !isAbsent(this.fields[name]);
  }

  /** A tagged child, `{kind: {…}}`. */
  child(name: string): Node {
    const child = this.optional(name);
    if (!child) throw refusal(`read ${this.kind} without ${name}`, this.position);
    return child;
  }

  optional(name: string): Node | undefined {
    return isAbsent(this.fields[name]) ? undefined : this.tagged(this.fields[name]);
  }

  /** Tagged children. */
  list(name: string): Node[] {
    return this.array(name).map((item) => this.tagged(item));
  }

  /** An untagged child, which gets the field's name as its kind. */
  part(name: string): Node | undefined {
    const value = this.fields[name];
    return isFields(value) ? new Node(name, value, this.sql) : undefined;
  }

  parts(name: string): Node[] {
    return this.array(name).map((item) => new Node(name, isFields(item) ? item : {}, this.sql));
  }

  /** Pairs such as CASE's WHEN and THEN. */
  pairs(name: string): [Node, Node][] {
    return this.array(name).map((pair) => {
      if (!Array.isArray(pair) || pair.length !== 2) throw refusal(`read ${this.kind}`, this.position);
      return [this.tagged(pair[0]), this.tagged(pair[1])];
    });
  }

  text(name: string): string | undefined {
    const value = this.fields[name];
    return typeof value === 'string' ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = this.fields[name];
    return typeof value === 'number' ? value : undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.fields[name];
    return typeof value === 'boolean' ? value : undefined;
  }

  /** The name in an identifier field, as written. */
  identifier(name: string): string | undefined {
    return this.part(name)?.text('name');
  }

  identifiers(name: string): string[] {
    return this.parts(name).map((part) => part.text('name') ?? '');
  }

  /** Names of the fields that are set. */
  get set(): string[] {
    return Object.keys(this.fields).filter((name) => !REMARKS.test(name) && !isAbsent(this.fields[name]));
  }

  /** Where it starts, if the parser recorded a position for it or a part of it. */
  get position(): Position | undefined {
    const start = earliest(this.fields);
    return start === undefined ? undefined : positionOfCodePoint(this.sql, start);
  }

  private array(name: string): Json[] {
    const value = this.fields[name];
    return Array.isArray(value) ? value : [];
  }

  private tagged(value: Json): Node {
    return readTagged(value, this.sql);
  }
}

/** The smallest start of any span in a part of the tree. */
function earliest(value: Json): number | undefined {
  if (Array.isArray(value)) return smallest(value.map(earliest));
  if (!isFields(value)) return undefined;
  if (isFields(value.span) && typeof value.span.start === 'number') return value.span.start;
  return smallest(Object.values(value).map(earliest));
}

function smallest(starts: readonly (number | undefined)[]): number | undefined {
  const known = starts.filter((start) => start !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** Reads `{kind: fields}`; a kind without fields is `{kind: null}` or just its name. */
export function readTagged(value: Json, sql: string): Node {
  if (typeof value === 'string') return new Node(value, {}, sql);
  if (isFields(value)) {
    const [entry, ...more] = Object.entries(value);
    if (entry && more.length === 0) return new Node(entry[0], isFields(entry[1]) ? entry[1] : {}, sql);
  }
  throw refusal('read this statement');
}
