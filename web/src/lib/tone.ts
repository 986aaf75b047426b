import type { MethodKind } from '#contract/schema';
import { statusClass, type StatusClass } from '#contract/status';

/** How a call stands: how it ended, or that it has not. */
export type Tone = StatusClass | 'flight';

/** The tone of a status code; null is a call in flight. */
export function toneOf(code: number | null): Tone {
  return code === null ? 'flight' : statusClass(code);
}

/** The short name of a kind, as in the glyphs. */
export type KindName = 'unary' | 'server' | 'client' | 'bidi';

const NAMES: Readonly<Record<MethodKind, KindName>> = {
  unary: 'unary',
  server_streaming: 'server',
  client_streaming: 'client',
  bidi_streaming: 'bidi',
};

/** `server_streaming` → `server`. */
export function kindName(kind: MethodKind): KindName {
  return NAMES[kind];
}

const WORDS: Readonly<Record<KindName, string>> = {
  unary: 'unary',
  server: 'server stream',
  client: 'client stream',
  bidi: 'bidi stream',
};

/** `server_streaming` → `server stream`. */
export function kindWord(kind: MethodKind): string {
  return WORDS[NAMES[kind]];
}
