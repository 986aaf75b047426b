/** What may stand behind a key. */
export type Kind =
  | { readonly is: 'text' | 'boolean' | 'flag' | 'status' | 'duration' | 'json' | 'metadata' }
  /** ProtoJSON of a message of the schema; `text` where only a text will do. */
  | { readonly is: 'message' }
  /** A message matcher, or one of a number. */
  | { readonly is: 'matcher' | 'numbers' }
  | { readonly is: 'integer' | 'number'; readonly least: number; readonly most: number }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'shape'; readonly of: ShapeName }
  | { readonly is: 'list'; readonly of: Kind; readonly least: number }
  | { readonly is: 'either'; readonly of: readonly Kind[] };

export interface Key {
  readonly kind: Kind;
  /** A sentence for editors. */
  readonly doc: string;
  readonly required?: true;
}

/** What an object of a stub file may say. The reader and the JSON Schema for editors both follow it. */
export interface Shape {
  /** As a problem names it: `a stub`. */
  readonly name: string;
  readonly keys: Readonly<Record<string, Key>>;
  /** Keys of which at most one can stand there. */
  readonly apart?: readonly (readonly string[])[];
  /** Keys of which at least one must. */
  readonly some?: readonly string[];
  /** Keys that need another one. */
  readonly needs?: Readonly<Record<string, string>>;
  /** Keys that begin with `x-` may hold anything. */
  readonly extra?: true;
}

/** Of HTTP/2 (RFC 9113, section 7), by number. */
export const RESET_CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const;
/** The names people write as well: `INTERNAL` for `INTERNAL_ERROR`. */
export const RESET_NAMES: readonly string[] = [...RESET_CODES, ...RESET_CODES.map((name) => name.replace('_ERROR', ''))]
  .filter((name, at, all) => name !== 'NO' && all.indexOf(name) === at)
  .sort();

/** The longest that anything waits, in milliseconds: a day, which is less than a timer can count. */
export const LONGEST_MS = 86_400_000;

/** The largest whole number that can stand for a count. */
export const MANY = 1_000_000_000;

export type ShapeName =
  | 'file'
  | 'stub'
  | 'when'
  | 'reply'
  | 'item'
  | 'end'
  | 'delay'
  | 'normal'
  | 'uniform'
  | 'scenario'
  | 'event'
  | 'action'
  | 'finish'
  | 'move'
  | 'fault'
  | 'latency';

/** How a length of time is written. */
export const DURATION_PATTERN = '^(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)$';
