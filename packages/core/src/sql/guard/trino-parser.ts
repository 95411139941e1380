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
 * Milliseconds after which a parse is stopped. Up to 0.2 s more can pass between two checks of the clock, and a
 * statement may take a second at most.
 */
const MAX_PARSE_MILLISECONDS = 800;

/**
 * Number of states at which the prediction tables are discarded. Ordinary statements need about 1,000 in all;
 * statements designed to be difficult add hundreds each, and an instance runs for hours.
 */
const MAX_PREDICTION_STATES = 4_000;

/**
 * States that a statement may add within its time and still count as long rather than difficult: lists of 100,000
 * elements add some 40, statements designed to be difficult 190 and more.
 */
const MAX_STATES_OF_LONG_STATEMENT = 100;

/**
 * The parser's prediction cache, shared by all statements. The first statement takes 0.1 to 0.5 s to fill it, after
 * which a similar one takes 1 ms. That must not count against the first caller's second, so a statement of ours fills it.
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

/** Learns what the first statement would otherwise have to, once. Takes 0.1 to 0.5 s of the processor. */
export function learnGrammar(): void {
  predictions ??= learnedPredictions();
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
    // The cache of a difficult statement is not kept: sent again, the statement would start where each step takes
    // longest. After a RangeError (stack overflow) it may also be incomplete.
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
  // Not `program`: it accepts statements without a separator, and so reads `a = ANY (SELECT …)` as two.
  const tree = parser.singleStatement();
  const rest = tokens.LT(1);
  if (rest !== null && rest.type !== Token.EOF) {
    throw new SyntaxFound(rest.line, rest.column, rest.text ?? undefined);
  }
  return { tree, tokens };
}

/**
 * A token stream that stops the parser when its time is over. A parser cannot be interrupted from outside, but it
 * cannot continue or look ahead without requesting the next token.
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

/** Prediction for this grammar, which also checks the time: predicting one token can take long. */
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
   * The grammar's predicates distinguish completion in an editor from parsing (may a column be missing here?), so they
   * are constants here. Evaluated immediately, they cost nothing; deferred until a prediction is made, as is usual, they
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
