import process from 'node:process';
import type { jsonSchemaValidator } from '@modelcontextprotocol/server';

/**
 * The SDK checks what clients fill into forms with a JSON Schema validator. This server sends none, and the build puts
 * this in the place of the SDK's own validator, which would be a quarter of the bundle.
 */
export class NoFormsValidator implements jsonSchemaValidator {
  getValidator(): never {
    throw new Error('This server sends no forms, so it has none to check.');
  }
}

export { NoFormsValidator as DefaultJsonSchemaValidator, process };
