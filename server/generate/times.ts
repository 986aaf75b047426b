import { between, draw } from './hash.ts';
import { hintFor, TIME_HINTS } from './name-hints.ts';

/**
 * All generated times are told from this moment: the clock must not reach generated values, or the same seed would
 * give other bytes tomorrow.
 */
export const REFERENCE = Date.UTC(2026, 8, 1, 9, 0, 0);

const MINUTE = 60_000;
const DAY = 86_400_000;

const kinds = new Map<string, string>();

/** Which moment of life the words of a name mean; `created` where they say nothing. Remembered, within a bound. */
export function momentKind(words: string, noun = ''): string {
  const key = `${noun}|${words}`;
  let kind = kinds.get(key);
  if (kind === undefined) {
    kind = hintFor(TIME_HINTS, words, noun)?.kind ?? 'created';
    if (kinds.size > 5_000) kinds.clear();
    kinds.set(key, kind);
  }
  return kind;
}

/** Epoch milliseconds of a moment in the life of the thing with key `s`: created ≤ sent ≤ done ≤ updated, start ≤ end. */
export function momentOf(words: string, s: number, a: number, noun = ''): number {
  return momentAt(momentKind(words, noun), s, a);
}

export function momentAt(kind: string, s: number, a: number): number {
  const created =
    REFERENCE - between(draw(s, 41), DAY / 1000, (300 * DAY) / 1000) * 1000 + between(draw(s, 42), 0, 999);
  const life = between(draw(s, 43), 3_600, 259_200) * 1000;
  switch (kind) {
    case 'sent':
      return created + Math.floor(life * (0.1 + (draw(a, 1) & 7) / 50));
    case 'done':
      return created + Math.floor(life * (0.6 + (draw(a, 1) & 7) / 50));
    case 'updated':
      return Math.min(created + life + (draw(a, 1) & 0xfff) * 1000, REFERENCE);
    case 'start':
      return startOf(s);
    case 'end':
      return startOf(s) + (2 + (draw(s, 45) & 7)) * 15 * MINUTE;
    case 'expires':
      return REFERENCE + between(draw(s, 46), 7, 365) * DAY;
    case 'due':
      return REFERENCE + between(draw(s, 47), 1, 21) * DAY;
    case 'birth':
      return Date.UTC(1950, 0, 1) + between(draw(s, 48), 0, 20_000) * DAY;
    default:
      return created;
  }
}

/** On a quarter of an hour, in the six weeks after the reference. */
const startOf = (s: number): number =>
  REFERENCE + between(draw(s, 44), 1, 42) * DAY + between(draw(s, 49), -4, 36) * 15 * MINUTE;

/** `2026-08-12T07:31:05.120Z`, without milliseconds where they are zero. */
export const isoTime = (millis: number): string => new Date(millis).toISOString().replace('.000Z', 'Z');
