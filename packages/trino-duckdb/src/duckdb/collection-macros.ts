import { failing, macro, strict } from './write-macro.ts';

/** A condition that fails with this message instead of being true. */
const orFail = (condition: string, message: string): string =>
  `CASE WHEN ${condition} THEN ${failing(message)} END IS NULL`;

export const COLLECTION_MACROS: readonly string[] = [
  macro('has_null(l)', 'list_count(l) < len(l)'),
  // Of three values: an unknown element decides unless a known one does.
  macro(
    'all(l)',
    'CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, false) THEN false WHEN trino_has_null(l) THEN NULL ELSE true END',
  ),
  macro(
    'any(l)',
    'CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, true) THEN true WHEN trino_has_null(l) THEN NULL ELSE false END',
  ),
  macro('array_concat(a, b)', 'CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_concat(a, b) END'),
  // a[i] fails outside of the array, m[k] without the key; element_at gives null there.
  strict(
    'subscript(a, i)',
    `list_extract(a, CASE WHEN i = 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')}
     WHEN i < 0 THEN ${failing("INVALID_FUNCTION_ARGUMENT: Array subscript is negative: ' || i || '")}
     WHEN i > len(a) THEN ${failing("INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ' || i || ' > ' || len(a) || '")}
     ELSE i END)`,
  ),
  strict(
    'element_at(a, i)',
    `list_extract(a, CASE WHEN i = 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')} ELSE i END)`,
  ),
  macro('map_element(m, k)', 'm[k]'),
  macro(
    'map_subscript(m, k)',
    `CASE WHEN m IS NULL OR k IS NULL OR list_contains(map_keys(m), k) THEN m[k]
     ELSE list_extract(map_values(m), ${failing("INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || k || '")}) END`,
  ),
  // Null when the element is missing and the array holds a null.
  macro(
    'contains(l, x)',
    'CASE WHEN l IS NULL OR x IS NULL THEN NULL WHEN list_contains(l, x) THEN true WHEN trino_has_null(l) THEN NULL ELSE false END',
  ),
  macro(
    'array_position(l, x)',
    'CASE WHEN l IS NOT NULL AND x IS NOT NULL THEN CAST(coalesce(list_position(l, x), 0) AS BIGINT) END',
  ),
  macro(
    'array_distinct(l)',
    'list_filter(l, lambda trino_d, trino_i: CASE WHEN trino_d IS NULL THEN list_count(list_slice(l, 1, trino_i - 1)) = trino_i - 1 ELSE list_position(l, trino_d) = trino_i END)',
  ),
  macro(
    'array_remove(l, x)',
    'CASE WHEN x IS NOT NULL THEN list_filter(l, lambda trino_d: trino_d IS NULL OR trino_d <> x) END',
  ),
  macro(
    'array_intersect(a, b)',
    'CASE WHEN b IS NOT NULL THEN list_filter(trino_array_distinct(a), lambda trino_x: CASE WHEN trino_x IS NULL THEN trino_has_null(b) ELSE list_contains(b, trino_x) END) END',
  ),
  macro(
    'array_except(a, b)',
    'CASE WHEN b IS NOT NULL THEN list_filter(trino_array_distinct(a), lambda trino_x: NOT CASE WHEN trino_x IS NULL THEN trino_has_null(b) ELSE list_contains(b, trino_x) END) END',
  ),
  macro(
    'arrays_overlap(a, b)',
    'CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(a, b) THEN true WHEN len(a) > 0 AND len(b) > 0 AND (trino_has_null(a) OR trino_has_null(b)) THEN NULL ELSE false END',
  ),
  strict(
    'slice(a, s, n)',
    `CASE WHEN ${orFail('s = 0', 'INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')}
       AND ${orFail('n < 0', 'INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0')} THEN
     CASE WHEN a IS NULL OR s IS NULL OR n IS NULL THEN NULL WHEN s > len(a) OR s < -len(a) OR n = 0 THEN list_slice(a, 1, 0)
     WHEN s > 0 THEN list_slice(a, s, s + n - 1) ELSE list_slice(a, len(a) + s + 1, len(a) + s + n) END END`,
  ),
  strict(
    'trim_array(a, n)',
    `CASE WHEN ${orFail('n < 0', 'INVALID_FUNCTION_ARGUMENT: size must not be negative')}
       AND ${orFail('n > len(a)', "INVALID_FUNCTION_ARGUMENT: size must not exceed array cardinality ' || len(a) || ': ' || n || '")}
     THEN list_slice(a, 1, len(a) - n) END`,
  ),
  macro(
    'repeat(x, n)',
    `CASE WHEN ${orFail('n < 0', 'INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be greater than or equal to 0')}
       AND ${orFail('n > 10000', 'INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be less than or equal to 10000')}
     THEN list_transform(generate_series(1, n), lambda trino_r: x) END`,
  ),
  macro(
    'map(k, v)',
    `CASE WHEN k IS NOT NULL AND v IS NOT NULL
       AND ${orFail('len(k) <> len(v)', 'INVALID_FUNCTION_ARGUMENT: Key and value arrays must be the same length')}
       AND ${orFail('trino_has_null(k)', 'INVALID_FUNCTION_ARGUMENT: map key cannot be null')}
       AND ${orFail('len(list_distinct(k)) < len(k)', 'INVALID_FUNCTION_ARGUMENT: Duplicate map keys are not allowed')}
     THEN map(k, v) END`,
  ),
  // Of pairs with one key the first stays, or all.
  macro(
    'pairs_first(l)',
    `CASE WHEN len(list_distinct(list_transform(l, lambda trino_p: trino_p.k))) = len(l)
       THEN map(list_transform(l, lambda trino_p: trino_p.k), list_transform(l, lambda trino_p: trino_p.v))
     ELSE map(list_transform(list_filter(l, lambda trino_p, trino_i: list_position(list_transform(l, lambda trino_q: trino_q.k), trino_p.k) = trino_i), lambda trino_p: trino_p.k),
       list_transform(list_filter(l, lambda trino_p, trino_i: list_position(list_transform(l, lambda trino_q: trino_q.k), trino_p.k) = trino_i), lambda trino_p: trino_p.v)) END`,
  ),
  macro(
    'pairs_all(l)',
    `map(list_distinct(list_transform(l, lambda trino_p: trino_p.k)),
       list_transform(list_distinct(list_transform(l, lambda trino_p: trino_p.k)), lambda trino_d:
         list_transform(list_filter(l, lambda trino_p: trino_p.k = trino_d), lambda trino_p: trino_p.v)))`,
  ),
  macro('histogram(l)', 'list_histogram(l)'),
  macro(
    'list_greatest(l)',
    'coalesce(list_max(list_filter(l, lambda trino_e: NOT isnan(trino_e))), list_max(l))',
  ),
  macro(
    'list_least(l)',
    'coalesce(list_min(list_filter(l, lambda trino_e: NOT isnan(trino_e))), list_min(l))',
  ),
  macro(
    'positive(n)',
    `CASE WHEN n <= 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: third argument of max_by/min_by must be a positive integer')} ELSE n END`,
  ),
  macro('nonempty(l)', 'CASE WHEN len(l) > 0 THEN l END'),
  // The value at this rank of a sorted list: what Trino's digests give while they hold every value.
  macro(
    'percentile(l, q)',
    `list_extract(l, CASE WHEN q < 0 OR q > 1 THEN ${failing('INVALID_FUNCTION_ARGUMENT: Percentile must be between 0 and 1')}
     ELSE least(CAST(floor(q * len(l)) AS BIGINT) + 1, len(l)) END)`,
  ),
  macro('percentile_integer(l, q)', 'trino_percentile(l, q)'),
  // The first difference decides, unless a null comes before it.
  macro(
    'first_null(l)',
    'coalesce(list_position(list_transform(l, lambda trino_e: trino_e IS NULL), true), 2147483647)',
  ),
  macro('nulls_from(a, b)', 'least(trino_first_null(a), trino_first_null(b))'),
  macro(
    'order_known(a, b)',
    `a IS NOT NULL AND b IS NOT NULL AND ${orFail(
      'trino_nulls_from(a, b) <= least(len(a), len(b)) AND list_slice(a, 1, trino_nulls_from(a, b) - 1) = list_slice(b, 1, trino_nulls_from(a, b) - 1)',
      'NOT_SUPPORTED: ARRAY comparison not supported for arrays with null elements',
    )}`,
  ),
];
