import type { jsonSchemaValidator } from '@modelcontextprotocol/client';

/**
 * Takes the place of the SDK's JSON Schema validator in the page's bundle: a view offers its host no tools whose arguments
 * would be checked with it.
 */
export class NoValidator implements jsonSchemaValidator {
  getValidator(): never {
    throw new Error('A view offers no tools, so it has no arguments to check.');
  }
}

export { NoValidator as DefaultJsonSchemaValidator };

/** Whether a failed `fetch` may be one of CORS; views fetch nothing. */
export const CORS_IS_POSSIBLE = true;
