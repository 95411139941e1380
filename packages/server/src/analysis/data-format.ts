/** Data split into rows that can be left out one by one, and the text before and after them. */
export interface DataRows {
  readonly format: 'JSON' | 'JSON lines' | 'CSV' | 'text';
  /** The header line of CSV; what precedes and follows the rows of JSON. */
  readonly before: string;
  readonly rows: readonly string[];
  readonly separator: string;
  readonly after: string;
}

/** Records checked before a text counts as CSV: prose rarely has the same number of commas in each line. */
const RECORDS_CHECKED = 20;
const DELIMITERS = [',', ';', '\t', '|'];

/** What kind of data a text is, and its rows. Whatever is nothing else is text, whose rows are lines. Linear. */
export function dataRows(data: string): DataRows {
  return jsonRows(data) ?? jsonLines(data) ?? csvRows(data) ?? textLines(data);
}

function jsonRows(data: string): DataRows | undefined {
  if (!/^\s*[[{]/.test(data) || !isJson(data)) return undefined;
  const array = longestArray(data);
  if (array === undefined) return undefined;
  return {
    format: 'JSON',
    before: data.slice(0, array.start),
    rows: array.items.map(([from, to]) => data.slice(from, to).trim()),
    separator: ',\n',
    after: data.slice(array.end),
  };
}

interface JsonArray {
  /** After the opening bracket. */
  readonly start: number;
  /** At the closing bracket. */
  end: number;
  readonly items: [number, number][];
}

/**
 * The array that is the document, or the longest one that is a field of it (`rows` of a result). Found by its
 * brackets in text that is known to be JSON, so that numbers stay as they were written.
 */
function longestArray(json: string): JsonArray | undefined {
  let depth = 0;
  let longest: JsonArray | undefined;
  let open: JsonArray | undefined;
  let openDepth = 0;
  let itemStart = 0;
  for (let index = 0; index < json.length; index++) {
    const character = json[index];
    if (character === '"') {
      index = stringEnd(json, index);
    } else if (character === '[' || character === '{') {
      depth++;
      if (character === '[' && open === undefined && depth <= 2) {
        open = { start: index + 1, end: index + 1, items: [] };
        openDepth = depth;
        itemStart = index + 1;
      }
    } else if (character === ',' && open !== undefined && depth === openDepth) {
      open.items.push([itemStart, index]);
      itemStart = index + 1;
    } else if (character === ']' || character === '}') {
      if (open !== undefined && depth === openDepth) {
        if (json.slice(itemStart, index).trim() !== '') open.items.push([itemStart, index]);
        open.end = index;
        if (longest === undefined || open.end - open.start > longest.end - longest.start) longest = open;
        open = undefined;
      }
      depth--;
    }
  }
  return longest;
}

/** The closing quote of the JSON string that opens at `start`. */
function stringEnd(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json[index] !== '"') index += json[index] === '\\' ? 2 : 1;
  return index;
}

function jsonLines(data: string): DataRows | undefined {
  const rows = nonEmptyLines(data);
  if (rows.length < 2 || !rows.every((row) => row.startsWith('{') && isJson(row))) return undefined;
  return { format: 'JSON lines', before: '', rows, separator: '\n', after: '' };
}

function csvRows(data: string): DataRows | undefined {
  const records = csvRecords(data);
  const looked = records.slice(0, RECORDS_CHECKED);
  const [header] = looked;
  if (header === undefined || looked.length < 2) return undefined;
  const isCsv = DELIMITERS.some((delimiter) => {
    const fields = fieldCount(header, delimiter);
    return fields > 1 && looked.every((record) => fieldCount(record, delimiter) === fields);
  });
  if (!isCsv) return undefined;
  return { format: 'CSV', before: `${header}\n`, rows: records.slice(1), separator: '\n', after: '' };
}

/**
 * Records as they are written, since the model reads them so: lines, but a line break inside quotes belongs to its record. A
 * parser of fields would add 31 KB to the function (csv-parse, 7.8 KB compressed) or 22 KB (Papa Parse, 8.0) for that.
 */
function csvRecords(data: string): string[] {
  const records: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index <= data.length; index++) {
    const character = data[index];
    if (character === '"') quoted = !quoted;
    if (index < data.length && (character !== '\n' || quoted)) continue;
    const record = data.slice(start, index).replace(/\r$/, '');
    if (record.trim() !== '') records.push(record);
    start = index + 1;
  }
  return records;
}

function fieldCount(record: string, delimiter: string): number {
  let fields = 1;
  let quoted = false;
  for (const character of record) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) fields++;
  }
  return fields;
}

function textLines(data: string): DataRows {
  return { format: 'text', before: '', rows: data.split('\n'), separator: '\n', after: '' };
}

function nonEmptyLines(data: string): string[] {
  return data
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
