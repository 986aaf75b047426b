import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { Draft } from '../context.ts';
import { hintFor, STRING_HINTS } from '../name-hints.ts';
import { NUMBER_HINTS } from '../number-hints.ts';
import { isoTime, momentKind } from '../times.ts';
import { splitWords } from '../words.ts';
import { isThere, numberField } from './number-field.ts';

/** A field that holds a moment: a Timestamp, an ISO text, or seconds or milliseconds since 1970. */
export interface TimeField {
  readonly field: DescField;
  readonly name: string;
  /** Without the unit. */
  readonly words: string;
  /** Which moment of life it is: `created`, `start`. */
  readonly kind: string;
  /** Epoch milliseconds; undefined where the field is unset. */
  read(draft: Draft): number | undefined;
  write(draft: Draft, millis: number): void;
  clear(draft: Draft): void;
}

const SCALES: Readonly<Record<string, number>> = { 'epoch seconds': 1_000, 'epoch millis': 1 };

export function timeField(field: DescField, noun: string): TimeField | undefined {
  if (field.oneof) return undefined;
  const { localName: name } = field;
  const all = splitWords(field.name);
  const words = all.replace(/ (sec|secs|seconds|unix|ms|msec|millis|milliseconds|utc)$/, '');
  const shared = { field, name, words, kind: momentKind(words, noun) };
  if (field.fieldKind === 'message' && field.message.typeName === 'google.protobuf.Timestamp')
    return {
      ...shared,
      read: (draft) => {
        // A Timestamp, where it is set.
        const held = draft[name] as { readonly seconds: bigint; readonly nanos: number } | undefined;
        return held && Number(held.seconds) * 1_000 + Math.floor(held.nanos / 1_000_000);
      },
      write: (draft, millis) => {
        const seconds = Math.floor(millis / 1_000);
        draft[name] = {
          $typeName: 'google.protobuf.Timestamp',
          seconds: BigInt(seconds),
          nanos: (millis - seconds * 1_000) * 1_000_000,
        };
      },
      clear: (draft) => {
        draft[name] = undefined;
      },
    };
  if (field.fieldKind !== 'scalar') return undefined;
  if (field.scalar === ScalarType.STRING) {
    const kind = hintFor(STRING_HINTS, all, noun)?.kind;
    if (kind !== 'time' && kind !== 'date' && kind !== 'birth date') return undefined;
    return {
      ...shared,
      read: (draft) => (isThere(draft, name) && draft[name] !== '' ? Date.parse(String(draft[name])) : undefined),
      write: (draft, millis) => {
        draft[name] = kind !== 'time' ? isoTime(millis).slice(0, 10) : isoTime(millis);
      },
      clear: (draft) => unset(draft, name, ''),
    };
  }
  const scale = SCALES[hintFor(NUMBER_HINTS, all, noun)?.kind ?? ''];
  const number = scale === undefined ? undefined : numberField(field);
  if (!number || scale === undefined) return undefined;
  return {
    ...shared,
    read: (draft) => {
      const value = number.read(draft);
      return value === undefined || value === 0 ? undefined : value * scale;
    },
    write: (draft, millis) => number.write(draft, millis / scale),
    clear: (draft) => number.write(draft, 0),
  };
}

function unset(draft: Draft, name: string, zero: unknown): void {
  if (isThere(draft, name)) draft[name] = zero;
}

const known = new WeakMap<DescMessage, { readonly noun: string; readonly fields: readonly TimeField[] }>();

/** The moments of a message. Several agreements ask for them: they are found once. */
export function timeFields(desc: DescMessage, noun: string): readonly TimeField[] {
  let found = known.get(desc);
  if (found?.noun !== noun) {
    found = { noun, fields: desc.fields.flatMap((field) => timeField(field, noun) ?? []) };
    known.set(desc, found);
  }
  return found.fields;
}
