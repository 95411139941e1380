import { Instance, type InstanceOptions, type InvocationRequest } from './instance.ts';

export interface FunctionOptions extends InstanceOptions {
  readonly functionArn: string;
  /** Reserved concurrency: instances that may run at once. */
  readonly concurrency: number;
  readonly timeoutSeconds: number;
}

/** Every instance is busy and no more may be started. */
export class ConcurrencyExceeded extends Error {
  override readonly name = 'ConcurrencyExceeded';
}

/** A deployed function: starts instances as calls need them, and keeps them warm for the next call. */
export class LambdaFunction {
  private readonly warm: Instance[] = [];
  private readonly busy = new Set<Instance>();

  constructor(private readonly options: FunctionOptions) {}

  /**
   * Runs one invocation; `onChunk` gets the answer as the function writes it.
   * Throws ConcurrencyExceeded when all instances are taken, FunctionError when the function fails.
   */
  async invoke(request: Omit<InvocationRequest, 'deadline' | 'functionArn'>): Promise<void> {
    const instance = this.take();
    this.busy.add(instance);
    try {
      await instance.invoke({
        ...request,
        functionArn: this.options.functionArn,
        deadline: Date.now() + this.options.timeoutSeconds * 1000,
      });
    } finally {
      this.busy.delete(instance);
      if (instance.alive) this.warm.push(instance);
    }
  }

  /** Ends every instance, busy or not. */
  async close(): Promise<void> {
    await Promise.all([...this.warm, ...this.busy].map((instance) => instance.close()));
  }

  private take(): Instance {
    // The instance used last is the warmest, as on AWS.
    for (let instance = this.warm.pop(); instance !== undefined; instance = this.warm.pop()) {
      if (instance.alive) return instance;
    }
    if (this.busy.size >= this.options.concurrency) throw new ConcurrencyExceeded();
    return new Instance(this.options);
  }
}
