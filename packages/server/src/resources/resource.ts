import type { Tool } from '../call/tool.ts';
import type { Config } from '../config/config.ts';

/** How a resource is listed. */
export interface ResourceListing {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

/** A resource that is the same for every caller, for as long as the deployment is. */
export interface FixedResource extends ResourceListing {
  readonly kind: 'fixed';
  text(config: Config): string;
}

/**
 * A resource that is read from the case table. It runs as a call: with the caller's scope, a deadline, a line in the log
 * and a place among the calls of its request.
 */
export interface QueriedResource extends ResourceListing {
  readonly kind: 'queried';
  readonly call: Tool;
  /** The text of what the call answered. */
  text(answer: Readonly<Record<string, unknown>>): string;
}

export type Resource = FixedResource | QueriedResource;
