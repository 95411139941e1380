import {
  ATNConfig,
  BaseErrorListener,
  CharStreams,
  CommonTokenStream,
  DefaultErrorStrategy,
  DFA,
  ParserATNSimulator,
  type PredicateTransition,
  PredictionMode,
  Token,
} from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import {
  type QueryContext,
  StatementDefaultContext,
  TrinoSqlParser,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { MalformedQueryError, refusal, StatementError } from '../trino/errors.ts';

/** What the parser has learned about the grammar, a cache that all statements share: a first one takes 50 ms, a second 1 ms. */
const learned = TrinoSqlParser._ATN.decisionToState.map((state, decision) => new DFA(state, decision));

/**
 * Parses one query by Trino's own grammar: with the fast prediction that decides nearly all statements and, where that
 * finds an error, with the complete one, as Trino does. Throws MalformedQueryError with the position of what does not
 * fit.
 *
 * The guard of packages/core sets the parser up in the same way, and bounds the time and memory of a statement as well. The
 * two share the grammar but no code: core imports no package, and the local engine, which shows what a guarded statement
 * reads, must not depend on the guard.
 */
export function parseQuery(sql: string): QueryContext {
  try {
    try {
      return parseOnce(sql, PredictionMode.SLL);
    } catch (error) {
      if (!(error instanceof MalformedQueryError || error instanceof StatementError)) throw error;
      return parseOnce(sql, PredictionMode.LL);
    }
  } catch (error) {
    if (error instanceof RangeError) throw refusal('read a statement nested as deeply as this one');
    throw error;
  }
}

function parseOnce(sql: string, mode: number): QueryContext {
  const listener = new FirstError();
  const lexer = new TrinoSqlLexer(CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  lexer.addErrorListener(listener);
  const tokens = new CommonTokenStream(lexer);
  const parser = new TrinoSqlParser(tokens);
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  parser.errorHandler = new NoRecovery();
  parser.interpreter = new Prediction(parser);
  parser.interpreter.predictionMode = mode;
  const statement = parser.singleStatement().statement();
  const rest = tokens.LT(1);
  if (rest !== null && rest.type !== Token.EOF) throw unexpected(rest.text ?? '', rest.line, rest.column);
  const query = statement instanceof StatementDefaultContext ? statement.rootQuery().query() : null;
  const start = statement?.start ?? null;
  if (!query) throw unexpected(start?.text ?? '<EOF>', start?.line ?? 1, start?.column ?? 0);
  return query;
}

/**
 * The grammar's predicates tell completion in an editor from parsing, so here they are constants. Decided at once they
 * cost nothing; carried along until a prediction is made, as is usual, they double its work with each nested SELECT.
 */
class Prediction extends ParserATNSimulator {
  constructor(parser: TrinoSqlParser) {
    // Without a cache of contexts, which takes longer than it saves.
    super(parser, TrinoSqlParser._ATN, learned, null);
  }

  protected override predTransition(config: ATNConfig, transition: PredicateTransition): ATNConfig | null {
    const holds = this.parser.sempred(null, transition.ruleIndex, transition.predIndex);
    return holds ? new ATNConfig({ state: transition.target }, config) : null;
  }
}

/** Words of grammars newer than the parser's. */
const NEWER: Readonly<Record<string, string>> = {
  '[': 'read an array without the word ARRAY',
  CORRESPONDING: 'read CORRESPONDING',
};

function unexpected(text: string, line: number, column: number): Error {
  const newer = Object.hasOwn(NEWER, text.toUpperCase()) ? NEWER[text.toUpperCase()] : undefined;
  if (newer !== undefined) return refusal(newer, { line, column: column + 1 });
  return new MalformedQueryError(`mismatched input '${text}'`, { line, column: column + 1 });
}

class FirstError extends BaseErrorListener {
  override syntaxError<S extends Token>(
    _recognizer: unknown,
    symbol: S | null,
    line: number,
    column: number,
  ): void {
    throw unexpected(symbol?.text ?? '', line, column);
  }
}

/** Parsing stops at the first error, so nothing prepares for a recovery from it. */
class NoRecovery extends DefaultErrorStrategy {
  override sync(): void {}
}
