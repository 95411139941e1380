import {
  ATNConfig,
  ATNSimulator,
  DFA,
  DFAState,
  ParserATNSimulator,
  ParserRuleContext,
  type PredicateTransition,
  Token,
} from 'antlr4ng';
import { TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';

/**
 * What was learned about one decision of the grammar: a state machine that reads the tokens ahead until one alternative
 * is left. It holds numbers only, so that it can be stored.
 */
export interface DecisionTable {
  readonly decision: number;
  /** The state to start in; where that depends on the precedence of operators, one for each precedence, or -1. */
  readonly starts: readonly number[];
  /** What each state decides: 0 for nothing yet, an alternative, or its negative where it may depend on the rule's caller. */
  readonly alternatives: readonly number[];
  /** Groups of three: from this state, this type of token leads to that state. */
  readonly edges: readonly number[];
}

/** What is known of the grammar. All statements share it, and each adds what it is the first to need. */
export class Predictions {
  readonly decisions: DFA[] = TrinoSqlParser._ATN.decisionToState.map(
    (state, decision) => new DFA(state, decision),
  );
  /** Number of states that statements added to those of the tables. */
  added = 0;
  /** States of the tables, for which the positions in the grammar that they stand for are not known yet. */
  readonly #unexpanded = new Set<DFAState>();

  constructor(tables: readonly DecisionTable[]) {
    for (const table of tables) this.#fill(table);
  }

  /** Whether the state's positions in the grammar are unknown. They are needed to continue from it with another token. */
  isUnexpanded(state: DFAState): boolean {
    return this.#unexpanded.has(state);
  }

  expanded(dfa: DFA, state: DFAState): void {
    this.#unexpanded.delete(state);
    dfa.states.add(state);
  }

  /** Everything known, as tables, apart from states that decide by the precedence of the operator being read. */
  tables(): DecisionTable[] {
    return this.decisions.map(tableOf).filter(({ alternatives }) => alternatives.length > 0);
  }

  #fill({ decision, starts, alternatives, edges }: DecisionTable): void {
    const dfa = this.decisions[decision];
    if (dfa === undefined) throw new RangeError(`The grammar has no decision ${decision}`);
    const states = alternatives.map((alternative) => {
      const state = new DFAState();
      this.#unexpanded.add(state);
      if (alternative === 0) return state;
      state.isAcceptState = true;
      state.prediction = Math.abs(alternative);
      state.requiresFullContext = alternative < 0;
      return state;
    });
    for (let at = 0; at < edges.length; at += 3) {
      const [from = 0, token = 0, to = 0] = edges.slice(at, at + 3);
      const [source, target] = [states[from], states[to]];
      if (source === undefined || target === undefined)
        throw new RangeError(`No state in decision ${decision}`);
      source.edges ??= [];
      source.edges[token + 1] = target;
    }
    starts.forEach((start, precedence) => {
      const state = states[start] ?? null;
      if (!dfa.precedenceDfa) dfa.s0 = state;
      else if (state !== null) dfa.setPrecedenceStartState(precedence, state);
    });
  }
}

function tableOf(dfa: DFA): DecisionTable {
  const starts = (dfa.precedenceDfa ? dfa.s0?.edges : [dfa.s0]) ?? [];
  const states = [...new Set(starts)].filter((state) => isKept(state));
  const edges: number[] = [];
  for (let from = 0; from < states.length; from += 1) {
    states[from]?.edges?.forEach((target, index) => {
      if (!isKept(target)) return;
      if (!states.includes(target)) states.push(target);
      edges.push(from, index - 1, states.indexOf(target));
    });
  }
  return {
    decision: dfa.decision,
    starts: Array.from(starts, (start) => (start ? states.indexOf(start) : -1)),
    alternatives: states.map((state) =>
      state.isAcceptState ? state.prediction * (state.requiresFullContext ? -1 : 1) : 0,
    ),
    edges,
  };
}

function isKept(state: DFAState | null | undefined): state is DFAState {
  return state != null && state !== ATNSimulator.ERROR && state.predicates === null;
}

/** Steps between two checks of the clock, a few milliseconds at most. */
const STEPS_PER_CHECK = 256;

/** Prediction for this grammar, which also checks the time: predicting one token can take long. */
export class TrinoPrediction extends ParserATNSimulator {
  readonly #predictions: Predictions;
  readonly #checkTime: () => void;
  #steps = 0;

  constructor(parser: TrinoSqlParser, predictions: Predictions, checkTime: () => void) {
    // Without a cache of contexts: it would save memory only where two decisions need equal ones, and takes a tenth of
    // the time.
    super(parser, TrinoSqlParser._ATN, predictions.decisions, null);
    this.#predictions = predictions;
    this.#checkTime = checkTime;
  }

  override computeTargetState(dfa: DFA, state: DFAState, token: number): DFAState {
    if (this.#predictions.isUnexpanded(state)) this.#expandPathTo(dfa, state);
    return super.computeTargetState(dfa, state, token);
  }

  /**
   * Computes the positions in the grammar that the states stand for which the tokens ahead passed through, up to this
   * one. A state is reached by different tokens only where its positions are the same.
   */
  #expandPathTo(dfa: DFA, last: DFAState): void {
    const input = this._input;
    const start = dfa.precedenceDfa ? dfa.getPrecedenceStartState(this.parser.getPrecedence()) : dfa.s0;
    if (input === null || start === null || dfa.atnStartState === null) return;
    if (this.#predictions.isUnexpanded(start)) {
      const positions = this.computeStartState(dfa.atnStartState, ParserRuleContext.EMPTY, false);
      start.configs = dfa.precedenceDfa ? this.applyPrecedenceFilter(positions) : positions;
      this.#expanded(dfa, start);
    }
    const end = input.index;
    input.seek(this._startIndex);
    for (let state = start; state !== last; ) {
      const token = input.LA(1);
      const next = this.getExistingTargetState(state, token);
      if (next === null) throw new Error('The tables of the grammar have no path to a state in them');
      if (this.#predictions.isUnexpanded(next)) {
        next.configs = this.computeReachSet(state.configs, token, false) ?? next.configs;
        this.#expanded(dfa, next);
      }
      state = next;
      if (token !== Token.EOF) input.consume();
    }
    input.seek(end);
  }

  #expanded(dfa: DFA, state: DFAState): void {
    state.configs.setReadonly(true);
    this.#predictions.expanded(dfa, state);
  }

  protected override addDFAState(dfa: DFA, state: DFAState): DFAState {
    const known = super.addDFAState(dfa, state);
    if (known === state && state !== ATNSimulator.ERROR) this.#predictions.added += 1;
    return known;
  }

  protected override getEpsilonTarget(
    ...step: Parameters<ParserATNSimulator['getEpsilonTarget']>
  ): ATNConfig | null {
    this.#steps = (this.#steps + 1) % STEPS_PER_CHECK;
    if (this.#steps === 0) this.#checkTime();
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
