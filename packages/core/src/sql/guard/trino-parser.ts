import {
  BaseErrorListener,
  CharStreamImpl,
  CommonTokenStream,
  DefaultErrorStrategy,
  PredictionMode,
  Token,
} from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import { type SingleStatementContext, TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { excerpt, rejection } from './rejection.ts';
import TABLES from './trino-predictions.json' with { type: 'json' };
import { type DecisionTable, Predictions, TrinoPrediction } from './trino-predictions.ts';

/**
 * Milliseconds after which a parse is stopped. Up to 0.2 s more can pass between two checks of the clock, and a
 * statement may take a second at most.
 */
const MAX_PARSE_MILLISECONDS = 800;

/**
 * Number of states that statements may add to the prediction tables before these are read anew. Statements designed to
 * be difficult add hundreds each, and an instance runs for hours.
 */
const MAX_PREDICTION_STATES = 4_000;

/**
 * States that a statement may add within its time and still count as long rather than difficult: lists of 100,000
 * elements add some 40, statements designed to be difficult 190 and more.
 */
const MAX_STATES_OF_LONG_STATEMENT = 100;

/**
 * What is known of the grammar, shared by all statements. It starts with the tables of typical ones: without them, a first
 * statement takes half a second of the processor to learn what is read here in 5 ms.
 */
let predictions: Predictions | undefined;

/** Reads the tables of the grammar, which the first statement would otherwise have to. Returns what is known of it. */
export function loadGrammar(): Predictions {
  predictions ??= new Predictions(TABLES);
  return predictions;
}

/** The tables of all that parsing these statements teaches about the grammar. */
export function learnedFrom(statements: readonly string[]): DecisionTable[] {
  const fresh = new Predictions([]);
  for (const statement of statements) parseInStages(statement, fresh, () => undefined);
  return fresh.tables();
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
  const learned = loadGrammar();
  const known = learned.added;
  const deadline = now() + MAX_PARSE_MILLISECONDS;
  const checkTime = () => {
    if (now() > deadline) throw new OutOfTime();
  };
  try {
    return parseInStages(text, learned, checkTime);
  } catch (error) {
    if (error instanceof SyntaxFound) throw error.rejection();
    if (!(error instanceof OutOfTime || error instanceof RangeError)) throw error;
    // The cache of a difficult statement is not kept: sent again, the statement would start where each step takes
    // longest. After a RangeError (stack overflow) it may also be incomplete.
    const isLong = error instanceof OutOfTime && learned.added - known <= MAX_STATES_OF_LONG_STATEMENT;
    if (!isLong) predictions = undefined;
    throw rejection(
      'complexity',
      { line: 1, column: 1 },
      'The statement takes too long to parse: make it shorter or less nested',
    );
  } finally {
    if (learned.added > MAX_PREDICTION_STATES) predictions = undefined;
  }
}

/** Parses without a limit other than what `checkTime` throws. Throws an internal error where the grammar does not fit. */
export function parseInStages(text: string, learned: Predictions, checkTime: () => void): ParsedStatement {
  try {
    return parseOnce(text, PredictionMode.SLL, learned, checkTime);
  } catch (error) {
    if (!(error instanceof SyntaxFound)) throw error;
    return parseOnce(text, PredictionMode.LL, learned, checkTime);
  }
}

function parseOnce(text: string, mode: number, learned: Predictions, checkTime: () => void): ParsedStatement {
  const listener = new FirstError();
  const lexer = new TrinoSqlLexer(new TimedText(text, checkTime));
  lexer.removeErrorListeners();
  lexer.addErrorListener(listener);
  const tokens = new TimedTokens(lexer, checkTime);
  const parser = new TrinoSqlParser(tokens);
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  parser.errorHandler = new NoRecovery();
  parser.interpreter = new TrinoPrediction(parser, learned, checkTime);
  parser.interpreter.predictionMode = mode;
  // Not `program`: it accepts statements without a separator, and so reads `a = ANY (SELECT …)` as two.
  const tree = parser.singleStatement();
  const rest = tokens.LT(1);
  if (rest !== null && rest.type !== Token.EOF) {
    throw new SyntaxFound(rest.line, rest.column, rest.text ?? undefined);
  }
  return { tree, tokens };
}

/** Characters between two checks of the clock, a few milliseconds at most. */
const CHARACTERS_PER_CHECK = 256;

/** A text that stops the lexer when its time is over: one literal of 260 KB outside of ASCII takes it half a second. */
class TimedText extends CharStreamImpl {
  readonly #checkTime: () => void;

  constructor(text: string, checkTime: () => void) {
    super(text);
    this.#checkTime = checkTime;
  }

  override consume(): void {
    if (this.index % CHARACTERS_PER_CHECK === 0) this.#checkTime();
    super.consume();
  }
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

/** Parsing stops at the first error, so nothing prepares for a recovery from it. */
class NoRecovery extends DefaultErrorStrategy {
  override sync(): void {}
}
