import {
  ATNConfig,
  BaseErrorListener,
  CharStreams,
  CommonTokenStream,
  DFA,
  ParserATNSimulator,
  type PredicateTransition,
  PredictionContextCache,
  PredictionMode,
  Token,
} from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import { type SingleStatementContext, TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { excerpt, rejection } from './rejection.ts';

/**
 * Milliseconds after which a parse is stopped. Up to 0.2 s more can pass between two looks at the clock, and a
 * statement may take a second at most.
 */
const MAX_PARSE_MILLISECONDS = 800;

/**
 * States of the prediction tables after which they are thrown away. Ordinary statements need about 1,000 in all;
 * statements made to be difficult add hundreds each, and an instance lives long.
 */
const MAX_PREDICTION_STATES = 4_000;

/**
 * States that a statement may add in its time and still count as long rather than difficult: lists of 100,000 elements
 * add some 40, statements made to be difficult 190 and more.
 */
const MAX_STATES_OF_LONG_STATEMENT = 100;

/**
 * What the parser has learned about the grammar: a cache shared by all statements. Learning from a first one takes
 * 0.1 to 0.5 s, after which a statement like it takes 1 ms; that must not count against the second of whoever comes
 * first, so it starts from a statement of ours.
 */
let predictions: DFA[] | undefined;

const TYPICAL = `
  WITH monthly AS (
    SELECT substr(timecreated, 1, 7) AS month, servicecode, count(*) AS cases,
      row_number() OVER (PARTITION BY servicecode ORDER BY count(*) DESC) AS place
    FROM case_summary c LEFT JOIN (VALUES ('low', 1)) AS s (code, rank) ON c.severitycode = s.code
    WHERE timecreated >= '2025-01-01' AND account_number IN ('111122223333') AND NOT subject LIKE '%test%'
    GROUP BY 1, servicecode HAVING count(*) > 1
  )
  SELECT *, CASE WHEN cases > 10 THEN 'many' ELSE coalesce(month, CAST(cases AS varchar)) END AS size
  FROM monthly WHERE place <= 3 AND EXISTS (SELECT 1 FROM monthly AS m WHERE m.month = monthly.month)
  UNION ALL SELECT 'a' || 'b', NULL, 1 + 2, max(x) FROM UNNEST(ARRAY[1, 2]) AS t(x)
  ORDER BY cases DESC, 1 LIMIT 100`;

function learnedPredictions(): DFA[] {
  const fresh = TrinoSqlParser._ATN.decisionToState.map((state, decision) => new DFA(state, decision));
  parseOnce(TYPICAL, PredictionMode.SLL, fresh, () => undefined);
  return fresh;
}

export interface ParsedStatement {
  readonly tree: SingleStatementContext;
  readonly tokens: CommonTokenStream;
}

/**
 * Parses by Trino's grammar, first with the fast prediction that decides nearly all statements and, where that finds
 * an error, with the complete one (the same two stages as the engine's own parser). Throws `query_rejected` with the
 * rule `syntax`, or `complexity` when the time is over. `now` is a clock in milliseconds.
 */
export function parseTrino(text: string, now: () => number): ParsedStatement {
  predictions ??= learnedPredictions();
  const learned = predictions;
  const known = statesOf(learned);
  const deadline = now() + MAX_PARSE_MILLISECONDS;
  const checkTime = () => {
    if (now() > deadline) throw new OutOfTime();
  };
  try {
    try {
      return parseOnce(text, PredictionMode.SLL, learned, checkTime);
    } catch (error) {
      if (!(error instanceof SyntaxFound)) throw error;
      return parseOnce(text, PredictionMode.LL, learned, checkTime);
    }
  } catch (error) {
    if (error instanceof SyntaxFound) throw error.rejection();
    if (!(error instanceof OutOfTime || error instanceof RangeError)) throw error;
    // What was learned from a difficult statement is not kept: sent again, it would start where each step takes
    // longest. After a RangeError, the end of the stack, it may be half written besides.
    const isLong = error instanceof OutOfTime && statesOf(learned) - known <= MAX_STATES_OF_LONG_STATEMENT;
    if (!isLong) predictions = undefined;
    throw rejection(
      'complexity',
      { line: 1, column: 1 },
      'The statement takes too long to parse: make it shorter or less nested',
    );
  } finally {
    if (statesOf(learned) > MAX_PREDICTION_STATES) predictions = undefined;
  }
}

function statesOf(learned: readonly DFA[]): number {
  return learned.reduce((sum, dfa) => sum + dfa.states.length, 0);
}

function parseOnce(text: string, mode: number, learned: DFA[], checkTime: () => void): ParsedStatement {
  const listener = new FirstError();
  const lexer = new TrinoSqlLexer(CharStreams.fromString(text));
  lexer.removeErrorListeners();
  lexer.addErrorListener(listener);
  const tokens = new TimedTokens(lexer, checkTime);
  const parser = new TrinoSqlParser(tokens);
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  parser.interpreter = new TimedPrediction(parser, learned, checkTime);
  parser.interpreter.predictionMode = mode;
  // Not `program`: it lets one statement follow another with nothing between, and so reads `a = ANY (SELECT …)` as two.
  const tree = parser.singleStatement();
  const rest = tokens.LT(1);
  if (rest !== null && rest.type !== Token.EOF) {
    throw new SyntaxFound(rest.line, rest.column, rest.text ?? undefined);
  }
  return { tree, tokens };
}

/**
 * Tokens that stop the parser when its time is over. Nothing can interrupt a parser from outside, but it cannot go
 * on, or look ahead, without asking for the next token.
 */
class TimedTokens extends CommonTokenStream {
  readonly #checkTime: () => void;

  constructor(lexer: TrinoSqlLexer, checkTime: () => void) {
    super(lexer);
    this.#checkTime = checkTime;
  }

  override consume(): void {
    this.#checkTime();
    super.consume();
  }
}

/** Prediction for this grammar, which checks the time too: what a token may mean can take long to work out. */
class TimedPrediction extends ParserATNSimulator {
  readonly #checkTime: () => void;

  constructor(parser: TrinoSqlParser, learned: DFA[], checkTime: () => void) {
    super(parser, TrinoSqlParser._ATN, learned, new PredictionContextCache());
    this.#checkTime = checkTime;
  }

  protected override getEpsilonTarget(
    ...step: Parameters<ParserATNSimulator['getEpsilonTarget']>
  ): ATNConfig | null {
    this.#checkTime();
    return super.getEpsilonTarget(...step);
  }

  /**
   * The grammar's predicates tell completion in an editor from parsing (may a column be missing here?), so for us they
   * are constants. Decided at once, they cost nothing; carried along until a prediction is made, as is usual, they
   * double its work with each level of `(SELECT (SELECT …`: 12 levels take 10 s instead of 10 ms.
   */
  protected override predTransition(config: ATNConfig, transition: PredicateTransition): ATNConfig | null {
    const holds = this.parser.sempred(null, transition.ruleIndex, transition.predIndex);
    return holds ? new ATNConfig({ state: transition.target }, config) : null;
  }
}

/** Words that begin a clause: where one is not expected, it usually comes too late. */
const CLAUSES = /^(?:WHERE|GROUP|HAVING|ORDER|OFFSET|LIMIT|JOIN)$/iu;

class OutOfTime extends Error {}

/** The first thing that did not fit the grammar; nothing after it is worth reading. */
class SyntaxFound extends Error {
  readonly line: number;
  readonly column: number;
  readonly token: string | undefined;

  constructor(line: number, column: number, token: string | undefined) {
    super('syntax');
    this.line = line;
    this.column = column;
    this.token = token;
  }

  rejection(): Error {
    const what =
      this.token === undefined ? 'The statement ends too early' : `Unexpected ${excerpt(this.token)}`;
    const remedy = CLAUSES.test(this.token ?? '')
      ? 'the clauses come in the order SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET, LIMIT'
      : 'write one query in Athena engine version 3 (Trino) SQL';
    const sentence = `${what}: ${remedy}`;
    return rejection('syntax', { line: this.line, column: this.column + 1 }, sentence);
  }
}

class FirstError extends BaseErrorListener {
  override syntaxError<S extends Token>(
    _recognizer: unknown,
    symbol: S | null,
    line: number,
    column: number,
  ): void {
    const text = symbol?.text ?? undefined;
    throw new SyntaxFound(line, column, symbol?.type === Token.EOF ? undefined : text);
  }
}
