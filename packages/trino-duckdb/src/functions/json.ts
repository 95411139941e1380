import { jsonExtract } from '../javascript/json-extract.ts';
import { StatementError } from '../trino/errors.ts';
import { castToJson } from '../values/cast-json.ts';
import { raisedMessage } from '../values/typed.ts';
import type { Implementations, ResolvedCall } from './implementation.ts';

/** Trino reads a path when it plans, so a wrong one fails whatever the rows hold. */
function checkPath({ args, position }: ResolvedCall): void {
  const path = args[1]?.literal;
  if (path === undefined) return;
  try {
    jsonExtract('{}', path);
  } catch (error) {
    const message = error instanceof Error ? raisedMessage(error.message) : undefined;
    if (message === undefined) throw error;
    throw new StatementError('INVALID_FUNCTION_ARGUMENT', message.replace(/^\w+: /, ''), position);
  }
}

/** Plain steps that DuckDB reads alike; its function is much faster where the text is JSON and the value no fraction. */
const SIMPLE = /^\$(\.[A-Za-z_]\w*|\[\d+\])+$/;

export const JSON_FUNCTIONS: Implementations = {
  json_extract: ([text = '', path = ''], call) => {
    checkPath(call);
    return `trino_js_json_extract(${text}, ${path})`;
  },
  json_extract_scalar: ([text = '', path = ''], call) => {
    checkPath(call);
    return SIMPLE.test(call.args[1]?.literal ?? '')
      ? `trino_json_scalar(${text}, ${path})`
      : `trino_js_json_scalar(${text}, ${path})`;
  },
  json_size: ([text = '', path = ''], call) => {
    checkPath(call);
    return `trino_js_json_size(${text}, ${path})`;
  },
  json_parse: 'trino_js_json_parse($1)',
  json_format: '$1',
  json_array_length: 'trino_js_json_array_length($1)',
  json_array_get: 'trino_js_json_array_get($1, $2)',
  json_array_contains: ([text = ''], { args, position }) => {
    const wanted = args[1];
    return wanted ? `trino_js_json_array_contains(${text}, ${castToJson(wanted, position)})` : text;
  },
  is_json_scalar: 'trino_js_is_json_scalar($1)',
};
