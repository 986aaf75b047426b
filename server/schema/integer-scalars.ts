import { ScalarType } from '@bufbuild/protobuf';

/** Scalars of 64 bits: bigints in messages, texts in JSON. */
export const WIDE: ReadonlySet<ScalarType | undefined> = new Set([
  ScalarType.INT64,
  ScalarType.UINT64,
  ScalarType.SINT64,
  ScalarType.FIXED64,
  ScalarType.SFIXED64,
]);

/** Scalars that are whole numbers. */
export const INTEGERS: ReadonlySet<ScalarType | undefined> = new Set([
  ...WIDE,
  ScalarType.INT32,
  ScalarType.UINT32,
  ScalarType.SINT32,
  ScalarType.FIXED32,
  ScalarType.SFIXED32,
]);
