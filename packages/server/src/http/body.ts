import { CaseInsightsError } from '@case-insights/core/errors';

/** API Gateway passes at most 10 MB and Lambda 6 MB; `data`, the largest argument, has 2 MB. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** No tool has arguments nested more than a few levels; deeper ones could exhaust the stack of a recursive parser. */
const MAX_NESTING = 32;

/** The body as text. Throws `payload_too_large` over 4 MB, where `content-length` says so without reading it. */
export async function readText(request: Request): Promise<string> {
  const tooLarge = () =>
    new CaseInsightsError(
      'payload_too_large',
      `The request body is larger than ${MAX_BODY_BYTES} bytes (4 MB); send less data, or narrow the question.`,
    );
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge();
  return new TextDecoder().decode(bytes);
}

/** Whether a JSON value is nested deeper than the limit. Looks no deeper than the limit itself. */
export function isNestedTooDeep(value: unknown, levels = MAX_NESTING): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const child of Object.values(value)) if (isNestedTooDeep(child, levels - 1)) return true;
  return false;
}

export const NESTING_SENTENCE = `The JSON is nested deeper than ${MAX_NESTING} levels; flatten it.`;
