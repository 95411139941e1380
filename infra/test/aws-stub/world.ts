import type { BedrockRegion } from './regions.ts';

/** What the stubbed services know at the start; tests change it between commands. */
export interface World {
  exports: Record<string, string>;
  bedrock: BedrockRegion;
  /** Whether the account may use any model. */
  modelAccess: boolean;
  /** API Gateway's role for logs: set, never set, or set and deleted. */
  loggingRole: 'set' | 'none' | 'deleted';
  /** The account that has the artifact bucket, once there is one. */
  bucketOwner: string;
  /** A resource that fails when the stack is made or changed, with CloudFormation's reason. */
  failing?: { logicalId: string; type: string; reason: string } | undefined;
  /** Operations that are denied. */
  denied: Set<string>;
  users: Set<string>;
}

export const ACCOUNT = '123456789012';

/** The operations of a service that speaks AWS Query, each from its parameters to the XML of its result. */
export type QueryOperations = Record<string, (query: URLSearchParams) => string>;
