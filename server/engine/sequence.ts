import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { MethodKind } from '../contract/schema.ts';
import { draw } from '../generate/hash.ts';
import { hintFor } from '../generate/name-hints.ts';
import { NUMBER_HINTS } from '../generate/number-hints.ts';
import { momentKind, REFERENCE } from '../generate/times.ts';
import { splitWords } from '../generate/words.ts';
import type { Heard } from './echo.ts';

type Echo = (heard: Heard) => void;

const WHOLE: ReadonlySet<ScalarType> = new Set([
  ScalarType.INT32,
  ScalarType.INT64,
  ScalarType.UINT32,
  ScalarType.UINT64,
  ScalarType.SINT32,
  ScalarType.SINT64,
]);

/** What the place in a stream says: running numbers, progress, times that go forward, the last one, counts of what was received. */
export function sequenceFields(output: DescMessage, kind: MethodKind): Echo[] {
  if (kind === 'unary') return [];
  return output.fields.flatMap((field) => {
    if (field.oneof) return [];
    const words = splitWords(field.name);
    if (field.fieldKind === 'message' && field.message.typeName === 'google.protobuf.Timestamp')
      return kind !== 'client_streaming' && /^(created|sent|updated|done)$/.test(momentKind(words))
        ? [forward(field)]
        : [];
    if (
      field.fieldKind === 'scalar' &&
      field.scalar === ScalarType.BOOL &&
      kind === 'server_streaming' &&
      LAST.test(words)
    )
      return [(heard) => void (fieldsOf(heard)[field.localName] = heard.index === heard.count - 1)];
    if (field.fieldKind !== 'scalar' || !(WHOLE.has(field.scalar) || /progress|percent/.test(words))) return [];
    return kind === 'client_streaming' ? counted(field, words) : running(field, words);
  });
}

/** A flag that only the end of a stream carries; a stream of unknown length has none. */
const LAST =
  /^(is )?(last|final|eof|end of (stream|file))( (chunk|message|part|piece|page|item|batch|frame|event|response|result))?$/;

// A message of the library keeps its fields as properties under their local names.
const fieldsOf = ({ draft }: Heard): Record<string, unknown> => draft as unknown as Record<string, unknown>;

function set(heard: Heard, field: DescField, value: number): void {
  const target = fieldsOf(heard);
  const before = target[field.localName];
  target[field.localName] =
    typeof before === 'string' ? String(value) : isWide(field) ? BigInt(Math.round(value)) : value;
}

const isWide = (field: DescField): boolean =>
  field.scalar === ScalarType.INT64 || field.scalar === ScalarType.UINT64 || field.scalar === ScalarType.SINT64;

/** Half a minute apart, up to the reference. */
const forward =
  (field: DescField): Echo =>
  (heard) => {
    const seconds = REFERENCE / 1000 - 600 + heard.index * 30 + (draw(heard.lane, heard.index) & 15);
    fieldsOf(heard)[field.localName] = {
      $typeName: 'google.protobuf.Timestamp',
      seconds: BigInt(seconds),
      nanos: 0,
    };
  };

function running(field: DescField, words: string): Echo[] {
  if (/^(.* )?index$/.test(words)) return [(heard) => set(heard, field, heard.index)];
  if (/^(seq|sequence|sequence (number|id)|step|tick|n|position|ordinal|message number|number|count|page)$/.test(words))
    return [(heard) => set(heard, field, heard.index + 1)];
  if (/\b(progress|percent|percentage|completion)( percent)?$/.test(words))
    return [
      (heard) => {
        const share = heard.count === 0 ? Math.min(1, (heard.index + 1) / 10) : (heard.index + 1) / heard.count;
        set(heard, field, WHOLE.has(field.scalar!) || words.includes('percent') ? Math.round(share * 100) : share);
      },
    ];
  return [];
}

const BAD = /\b(skipped|failed|failure|rejected|error|errors|duplicate|duplicates|dropped|invalid|ignored)\b/;

function counted(field: DescField, words: string): Echo[] {
  if (BAD.test(words)) return [(heard) => set(heard, field, 0)];
  const kind = hintFor(NUMBER_HINTS, words, '')?.kind;
  if (kind === 'bytes' || /\bbytes\b/.test(words))
    return [
      (heard) => {
        if (heard.tally.carries) set(heard, field, heard.tally.payload);
      },
    ];
  if (
    kind === 'count' ||
    /^(.* )?(total|received|processed|accepted|imported|messages|records|items|stored|count)$/.test(words)
  )
    return [(heard) => set(heard, field, heard.tally.messages)];
  return [];
}
