/** Something to do about a mistake with one press: replace `from`…`to` by `insert`. */
export interface JsonFix {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** A mistake in a text. Words between backticks in `message` are code. Offsets are UTF-16 code units. */
export interface JsonProblem {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix?: JsonFix;
  /** It is only that something is not written yet. */
  readonly unfinished?: boolean;
}

interface Span {
  readonly from: number;
  readonly to: number;
}
export interface JsonString extends Span {
  readonly kind: 'string';
  /** Decoded; for a bare word the word itself. */
  readonly value: string;
  /** False where the closing quote is missing, or where there are no quotes at all. */
  readonly closed: boolean;
  /** True for `"…"`, with or without its end. */
  readonly quoted: boolean;
}
export interface JsonNumber extends Span {
  readonly kind: 'number';
  /** As written: big integers keep all their digits. */
  readonly raw: string;
}
export interface JsonAtom extends Span {
  readonly kind: 'atom';
  readonly value: boolean | null;
}
export interface JsonMember extends Span {
  readonly key: JsonString;
  readonly colon: boolean;
  readonly value: JsonNode | null;
}
export interface JsonObject extends Span {
  readonly kind: 'object';
  readonly members: readonly JsonMember[];
  readonly closed: boolean;
}
export interface JsonArray extends Span {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
  readonly closed: boolean;
}
/** A value with its place in the text. `string` nodes without quotes are words that are no JSON. */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonAtom;

export interface JsonTree {
  /** Null for an empty text. */
  readonly root: JsonNode | null;
  /** In order of place. Empty exactly where `JSON.parse` accepts the text. */
  readonly problems: readonly JsonProblem[];
}
