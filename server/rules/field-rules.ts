/**
 * A value as rules see it: whole numbers, enums and bool-like flags aside, are bigints whatever their width; a duration
 * or timestamp is its nanoseconds (since the epoch); an `Any` is its type URL, a field mask its paths joined by commas.
 */
export type Plain = string | number | bigint | boolean | Uint8Array;

export type ValueKind =
  'integer' | 'number' | 'text' | 'bytes' | 'flag' | 'enum' | 'duration' | 'timestamp' | 'any' | 'mask' | 'message';

/** One end of a range. */
export interface Bound {
  readonly value: number | bigint;
  /** The end itself does not belong to the range. */
  readonly open: boolean;
}

/** How many characters, bytes, items or pairs; both ends belong to it. */
export interface Size {
  readonly min: number;
  readonly max: number;
}

/** A CEL expression over one value (`this`), or over a message. */
export interface CelRule {
  readonly id: string;
  readonly expression: string;
  /** What the message says where the expression does not. */
  readonly message: string;
  /** Values of a predefined rule, as candidates: `rule` in its expression. */
  readonly values: readonly Plain[];
}

/** What must hold for one value: of a field, an item, a key or an entry. All that is said holds together. */
export interface ValueRules {
  readonly kind: ValueKind;
  /** As a person names them: `string.email`. */
  readonly names: readonly string[];
  readonly const?: Plain;
  readonly in?: readonly Plain[];
  readonly notIn: readonly Plain[];
  /** Values that the schema's author thinks typical. */
  readonly examples: readonly Plain[];
  /** With `low` above `high` the values between them are excluded: below `high` or above `low` is fine. */
  readonly low?: Bound;
  readonly high?: Bound;
  readonly past?: boolean;
  readonly future?: boolean;
  /** Nanoseconds around the moment of validation. */
  readonly within?: bigint;
  /** Characters of a text, bytes of bytes. */
  readonly size?: Size;
  /** UTF-8 bytes of a text. */
  readonly byteSize?: Size;
  /** RE2 syntax, found anywhere in the value. */
  readonly patterns: readonly string[];
  readonly prefix?: string | Uint8Array;
  readonly suffix?: string | Uint8Array;
  readonly contains?: string | Uint8Array;
  readonly notContains?: string;
  /** A format of `FORMATS`, by name: `email`. */
  readonly format?: string;
  readonly multipleOf?: number;
  /** The numbers of the enum, where only those are allowed. */
  readonly defined?: readonly bigint[];
  readonly cel: readonly CelRule[];
}

/** The rules of a field in one form, whoever wrote them. */
export interface FieldRules {
  /** As a person names them, without those of items: `required`, `repeated.min_items`. */
  readonly names: readonly string[];
  /** The field must be set, and where it has no presence be something else than zero. */
  readonly required: boolean;
  /** The value when nothing is set breaks a rule: it must be set even where it would be left out. */
  readonly forced: boolean;
  /** Of the field's value; for lists and maps only their CEL rules. */
  readonly value: ValueRules | undefined;
  readonly size?: Size;
  readonly unique?: boolean;
  readonly items?: ValueRules;
  readonly keys?: ValueRules;
  /** What was said and cannot be followed: a rule for another type, a pattern that cannot be read. */
  readonly faults: readonly string[];
}

/** The rules of a whole message. */
export interface MessageRules {
  readonly cel: readonly CelRule[];
  /** At most one of the fields (exactly one where required) is set; names as in the file. */
  readonly oneofs: readonly { readonly fields: readonly string[]; readonly required: boolean }[];
}

/** The moments that rules on time are measured against, in nanoseconds since the epoch. */
export interface Moments {
  /** What the past and the future of generated data are told from. */
  readonly reference: bigint;
  /** The moment of the call; needed by `within` alone. */
  readonly now: bigint | undefined;
}
