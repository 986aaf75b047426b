/** Seconds and nanoseconds as Timestamp and Duration hold them. */
export interface Seconds {
  readonly seconds: bigint;
  readonly nanos: number;
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;
const MIN_SECONDS = -62_135_596_800;
const MAX_SECONDS = 253_402_300_799;
const MAX_DURATION = 315_576_000_000n;

/** RFC 3339 text → Timestamp, or a sentence that says why not. */
export function parseTimestamp(text: string): Seconds | string {
  const match = RFC3339.exec(text);
  if (!match) return 'This is not an RFC 3339 time.';
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]; // six groups that the pattern demands
  const [, , , , , , , fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = match;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return `There is no such day or time: ${text}.`;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return `There is no such time zone: ${text}.`;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -60 : 60);
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) return 'A Timestamp lies in the years 1 to 9999.';
  return { seconds: BigInt(seconds), nanos: Number(fraction.padEnd(9, '0')) };
}

/** `1.5s` → Duration, or a sentence that says why not. */
export function parseDuration(text: string): Seconds | string {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,9}))?s$/.exec(text);
  if (!match) return 'This is not a duration.';
  const [, sign, whole, fraction = ''] = match;
  const seconds = BigInt(whole!);
  const nanos = Number(fraction.padEnd(9, '0'));
  if (seconds > MAX_DURATION || (seconds === MAX_DURATION && nanos > 0))
    return 'A Duration is at most 315,576,000,000 seconds.';
  return sign === '-' ? { seconds: -seconds, nanos: nanos === 0 ? 0 : -nanos } : { seconds, nanos };
}

/** Timestamp → RFC 3339 with 0, 3, 6 or 9 decimals; undefined where it is out of range. */
export function formatTimestamp(seconds: bigint, nanos: number): string | undefined {
  if (seconds < BigInt(MIN_SECONDS) || seconds > BigInt(MAX_SECONDS) || nanos < 0 || nanos > 999_999_999)
    return undefined;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${decimals(nanos)}Z`;
}

/** Duration → `1.500s`; undefined where it is out of range or its signs differ. */
export function formatDuration(seconds: bigint, nanos: number): string | undefined {
  if (seconds > MAX_DURATION || seconds < -MAX_DURATION || Math.abs(nanos) > 999_999_999) return undefined;
  if ((seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0)) return undefined;
  const negative = seconds < 0n || nanos < 0;
  return `${negative ? '-' : ''}${seconds < 0n ? -seconds : seconds}${decimals(Math.abs(nanos))}s`;
}

function decimals(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  return `.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}

/** `displayName.firstLine` → `display_name.first_line`; undefined where it is no lowerCamelCase path. */
export function snakePath(camel: string): string | undefined {
  return /^([A-Za-z0-9.]+|\*)$/.test(camel)
    ? camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : undefined;
}

/** The reverse; undefined where the way back would give another path. */
export function camelPath(snake: string): string | undefined {
  const camel = snake.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return snakePath(camel) === snake ? camel : undefined;
}
