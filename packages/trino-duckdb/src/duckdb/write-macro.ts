/** A macro of ours: `macro('twice(x)', '2 * x')`. */
export function macro(head: string, body: string): string {
  return `CREATE MACRO trino_${head} AS ${body}`;
}

/**
 * A BIGINT that fails when, and only when, it is evaluated, with this message of Trino's. It may hold SQL between
 * `' || ` and ` || '`.
 */
export function failing(message: string): string {
  return `CAST('«${message}»' AS BIGINT)`;
}
