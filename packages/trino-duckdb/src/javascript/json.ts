/**
 * JSON as Trino reads and writes it: numbers keep their digits, which JSON.parse would round, objects are ordered by
 * their keys, and of equal keys the last one counts.
 */
export type Json =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Json])[] };

class Malformed extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

/** Reads one JSON text; undefined for what is none. With `loose`, whatever follows the first value is not looked at. */
export function parseJson(text: string, loose = false): Json | undefined {
  const reader = new Reader(text);
  try {
    const value = reader.value();
    return loose || reader.ended() ? value : undefined;
  } catch (error) {
    if (error instanceof Malformed || error instanceof RangeError) return undefined;
    throw error;
  }
}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  ended(): boolean {
    this.space();
    return this.at === this.text.length;
  }

  value(): Json {
    this.space();
    const first = this.text[this.at];
    if (first === '{') return { kind: 'object', members: this.members() };
    if (first === '[') return { kind: 'array', items: this.items() };
    if (first === '"') return { kind: 'string', value: this.string() };
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return { kind: 'number', text: this.token(NUMBER) };
  }

  private members(): [string, Json][] {
    const members: [string, Json][] = [];
    this.list('}', () => {
      this.space();
      const name = this.string();
      this.space();
      if (this.text[this.at] !== ':') throw new Malformed();
      this.at += 1;
      members.push([name, this.value()]);
    });
    return members;
  }

  private items(): Json[] {
    const items: Json[] = [];
    this.list(']', () => items.push(this.value()));
    return items;
  }

  private list(end: string, item: () => void): void {
    this.at += 1;
    this.space();
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      item();
      this.space();
      const next = this.text[this.at];
      this.at += 1;
      if (next === end) return;
      if (next !== ',') throw new Malformed();
    }
  }

  private string(): string {
    const token = this.token(STRING);
    // Control characters must be escaped.
    if (Array.from(token).some((character) => character < ' ')) throw new Malformed();
    const parsed: unknown = JSON.parse(token);
    return String(parsed);
  }

  private space(): void {
    this.token(SPACE);
  }

  private token(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) throw new Malformed();
    this.at += match[0].length;
    return match[0];
  }
}

const WORDS: readonly (readonly [string, Json])[] = [
  ['null', { kind: 'null' }],
  ['true', { kind: 'boolean', value: true }],
  ['false', { kind: 'boolean', value: false }],
];

/** A JSON value as text without spaces, its objects ordered by their keys. */
export function writeJson(json: Json, sorted = true): string {
  switch (json.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(json.value);
    case 'number':
      return writeNumber(json.text);
    case 'string':
      return JSON.stringify(json.value);
    case 'array':
      return `[${json.items.map((item) => writeJson(item, sorted)).join(',')}]`;
    case 'object': {
      const members = sorted ? [...new Map(json.members)].sort(([a], [b]) => (a < b ? -1 : 1)) : json.members;
      return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${writeJson(value, sorted)}`).join(',')}}`;
    }
  }
}

/** Numbers with a fraction or an exponent are doubles there, and come out as such. */
function writeNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return text === '-0' ? '0' : text;
  return jsonDouble(Number(text));
}

/** A double in JSON: as Java writes it, `1.0`, `1.5E10`. */
export function jsonDouble(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return javaDouble(value);
}

/** Java's Double.toString: plain from 10⁻³ to 10⁷, else with an exponent; always with a fraction. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [, sign = '', first = '', rest = '', exponent = '0'] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential()) ?? [];
  const power = Number(exponent);
  if (power < -3 || power >= 7) return `${sign}${first}.${rest || '0'}E${power}`;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${first}${rest}`;
  const digits = (first + rest).padEnd(power + 1, '0');
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1) || '0'}`;
}

/** The JSON text as Trino keeps it, or undefined for what is none. */
export function canonicalJson(text: string): string | undefined {
  const json = parseJson(text);
  return json && writeJson(json);
}
