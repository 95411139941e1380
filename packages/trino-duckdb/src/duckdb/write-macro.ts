/** A macro of ours: `macro('twice(x)', '2 * x')`. */
export function macro(head: string, body: string): string {
  return `CREATE MACRO trino_${head} AS ${body}`;
}

/** A macro that is null as soon as one of its arguments is, before anything in it can fail. */
export function strict(head: string, body: string): string {
  const parameters = head.slice(head.indexOf('(') + 1, -1).split(', ');
  return macro(
    head,
    `CASE WHEN ${parameters.map((name) => `${name} IS NOT NULL`).join(' AND ')} THEN ${body} END`,
  );
}

/**
 * A BIGINT that fails when, and only when, it is evaluated, with this message of Trino's. It may hold SQL between
 * `' || ` and ` || '`.
 */
export function failing(message: string): string {
  return `CAST('«${message}»' AS BIGINT)`;
}
