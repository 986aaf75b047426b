const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { ms: 1, '': 1, s: 1000, min: 60_000, m: 60_000, h: 3_600_000 };

/** `250`, `250 ms`, `1.5 s`, `2 min`, `1 h` → milliseconds, 1 to 24 h; undefined for anything else. */
export function parseDeadline(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  const unit = match && UNITS[match[2]!];
  if (!match || unit === undefined || unit === null) return undefined;
  const ms = Math.round(Number(match[1]) * unit);
  return ms >= 1 && ms <= DAY ? ms : undefined;
}

/** `500 ms`, `2 s`, `1.5 s`, `1 min`. */
export function deadlineText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return `${Math.round(ms) / 1000} s`;
}
