const OFFSET = /^([+-])(\d{1,2}):?(\d{2})?$/;

/** The zone as Trino writes it, or undefined where there is no such zone: `UTC`, `America/New_York`, `+05:30`. */
export function canonicalZone(text: string): string | undefined {
  if (/^(z|utc|gmt|ut)$/i.test(text)) return 'UTC';
  const offset = OFFSET.exec(text);
  if (offset) {
    const [, sign, hours = '0', minutes = '0'] = offset;
    if (Number(hours) > 14 || Number(minutes) > 59) return undefined;
    const name = `${sign}${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`;
    return name === '+00:00' || name === '-00:00' ? 'UTC' : name;
  }
  if (!/^[A-Za-z]+(\/[A-Za-z_+-]+\d*)+$/.test(text)) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    return undefined;
  }
}

/** Minutes of a fixed offset, or undefined for a region. */
export function offsetMinutes(zone: string): number | undefined {
  if (zone === 'UTC') return 0;
  const offset = OFFSET.exec(zone);
  if (!offset) return undefined;
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return offset[1] === '-' ? -minutes : minutes;
}

/** Milliseconds to add to an instant (milliseconds since 1970) for its wall clock in the zone. */
export function zoneShift(zone: string, instant: number): number {
  const minutes = offsetMinutes(zone);
  if (minutes !== undefined) return minutes * 60_000;
  const parts = formatter(zone).formatToParts(new Date(Math.floor(instant / 1000) * 1000));
  const part = (type: string) => Number(parts.find((item) => item.type === type)?.value ?? 0);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour') % 24,
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A cache: making one takes longer than all its uses. */
function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}
