/**
 * Every function of Trino 476 with its overloads, as its SHOW FUNCTIONS lists them: small letters and capitals that are no
 * type stand for any type, `varchar(x)` for any length. It tells a call that Trino refuses from one that only this engine
 * does not compute, and gives the types.
 */
export const FUNCTION_LIST = `
abs (bigint): bigint | (decimal(p,s)): decimal(p,s) | (double): double | (integer): integer | (real): real | (smallint): smallint | (tinyint): tinyint
acos (double): double
all_match (array(t), function(t,boolean)): boolean
any_match (array(t), function(t,boolean)): boolean
aggregate any_value (t): t
aggregate approx_distinct (boolean): bigint | (boolean, double): bigint | (t): bigint | (t, double): bigint | (unknown): bigint | (unknown, double): bigint
aggregate approx_most_frequent (bigint, bigint, bigint): map(bigint,bigint) | (bigint, varchar, bigint): map(varchar,bigint)
aggregate approx_percentile (bigint, array(double)): array(bigint) | (bigint, double, array(double)): array(bigint) | (double, array(double)): array(double) | (double, double, array(double)): array(double) | (real, array(double)): array(real) | (real, double, array(double)): array(real) | (bigint, double): bigint | (bigint, double, double): bigint | (bigint, double, double, double): bigint | (double, double): double | (double, double, double): double | (double, double, double, double): double | (real, double): real | (real, double, double): real | (real, double, double, double): real
aggregate approx_set (bigint): hyperloglog | (double): hyperloglog | (varchar(x)): hyperloglog
aggregate arbitrary (t): t
aggregate array_agg (t): array(t)
array_distinct (array(e)): array(e)
array_except (array(e), array(e)): array(e)
array_histogram (array(t)): map(t,bigint)
array_intersect (array(e), array(e)): array(e)
array_join (array(e), varchar): varchar | (array(e), varchar, varchar): varchar
array_max (array(t)): t
array_min (array(t)): t
array_position (array(t), t): bigint
array_remove (array(e), e): array(e)
array_sort (array(e)): array(e) | (array(t), function(t,t,integer)): array(t)
array_union (array(e), array(e)): array(e)
arrays_overlap (array(e), array(e)): boolean
asin (double): double
at_timezone (timestamp(p) with time zone, varchar(x)): timestamp(p) with time zone
atan (double): double
atan2 (double, double): double
aggregate avg (decimal(p,s)): decimal(p,s) | (bigint): double | (double): double | (interval day to second): interval day to second | (interval year to month): interval year to month | (real): real
bar (double, bigint): varchar | (double, bigint, color, color): varchar
beta_cdf (double, double, double): double
bit_count (bigint, bigint): bigint
bitwise_and (bigint, bigint): bigint
aggregate bitwise_and_agg (bigint): bigint
bitwise_left_shift (bigint, integer): bigint | (integer, integer): integer | (smallint, integer): smallint | (tinyint, integer): tinyint
bitwise_not (bigint): bigint
bitwise_or (bigint, bigint): bigint
aggregate bitwise_or_agg (bigint): bigint
bitwise_right_shift (bigint, integer): bigint | (integer, integer): integer | (smallint, integer): smallint | (tinyint, integer): tinyint
bitwise_right_shift_arithmetic (bigint, integer): bigint | (integer, integer): integer | (smallint, integer): smallint | (tinyint, integer): tinyint
bitwise_xor (bigint, bigint): bigint
aggregate bitwise_xor_agg (bigint): bigint
aggregate bool_and (boolean): boolean
aggregate bool_or (boolean): boolean
cardinality (array(e)): bigint | (hyperloglog): bigint | (map(k,v)): bigint | (setdigest): bigint
cbrt (double): double
ceil (bigint): bigint | (decimal(p,s)): decimal(rp,0) | (double): double | (integer): integer | (real): real | (smallint): smallint | (tinyint): tinyint
ceiling (bigint): bigint | (decimal(p,s)): decimal(rp,0) | (double): double | (integer): integer | (real): real | (smallint): smallint | (tinyint): tinyint
aggregate checksum (t): varbinary
chr (bigint): varchar(1)
codepoint (varchar(1)): integer
color (double, color, color): color | (double, double, double, color, color): color | (varchar(x)): color
combinations (array(t), integer): array(array(t))
concat (E, array(E)): array(E) | (array(E)): array(E) | (array(E), E): array(E) | (char(x), char(y)): char(u) | (varbinary): varbinary | (varchar): varchar
concat_ws (varchar, array(varchar)): varchar | (varchar, varchar): varchar
contains (array(t), t): boolean | (varchar, ipaddress): boolean
contains_sequence (array(t), array(t)): boolean
aggregate corr (double, double): double | (real, real): real
cos (double): double
cosh (double): double
cosine_distance (array(double), array(double)): double
cosine_similarity (array(double), array(double)): double | (map(varchar,double), map(varchar,double)): double
aggregate count (): bigint | (t): bigint
aggregate count_if (boolean): bigint
aggregate covar_pop (double, double): double | (real, real): real
aggregate covar_samp (double, double): double | (real, real): real
crc32 (varbinary): bigint
window cume_dist (): double
current_date (): date
current_groups (): array(varchar)
current_timezone (): varchar
date (timestamp(p)): date | (timestamp(p) with time zone): date | (varchar(x)): date
date_add (varchar(x), bigint, date): date | (varchar(x), bigint, time(p)): time(p) | (varchar(x), bigint, time(p) with time zone): time(p) with time zone | (varchar(x), bigint, timestamp(p)): timestamp(p) | (varchar(x), bigint, timestamp(p) with time zone): timestamp(p) with time zone
date_diff (varchar(x), date, date): bigint | (varchar(x), time(p) with time zone, time(p) with time zone): bigint | (varchar(x), time(p), time(p)): bigint | (varchar(x), timestamp(p) with time zone, timestamp(p) with time zone): bigint | (varchar(x), timestamp(p), timestamp(p)): bigint
date_format (timestamp(p) with time zone, varchar(x)): varchar | (timestamp(p), varchar(x)): varchar
date_parse (varchar(x), varchar(y)): timestamp(3)
date_trunc (varchar(x), date): date | (varchar(x), time(p)): time(p) | (varchar(x), time(p) with time zone): time(p) with time zone | (varchar(x), timestamp(p)): timestamp(p) | (varchar(x), timestamp(p) with time zone): timestamp(p) with time zone
day (date): bigint | (interval day to second): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
day_of_month (date): bigint | (interval day to second): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
day_of_week (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
day_of_year (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
degrees (double): double
window dense_rank (): bigint
dot_product (array(double), array(double)): double
dow (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
doy (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
e (): double
element_at (map(K,V), K): V | (array(e), bigint): e
empty_approx_set (): hyperloglog
euclidean_distance (array(double), array(double)): double
aggregate every (boolean): boolean
exp (double): double
filter (array(t), function(t,boolean)): array(t)
window first_value (t): t
flatten (array(array(E))): array(E)
floor (bigint): bigint | (decimal(p,s)): decimal(rp,0) | (double): double | (integer): integer | (real): real | (smallint): smallint | (tinyint): tinyint
format_datetime (timestamp(p) with time zone, varchar(x)): varchar | (timestamp(p), varchar(x)): varchar
format_number (bigint): varchar | (double): varchar
from_base (varchar(x), bigint): bigint
from_base32 (varbinary): varbinary | (varchar(x)): varbinary
from_base64 (varbinary): varbinary | (varchar(x)): varbinary
from_base64url (varbinary): varbinary | (varchar(x)): varbinary
from_big_endian_32 (varbinary): integer
from_big_endian_64 (varbinary): bigint
from_hex (varbinary): varbinary | (varchar(x)): varbinary
from_ieee754_32 (varbinary): real
from_ieee754_64 (varbinary): double
from_iso8601_date (varchar(x)): date
from_iso8601_timestamp (varchar(x)): timestamp(3) with time zone
from_iso8601_timestamp_nanos (varchar(x)): timestamp(9) with time zone
from_unixtime (double): timestamp(3) with time zone | (double, bigint, bigint): timestamp(3) with time zone | (double, varchar(x)): timestamp(3) with time zone
from_unixtime_nanos (bigint): timestamp(9) with time zone | (decimal(p,s)): timestamp(9) with time zone
from_utf8 (varbinary): varchar | (varbinary, bigint): varchar | (varbinary, varchar(x)): varchar
aggregate geometric_mean (bigint): double | (double): double | (real): real
greatest (E): E
hamming_distance (varchar(x), varchar(y)): bigint
hash_counts (setdigest): map(bigint,smallint)
aggregate histogram (t): map(t,bigint)
hmac_md5 (varbinary, varbinary): varbinary
hmac_sha1 (varbinary, varbinary): varbinary
hmac_sha256 (varbinary, varbinary): varbinary
hmac_sha512 (varbinary, varbinary): varbinary
hour (interval day to second): bigint | (time(p)): bigint | (time(p) with time zone): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
human_readable_seconds (double): varchar
infinity (): double
intersection_cardinality (setdigest, setdigest): bigint
inverse_beta_cdf (double, double, double): double
inverse_normal_cdf (double, double, double): double
is_finite (double): boolean
is_infinite (double): boolean
is_json_scalar (json): boolean | (varchar(x)): boolean
is_nan (double): boolean | (real): boolean
jaccard_index (setdigest, setdigest): double
json_array_contains (json, bigint): boolean | (json, boolean): boolean | (json, double): boolean | (json, varchar(x)): boolean | (varchar(x), bigint): boolean | (varchar(x), boolean): boolean | (varchar(x), double): boolean | (varchar(x), varchar(y)): boolean
json_array_get (json, bigint): json | (varchar(x), bigint): json
json_array_length (json): bigint | (varchar(x)): bigint
json_extract (json, jsonpath): json | (varchar(x), jsonpath): json
json_extract_scalar (json, jsonpath): varchar | (varchar(x), jsonpath): varchar(x)
json_format (json): varchar
json_parse (varchar(x)): json
json_size (json, jsonpath): bigint | (varchar(x), jsonpath): bigint
aggregate kurtosis (bigint): double | (double): double
window lag (t): t | (t, bigint): t | (t, bigint, t): t
last_day_of_month (date): date | (timestamp(p)): date | (timestamp(p) with time zone): date
window last_value (t): t
window lead (t): t | (t, bigint): t | (t, bigint, t): t
least (E): E
length (char(x)): bigint | (varbinary): bigint | (varchar(x)): bigint
levenshtein_distance (varchar(x), varchar(y)): bigint
aggregate listagg (varchar, varchar, boolean, varchar, boolean): varchar
ln (double): double
log (double, double): double
log10 (double): double
log2 (double): double
lower (char(x)): char(x) | (varchar(x)): varchar(x)
lpad (varbinary, bigint, varbinary): varbinary | (char(x), bigint, varchar(y)): varchar | (varchar(x), bigint, varchar(y)): varchar
ltrim (char(x)): varchar(x) | (char(x), codepoints): varchar(x) | (varchar(x)): varchar(x) | (varchar(x), codepoints): varchar(x)
luhn_check (varchar): boolean
aggregate make_set_digest (t): setdigest
map (array(K), array(V)): map(K,V) | (): map(unknown,unknown)
aggregate map_agg (k, v): map(k,v)
map_concat (map(K,V)): map(K,V)
map_entries (map(k,v)): array(row(k,v))
map_filter (map(K,V), function(K,V,boolean)): map(K,V)
map_from_entries (array(row(k,v))): map(k,v)
map_keys (map(k,v)): array(k)
aggregate map_union (map(k,v)): map(k,v)
map_values (map(k,v)): array(v)
map_zip_with (map(K,V1), map(K,V2), function(K,V1,V2,V3)): map(K,V3)
aggregate max (e, bigint): array(e) | (t): t
aggregate max_by (v, k, bigint): array(v) | (v, k): v
md5 (varbinary): varbinary
aggregate merge (hyperloglog): hyperloglog | (qdigest(v)): qdigest(v) | (tdigest): tdigest
aggregate merge_set_digest (setdigest): setdigest
millisecond (interval day to second): bigint | (time(p)): bigint | (time(p) with time zone): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
aggregate min (e, bigint): array(e) | (t): t
aggregate min_by (v, k, bigint): array(v) | (v, k): v
minute (interval day to second): bigint | (time(p)): bigint | (time(p) with time zone): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
mod (bigint, bigint): bigint | (decimal(a_precision,a_scale), decimal(b_precision,b_scale)): decimal(r_precision,r_scale) | (double, double): double | (integer, integer): integer | (real, real): real | (smallint, smallint): smallint | (tinyint, tinyint): tinyint
month (date): bigint | (interval year to month): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
aggregate multimap_agg (k, v): map(k,array(v))
multimap_from_entries (array(row(k,v))): map(k,array(v))
murmur3 (varbinary): varbinary
nan (): double
ngrams (array(t), integer): array(array(t))
none_match (array(t), function(t,boolean)): boolean
normal_cdf (double, double, double): double
normalize (varchar(x), varchar(y)): varchar
now (): timestamp(3) with time zone
window nth_value (t, bigint): t
window ntile (bigint): bigint
aggregate numeric_histogram (bigint, double): map(double,double) | (bigint, double, double): map(double,double) | (bigint, real): map(real,real) | (bigint, real, double): map(real,real)
parse_data_size (varchar(x)): decimal(38,0)
parse_datetime (varchar(x), varchar(y)): timestamp(3) with time zone
parse_duration (varchar(x)): interval day to second
parse_presto_data_size (varchar(x)): decimal(38,0)
window percent_rank (): double
pi (): double
pow (double, double): double
power (double, double): double
aggregate qdigest_agg (bigint): qdigest(bigint) | (bigint, bigint): qdigest(bigint) | (bigint, bigint, double): qdigest(bigint) | (double): qdigest(double) | (double, bigint): qdigest(double) | (double, bigint, double): qdigest(double) | (real): qdigest(real) | (real, bigint): qdigest(real) | (real, bigint, double): qdigest(real)
quantile_at_value (qdigest(bigint), bigint): double | (qdigest(double), double): double | (qdigest(real), real): double
quarter (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
radians (double): double
rand (bigint): bigint | (bigint, bigint): bigint | (): double | (integer): integer | (integer, integer): integer | (smallint): smallint | (smallint, smallint): smallint | (tinyint): tinyint | (tinyint, tinyint): tinyint
random (bigint): bigint | (bigint, bigint): bigint | (): double | (integer): integer | (integer, integer): integer | (smallint): smallint | (smallint, smallint): smallint | (tinyint): tinyint | (tinyint, tinyint): tinyint
window rank (): bigint
reduce (array(T), S, function(S,T,S), function(S,R)): R
aggregate reduce_agg (T, S, function(S,T,S), function(S,S,S)): S
regexp_count (varchar(x), joniregexp): bigint
regexp_extract (varchar(x), joniregexp): varchar(x) | (varchar(x), joniregexp, bigint): varchar(x)
regexp_extract_all (varchar(x), joniregexp): array(varchar(x)) | (varchar(x), joniregexp, bigint): array(varchar(x))
regexp_like (varchar(x), joniregexp): boolean
regexp_position (varchar(x), joniregexp): integer | (varchar(x), joniregexp, integer): integer | (varchar(x), joniregexp, integer, integer): integer
regexp_replace (varchar, joniregexp, function(array(varchar),varchar(x))): varchar | (varchar(x), joniregexp): varchar(x) | (varchar(x), joniregexp, varchar(y)): varchar(z)
regexp_split (varchar(x), joniregexp): array(varchar(x))
aggregate regr_intercept (double, double): double | (real, real): real
aggregate regr_slope (double, double): double | (real, real): real
render (boolean): varchar(16) | (bigint, color): varchar(35) | (double, color): varchar(41) | (varchar(x), color): varchar(y)
repeat (t, bigint): array(t)
replace (varchar(x), varchar(y), varchar(z)): varchar(u) | (varchar(x), varchar(y)): varchar(x)
reverse (array(e)): array(e) | (char(x)): char(x) | (varbinary): varbinary | (varchar(x)): varchar(x)
rgb (bigint, bigint, bigint): color
round (bigint): bigint | (bigint, integer): bigint | (decimal(p,s)): decimal(rp,rs) | (decimal(p,s), integer): decimal(rp,s) | (double): double | (double, integer): double | (integer): integer | (integer, integer): integer | (real): real | (real, integer): real | (smallint): smallint | (smallint, integer): smallint | (tinyint): tinyint | (tinyint, integer): tinyint
window row_number (): bigint
rpad (varbinary, bigint, varbinary): varbinary | (varchar(x), bigint, varchar(y)): varchar
rtrim (char(x)): varchar(x) | (char(x), codepoints): varchar(x) | (varchar(x)): varchar(x) | (varchar(x), codepoints): varchar(x)
second (interval day to second): bigint | (time(p)): bigint | (time(p) with time zone): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
sequence (bigint, bigint): array(bigint) | (bigint, bigint, bigint): array(bigint) | (date, date): array(date) | (date, date, interval day to second): array(date) | (date, date, interval year to month): array(date) | (timestamp(p), timestamp(p), interval day to second): array(timestamp(p)) | (timestamp(p), timestamp(p), interval year to month): array(timestamp(p))
sha1 (varbinary): varbinary
sha256 (varbinary): varbinary
sha512 (varbinary): varbinary
shuffle (array(e)): array(e)
sign (bigint): bigint | (decimal(p,s)): decimal(1,0) | (double): double | (integer): integer | (real): real | (smallint): smallint | (tinyint): tinyint
sin (double): double
sinh (double): double
aggregate skewness (bigint): double | (double): double
slice (array(e), bigint, bigint): array(e)
soundex (varchar): varchar(4)
split (varchar(x), varchar(y)): array(varchar(x)) | (varchar(x), varchar(y), bigint): array(varchar(x))
split_part (varchar(x), varchar(y), bigint): varchar(x)
split_to_map (varchar, varchar, varchar): map(varchar,varchar)
split_to_multimap (varchar, varchar, varchar): map(varchar,array(varchar))
spooky_hash_v2_32 (varbinary): varbinary
spooky_hash_v2_64 (varbinary): varbinary
sqrt (double): double
starts_with (varchar(x), varchar(y)): boolean
aggregate stddev (bigint): double | (double): double
aggregate stddev_pop (bigint): double | (double): double
aggregate stddev_samp (bigint): double | (double): double
strpos (varchar(x), varchar(y)): bigint | (varchar(x), varchar(y), bigint): bigint
substr (varbinary, bigint): varbinary | (varbinary, bigint, bigint): varbinary | (char(x), bigint): varchar(x) | (char(x), bigint, bigint): varchar(x) | (varchar(x), bigint): varchar(x) | (varchar(x), bigint, bigint): varchar(x)
substring (char(x), bigint): varchar(x) | (char(x), bigint, bigint): varchar(x) | (varchar(x), bigint): varchar(x) | (varchar(x), bigint, bigint): varchar(x)
aggregate sum (bigint): bigint | (decimal(p,s)): decimal(38,s) | (double): double | (interval day to second): interval day to second | (interval year to month): interval year to month | (real): real
t_cdf (double, double): double
t_pdf (double, double): double
tan (double): double
tanh (double): double
aggregate tdigest_agg (double): tdigest | (double, double): tdigest
timezone (time(p) with time zone): varchar | (timestamp(p) with time zone): varchar
timezone_hour (time(p) with time zone): bigint | (timestamp(p) with time zone): bigint
timezone_minute (time(p) with time zone): bigint | (timestamp(p) with time zone): bigint
to_base (bigint, bigint): varchar(64)
to_base32 (varbinary): varchar
to_base64 (varbinary): varchar
to_base64url (varbinary): varchar
to_big_endian_32 (integer): varbinary
to_big_endian_64 (bigint): varbinary
to_hex (varbinary): varchar
to_ieee754_32 (real): varbinary
to_ieee754_64 (double): varbinary
to_iso8601 (date): varchar(16) | (timestamp(p)): varchar(n) | (timestamp(p) with time zone): varchar(n)
to_milliseconds (interval day to second): bigint
to_unixtime (timestamp(p) with time zone): double
to_utf8 (char(x)): varbinary | (varchar(x)): varbinary
transform (array(T), function(T,U)): array(U)
transform_keys (map(K1,V), function(K1,V,K2)): map(K2,V)
transform_values (map(K,V1), function(K,V1,V2)): map(K,V2)
translate (varchar(x), varchar(y), varchar(z)): varchar
trim (char(x)): varchar(x) | (char(x), codepoints): varchar(x) | (varchar(x)): varchar(x) | (varchar(x), codepoints): varchar(x)
trim_array (array(e), bigint): array(e)
truncate (decimal(p,s), integer): decimal(p,s) | (decimal(p,s)): decimal(rp,0) | (double): double | (real): real
typeof (t): varchar
upper (char(x)): char(x) | (varchar(x)): varchar(x)
url_decode (varchar(x)): varchar(x)
url_encode (varchar(x)): varchar(y)
url_extract_fragment (varchar(x)): varchar(x)
url_extract_host (varchar(x)): varchar(x)
url_extract_parameter (varchar(x), varchar(y)): varchar(x)
url_extract_path (varchar(x)): varchar(x)
url_extract_port (varchar(x)): bigint
url_extract_protocol (varchar(x)): varchar(x)
url_extract_query (varchar(x)): varchar(x)
uuid (): uuid
value_at_quantile (qdigest(bigint), double): bigint | (qdigest(double), double): double | (tdigest, double): double | (qdigest(real), double): real
values_at_quantiles (qdigest(bigint), array(double)): array(bigint) | (qdigest(double), array(double)): array(double) | (tdigest, array(double)): array(double) | (qdigest(real), array(double)): array(real)
aggregate var_pop (bigint): double | (double): double
aggregate var_samp (bigint): double | (double): double
aggregate variance (bigint): double | (double): double
week (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
week_of_year (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
width_bucket (double, array(double)): bigint | (double, double, double, bigint): bigint
wilson_interval_lower (bigint, bigint, double): double
wilson_interval_upper (bigint, bigint, double): double
with_timezone (timestamp(p), varchar(x)): timestamp(p) with time zone
word_stem (varchar(x)): varchar(x) | (varchar(x), varchar(2)): varchar(x)
xxhash64 (varbinary): varbinary
year (date): bigint | (interval year to month): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
year_of_week (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
yow (date): bigint | (timestamp(p)): bigint | (timestamp(p) with time zone): bigint
zip (array(T1), array(T2)): array(row(T1,T2)) | (array(T1), array(T2), array(T3)): array(row(T1,T2,T3)) | (array(T1), array(T2), array(T3), array(T4)): array(row(T1,T2,T3,T4)) | (array(T1), array(T2), array(T3), array(T4), array(T5)): array(row(T1,T2,T3,T4,T5))
zip_with (array(T), array(U), function(T,U,R)): array(R)
`;
