import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { WIDE } from '../schema/integer-scalars.ts';
import type { Plain } from './field-rules.ts';

type Draft = Record<string, unknown>;

/** How a value goes between the library's local form and the form that rules speak of. */
export interface PlainForm {
  readonly toPlain: (local: unknown) => Plain;
  readonly toLocal: (plain: Plain) => unknown;
}

const SECOND = 1_000_000_000n;

/** The form of a field's value, of an item of a list or of an entry of a map; undefined for messages of the schema. */
export function plainForm(field: DescField): PlainForm | undefined {
  const { message } = field;
  if (!message)
    return scalarForm(field.scalar, 'longAsString' in field && field.longAsString, field.enum !== undefined);
  if (isWrapperDesc(message)) return wrapperForm(field, message);
  const $typeName = message.typeName;
  switch ($typeName) {
    case 'google.protobuf.Duration':
    case 'google.protobuf.Timestamp':
      return {
        toPlain: (local) => {
          const { seconds, nanos } = local as { seconds: bigint; nanos: number }; // by its type
          return seconds * SECOND + BigInt(nanos);
        },
        toLocal: (plain) => momentMessage($typeName, plain as bigint), // such values are nanoseconds
      };
    case 'google.protobuf.FieldMask':
      return {
        toPlain: (local) => (local as { paths: string[] }).paths.join(), // by its type
        toLocal: (plain) => ({ $typeName, paths: plain === '' ? [] : String(plain).split(',') }),
      };
    default:
      return undefined;
  }
}

/** Nanoseconds of a timestamp never count backwards; those of a duration have its sign. */
function momentMessage($typeName: string, nanos: bigint): Draft {
  let seconds = nanos / SECOND;
  let rest = nanos % SECOND;
  if (rest < 0n && $typeName === 'google.protobuf.Timestamp') {
    seconds -= 1n;
    rest += SECOND;
  }
  return { $typeName, seconds, nanos: Number(rest) };
}

const AS_IS: ReadonlySet<ScalarType> = new Set([
  ScalarType.STRING,
  ScalarType.BYTES,
  ScalarType.BOOL,
  ScalarType.FLOAT,
  ScalarType.DOUBLE,
]);

function scalarForm(scalar: ScalarType | undefined, longAsString: boolean, isEnum: boolean): PlainForm {
  // Values of these types are plain as they are.
  if (scalar !== undefined && AS_IS.has(scalar))
    return { toPlain: (local) => local as Plain, toLocal: (plain) => plain };
  const toPlain = (local: unknown): Plain => BigInt(local as number); // a number, a bigint or its text
  if (isEnum || scalar === undefined || !WIDE.has(scalar)) return { toPlain, toLocal: Number };
  return { toPlain, toLocal: longAsString ? String : (plain) => plain };
}

/** A wrapper stands as its bare value where it is a field of its own. */
function wrapperForm(field: DescField, message: DescMessage & { readonly fields: readonly DescField[] }): PlainForm {
  const value = message.fields[0]!; // each wrapper has one
  const inner = scalarForm(value.scalar, 'longAsString' in value && value.longAsString, false);
  if (field.fieldKind === 'message' && !field.oneof) return inner;
  return {
    toPlain: (local) => inner.toPlain((local as Draft)[value.localName]),
    toLocal: (plain) => ({ $typeName: message.typeName, [value.localName]: inner.toLocal(plain) }),
  };
}

/** The key of a map: the library keeps it as text. */
export function keyForm(type: ScalarType): PlainForm {
  if (type === ScalarType.STRING) return { toPlain: (local) => local as string, toLocal: (plain) => plain }; // a key
  if (type === ScalarType.BOOL) return { toPlain: (local) => local === 'true', toLocal: String };
  return { toPlain: (local) => BigInt(local as string), toLocal: String }; // a key
}
