import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { ValueKind } from './field-rules.ts';

/** What a field holds, as rules name it: `type` is the name of its rules in `FieldRules`. */
export interface ValueType {
  readonly kind: ValueKind;
  readonly type: string;
  readonly scalar: ScalarType | undefined;
  readonly enum: DescEnum | undefined;
}

/** The value of a field, of an item of a list, or of an entry of a map. A wrapper is what it wraps. */
export function valueType(of: {
  readonly message?: DescMessage | undefined;
  readonly enum?: DescEnum | undefined;
  readonly scalar?: ScalarType | undefined;
}): ValueType {
  const { message } = of;
  if (of.enum) return { kind: 'enum', type: 'enum', scalar: undefined, enum: of.enum };
  const scalar = message ? (isWrapperDesc(message) ? message.fields[0].scalar : undefined) : of.scalar;
  if (scalar !== undefined)
    return { kind: scalarKind(scalar), type: ScalarType[scalar].toLowerCase(), scalar, enum: undefined };
  const [kind, type] = MESSAGES[message?.typeName ?? ''] ?? ['message', 'message'];
  return { kind, type, scalar: undefined, enum: undefined };
}

/** The key of a map. */
export const keyType = (field: DescField & { readonly fieldKind: 'map' }): ValueType =>
  valueType({ scalar: field.mapKey });

const MESSAGES: Readonly<Record<string, readonly [ValueKind, string] | undefined>> = Object.assign(
  // Any name may be asked for.
  Object.create(null) as Record<string, readonly [ValueKind, string] | undefined>,
  {
    'google.protobuf.Duration': ['duration', 'duration'],
    'google.protobuf.Timestamp': ['timestamp', 'timestamp'],
    'google.protobuf.Any': ['any', 'any'],
    'google.protobuf.FieldMask': ['mask', 'field_mask'],
  },
);

function scalarKind(scalar: ScalarType): ValueKind {
  switch (scalar) {
    case ScalarType.STRING:
      return 'text';
    case ScalarType.BYTES:
      return 'bytes';
    case ScalarType.BOOL:
      return 'flag';
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE:
      return 'number';
    default:
      return 'integer';
  }
}

const NARROW: ReadonlyMap<ScalarType, readonly [bigint, bigint]> = new Map(
  (
    [
      [[ScalarType.INT32, ScalarType.SINT32, ScalarType.SFIXED32], -(2n ** 31n), 2n ** 31n - 1n],
      [[ScalarType.UINT32, ScalarType.FIXED32], 0n, 2n ** 32n - 1n],
      [[ScalarType.INT64, ScalarType.SINT64, ScalarType.SFIXED64], -(2n ** 63n), 2n ** 63n - 1n],
      [[ScalarType.UINT64, ScalarType.FIXED64], 0n, 2n ** 64n - 1n],
    ] as const
  ).flatMap(([types, low, high]) => types.map((type) => [type, [low, high]] as const)),
);

const YEAR_1 = -62_135_596_800n * 1_000_000_000n;
const YEAR_9999 = 253_402_300_800n * 1_000_000_000n - 1n;
const LONGEST = 315_576_000_000n * 1_000_000_000n;

/** The least and the greatest value that a type can hold, for those that are bigints here. */
export function rangeOfType({ kind, scalar }: ValueType): readonly [bigint, bigint] {
  if (kind === 'timestamp') return [YEAR_1, YEAR_9999];
  if (kind === 'duration') return [-LONGEST, LONGEST];
  return NARROW.get(scalar ?? ScalarType.INT32) ?? [-(2n ** 31n), 2n ** 31n - 1n];
}
