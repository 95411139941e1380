import { NoModelLeft } from '../call/ports.ts';
import type { Log } from '../log/log.ts';
import type { Refusal } from './refusals.ts';

/**
 * Models in order of preference. The first that can be asked is kept for the life of the instance: a model that is
 * passed over is not tried again before the next cold start.
 */
export class ModelChain {
  readonly #ids: readonly string[];
  #asked = 0;
  readonly #refusals: Refusal[] = [];

  /** @param ids at least one. */
  constructor(ids: readonly string[]) {
    this.#ids = ids;
  }

  /** The model to ask. */
  get id(): string {
    const id = this.#ids[this.#asked];
    if (id === undefined) throw new RangeError('A chain of models needs at least one.');
    return id;
  }

  /** Why an earlier model did not answer, a sentence or two for each. */
  get notes(): readonly string[] {
    return this.#refusals
      .slice(0, this.#asked)
      .map(({ sentence }, index) => `${this.id} was used instead of ${this.#ids[index]}. ${sentence}`);
  }

  /**
   * Passes this model over for the next, once, however many calls it refuses at the same time. Throws NoModelLeft to each
   * of them when it was the last, and begins with the first again, since what was missing may be there by then.
   */
  passOver(modelId: string, refusal: Refusal, log: Log): void {
    if (modelId !== this.id) {
      if (modelId === this.#ids.at(-1)) throw this.#noneLeft(refusal);
      return;
    }
    this.#refusals[this.#asked] = refusal;
    if (this.#asked + 1 === this.#ids.length) {
      this.#asked = 0;
      throw this.#noneLeft(refusal);
    }
    this.#asked += 1;
    log.warn('a model cannot be asked and is passed over for the next', {
      model_id: modelId,
      reason: refusal.kind,
    });
  }

  #noneLeft(last: Refusal): NoModelLeft {
    if (this.#ids.length === 1) return new NoModelLeft(last.code, last.sentence);
    const reasons = this.#refusals.map(({ sentence }) => sentence).join(' ');
    return new NoModelLeft(
      'model_unavailable',
      `None of the ${this.#ids.length} models in BedrockModelId can be asked. ${reasons}`,
    );
  }
}
