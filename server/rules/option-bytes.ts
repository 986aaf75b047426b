import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Options of a descriptor. Extensions are unknown to it, and kept as they came. */
export interface Options {
  readonly $unknown?:
    readonly { readonly no: number; readonly wireType: WireType; readonly data: Uint8Array }[] | undefined;
}

/** The payload of a message-typed option; parts of it that were written one by one are one message. */
export function optionBytes(options: Options | undefined, number: number): Uint8Array | undefined {
  let bytes: Uint8Array | undefined;
  for (const field of options?.$unknown ?? []) {
    if (field.no !== number || field.wireType !== WireType.LengthDelimited) continue;
    const part = new BinaryReader(field.data).bytes();
    bytes = bytes ? concat(bytes, part) : part;
  }
  return bytes;
}

/** A bool or number option; undefined where it is not set. */
export function optionNumber(options: Options | undefined, number: number): number | undefined {
  let value: number | undefined;
  for (const field of options?.$unknown ?? [])
    if (field.no === number && field.wireType === WireType.Varint) value = new BinaryReader(field.data).uint32();
  return value;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
