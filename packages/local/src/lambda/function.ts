import { Instance, type InstanceOptions } from './instance.ts';

export interface FunctionOptions extends InstanceOptions {
  readonly functionArn: string;
  /** Reserved concurrency: instances that may run at once. */
  readonly concurrency: number;
  readonly timeoutSeconds: number;
}

/** All instances are busy and the concurrency limit is reached. */
export class ConcurrencyExceeded extends Error {
  override readonly name = 'ConcurrencyExceeded';
}

/** The event exceeds Lambda's limit. */
export class PayloadTooLarge extends Error {
  override readonly name = 'PayloadTooLarge';
}

/** Lambda's limit for a synchronous invocation: 6 MB. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

export interface InvokeRequest {
  readonly requestId: string;
  readonly traceId: string;
  readonly event: unknown;
  /** Receives the response as the function writes it. */
  readonly onChunk: (data: Uint8Array) => void;
}

/** A deployed function: starts instances as calls need them, and keeps them warm for the next call. */
export class LambdaFunction {
  private readonly warm: Instance[] = [];
  private readonly busy = new Set<Instance>();

  constructor(private readonly options: FunctionOptions) {}

  /**
   * Runs one invocation until its response is complete; the instance may work on, and takes no other request until it
   * is done. Throws PayloadTooLarge, ConcurrencyExceeded when all instances are taken, and
   * FunctionError when the function fails.
   */
  async invoke(request: InvokeRequest): Promise<void> {
    const event = JSON.stringify(request.event);
    if (Buffer.byteLength(event) > MAX_EVENT_BYTES) throw new PayloadTooLarge();
    const instance = this.take();
    this.busy.add(instance);
    await new Promise<void>((resolve, reject) => {
      instance
        .invoke({
          ...request,
          event,
          functionArn: this.options.functionArn,
          deadline: Date.now() + this.options.timeoutSeconds * 1000,
          onResponded: resolve,
        })
        .finally(() => {
          this.busy.delete(instance);
          if (instance.alive) this.warm.push(instance);
        })
        .then(resolve, reject);
    });
  }

  /** Stops every instance, busy or not. */
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
