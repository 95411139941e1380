import type { Position } from '../trino/errors.ts';

/** A name as written; `quoted` only matters for what the words of Trino itself are. */
export interface Name {
  readonly text: string;
  readonly position: Position;
}

/** An expression of Trino's, without what its parse tree says twice. Every node says where it starts. */
export type Expression = { readonly position: Position } & (
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'binary'; readonly hex: string }
  | { readonly kind: 'typed literal'; readonly type: string; readonly value: string }
  | Interval
  | { readonly kind: 'column'; readonly path: readonly Name[] }
  | { readonly kind: 'field'; readonly base: Expression; readonly name: Name }
  | { readonly kind: 'parameter' }
  | { readonly kind: 'sign'; readonly negative: boolean; readonly value: Expression }
  | {
      readonly kind: 'arithmetic';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'concat'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'compare';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'logical'; readonly operator: 'AND' | 'OR'; readonly terms: readonly Expression[] }
  | { readonly kind: 'not'; readonly value: Expression }
  | { readonly kind: 'is null'; readonly value: Expression; readonly not: boolean }
  | {
      readonly kind: 'distinct';
      readonly left: Expression;
      readonly right: Expression;
      readonly not: boolean;
    }
  | {
      readonly kind: 'between';
      readonly value: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly not: boolean;
    }
  | {
      readonly kind: 'in';
      readonly value: Expression;
      readonly items: readonly Expression[];
      readonly not: boolean;
    }
  | { readonly kind: 'in query'; readonly value: Expression; readonly query: Query; readonly not: boolean }
  | {
      readonly kind: 'quantified';
      readonly operator: string;
      readonly quantifier: 'ALL' | 'ANY';
      readonly value: Expression;
      readonly query: Query;
    }
  | {
      readonly kind: 'like';
      readonly value: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | undefined;
      readonly not: boolean;
    }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'subquery'; readonly query: Query }
  | { readonly kind: 'at time zone'; readonly value: Expression; readonly zone: Expression }
  | { readonly kind: 'cast'; readonly value: Expression; readonly type: TypeName; readonly safe: boolean }
  | {
      readonly kind: 'case';
      readonly operand: Expression | undefined;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | undefined;
    }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'row'; readonly items: readonly Expression[] }
  | { readonly kind: 'subscript'; readonly value: Expression; readonly index: Expression }
  | { readonly kind: 'lambda'; readonly parameters: readonly Name[]; readonly body: Expression }
  | { readonly kind: 'grouping'; readonly columns: readonly Expression[] }
  | {
      readonly kind: 'json path';
      readonly name: 'json_value' | 'json_query' | 'json_exists';
      readonly call: JsonPathCall;
    }
  | { readonly kind: 'unsupported'; readonly what: string }
  | Call
);

export interface Interval {
  readonly kind: 'interval';
  readonly negative: boolean;
  readonly value: string;
  readonly from: string;
  readonly to: string | undefined;
}

/** A call of a function, an aggregate or a window function. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly star: boolean;
  readonly distinct: boolean;
  readonly order: readonly SortItem[];
  readonly filter: Expression | undefined;
  readonly ignoreNulls: boolean;
  readonly over: Window | undefined;
}

export interface JsonPathCall {
  readonly input: Expression;
  readonly path: string;
  readonly returning: TypeName | undefined;
  readonly wrapper: 'none' | 'conditional' | 'always';
  readonly keepQuotes: boolean;
  readonly onEmpty: JsonBehavior | undefined;
  readonly onError: JsonBehavior | undefined;
}

export interface JsonBehavior {
  readonly kind: string;
  readonly value: Expression | undefined;
}

export interface SortItem {
  readonly value: Expression;
  readonly descending: boolean;
  /** Where nulls go, when the statement says it. */
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}

export interface Window {
  readonly base: string | undefined;
  readonly partition: readonly Expression[];
  readonly order: readonly SortItem[];
  readonly frame: Frame | undefined;
  readonly position: Position;
}

export interface Frame {
  readonly unit: 'ROWS' | 'RANGE' | 'GROUPS';
  readonly start: FrameBound;
  readonly end: FrameBound | undefined;
}

export interface FrameBound {
  readonly side: 'PRECEDING' | 'FOLLOWING' | 'CURRENT ROW';
  /** Absent where it is unbounded or the current row. */
  readonly distance: Expression | undefined;
}

/** A type as a CAST names it. */
export type TypeName = { readonly position: Position } & (
  | { readonly kind: 'named'; readonly name: string; readonly numbers: readonly number[] }
  | { readonly kind: 'array'; readonly element: TypeName }
  | { readonly kind: 'map'; readonly key: TypeName; readonly value: TypeName }
  | {
      readonly kind: 'row';
      readonly fields: readonly { readonly name: string | undefined; readonly type: TypeName }[];
    }
);

export interface Query {
  readonly with: readonly NamedQuery[];
  readonly recursive: boolean;
  readonly body: QueryBody;
  readonly order: readonly SortItem[];
  readonly offset: string | undefined;
  readonly limit: Limit | undefined;
  readonly position: Position;
}

export interface Limit {
  /** Absent for ALL. */
  readonly count: string | undefined;
  readonly withTies: boolean;
}

export interface NamedQuery {
  readonly name: Name;
  readonly columns: readonly string[] | undefined;
  readonly query: Query;
}

export type QueryBody = { readonly position: Position } & (
  | Select
  | { readonly kind: 'values'; readonly rows: readonly Expression[] }
  | { readonly kind: 'table'; readonly path: readonly Name[] }
  | { readonly kind: 'parenthesized'; readonly query: Query }
  | {
      readonly kind: 'set operation';
      readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
      readonly all: boolean;
      readonly left: QueryBody;
      readonly right: QueryBody;
    }
);

export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly Relation[];
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly { readonly name: Name; readonly window: Window }[];
}

export type SelectItem = { readonly position: Position } & (
  | { readonly kind: 'all' }
  | { readonly kind: 'all of'; readonly base: Expression; readonly aliases: readonly string[] | undefined }
  | { readonly kind: 'value'; readonly value: Expression; readonly alias: string | undefined }
);

export interface GroupBy {
  readonly distinct: boolean;
  readonly elements: readonly GroupingElement[];
}

export type GroupingElement =
  | { readonly kind: 'simple'; readonly terms: readonly Expression[]; readonly position: Position }
  | {
      readonly kind: 'GROUPING SETS' | 'CUBE' | 'ROLLUP';
      readonly sets: readonly (readonly Expression[])[];
      readonly position: Position;
    };

export type Relation = { readonly position: Position } & (
  | { readonly kind: 'table'; readonly path: readonly Name[] }
  | { readonly kind: 'query'; readonly query: Query; readonly lateral: boolean }
  | { readonly kind: 'unnest'; readonly values: readonly Expression[]; readonly ordinality: boolean }
  | {
      readonly kind: 'aliased';
      readonly relation: Relation;
      readonly alias: Name;
      readonly columns: readonly string[] | undefined;
    }
  | {
      readonly kind: 'sample';
      readonly relation: Relation;
      readonly method: 'BERNOULLI' | 'SYSTEM';
      readonly percentage: Expression;
    }
  | { readonly kind: 'parenthesized'; readonly relation: Relation }
  | { readonly kind: 'join'; readonly join: Join }
  | { readonly kind: 'unsupported'; readonly what: string }
);

export interface Join {
  readonly type: 'CROSS' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly left: Relation;
  readonly right: Relation;
  readonly on: Expression | undefined;
  readonly using: readonly string[] | undefined;
  readonly natural: boolean;
}
