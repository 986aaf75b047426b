import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { scalarWireType } from './encode-field.ts';

/** What a walk over the bytes found wrong: an offset into the whole message, and the path of the field. */
export interface WireFault {
  readonly code: 'wire-malformed' | 'wire-too-large';
  readonly message: string;
  readonly at: number;
  readonly path: string;
}

interface Fields {
  readonly byNumber: ReadonlyMap<number, DescField>;
}

/** A number in an array costs little beside a value with a tag, a message above all: 4 MB of them are no attack. */
const PACKED = 1 / 32;

const cache = new WeakMap<DescMessage, Fields>();
const utf8 = new TextDecoder('utf-8', { fatal: true });

function fieldsOf(desc: DescMessage): Fields {
  let fields = cache.get(desc);
  if (!fields) {
    fields = { byNumber: new Map(desc.fields.map((field) => [field.number, field])) };
    cache.set(desc, fields);
  }
  return fields;
}

/**
 * Walks the bytes of a message without building it: counts values against a budget and finds the first malformed
 * place. A field whose wire type is not the one of the schema counts as malformed: the library would read nonsense out of
 * it. Costs a few nanoseconds for each byte.
 */
export function scanWire(
  desc: DescMessage,
  bytes: Uint8Array,
  limits: { readonly elements: number; readonly depth: number },
): WireFault | undefined {
  const scan = new Scan(bytes, limits);
  try {
    scan.message(desc, bytes.length, '', 0);
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return error.fault;
    throw error;
  }
}

class Stop extends Error {
  readonly fault: WireFault;
  constructor(fault: WireFault) {
    super(fault.message);
    this.fault = fault;
  }
}

class Scan {
  readonly #bytes: Uint8Array;
  readonly #limits: { readonly elements: number; readonly depth: number };
  #at = 0;
  #elements = 0;

  constructor(bytes: Uint8Array, limits: { readonly elements: number; readonly depth: number }) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  /** `group` is the field number that ends a group; unset for a message of known length. */
  message(desc: DescMessage | undefined, end: number, path: string, depth: number, group?: number): void {
    if (depth >= this.#limits.depth) this.#stop(`it nests deeper than ${this.#limits.depth} messages`, path);
    const fields = desc ? fieldsOf(desc).byNumber : undefined;
    while (this.#at < end) {
      const start = this.#at;
      const tag = this.#varint(end, path);
      const number = Math.floor(tag / 8);
      const wire = tag % 8;
      if (number === 0 || number > 0x1fffffff) this.#stop(`there is no field number ${number}`, path, start);
      if (wire === WireType.EndGroup) {
        if (number === group) return;
        this.#stop(`a group ends that never began (field ${number})`, path, start);
      }
      this.#count(1, path);
      const field = fields?.get(number);
      const name = path === '' ? (field?.jsonName ?? `${number}`) : `${path}.${field?.jsonName ?? number}`;
      this.#field(field, number, wire, end, name, depth, start);
    }
    if (group !== undefined) this.#stop('a group does not end', path);
    if (this.#at > end) this.#stop('a value runs past the end of its message', path, end);
  }

  #field(
    field: DescField | undefined,
    number: number,
    wire: number,
    end: number,
    path: string,
    depth: number,
    start: number,
  ): void {
    const expected = field === undefined ? undefined : expectedWire(field);
    const packable =
      field?.fieldKind === 'list' && field.listKind !== 'message' && expected !== WireType.LengthDelimited;
    const packed = packable && wire === WireType.LengthDelimited;
    if (expected !== undefined && wire !== expected && !packed)
      this.#stop(`it should have wire type ${expected} and has ${wire}`, path, start);
    switch (wire) {
      case WireType.Varint:
        this.#varint(end, path);
        return;
      case WireType.Bit64:
        this.#skip(8, end, path);
        return;
      case WireType.Bit32:
        this.#skip(4, end, path);
        return;
      case WireType.StartGroup:
        this.message(field?.message, end, path, depth + 1, number);
        return;
      case WireType.LengthDelimited: {
        const length = this.#varint(end, path);
        const inner = this.#at + length;
        if (inner > end) this.#stop(`it says ${length} bytes and only ${end - this.#at} are left`, path, start);
        if (packed) this.#packed(expected ?? 0, inner, path);
        else if (field?.fieldKind === 'map') this.#mapEntry(field, inner, path, depth + 1);
        else if (field?.message) this.message(field.message, inner, path, depth + 1);
        else if (field?.scalar === ScalarType.STRING && field.utf8Validation) this.#text(inner, path);
        this.#at = inner;
        return;
      }
      default:
        this.#stop(`there is no wire type ${wire}`, path, start);
    }
  }

  #packed(wire: WireType, end: number, path: string): void {
    if (wire === WireType.Varint) {
      while (this.#at < end) {
        this.#varint(end, path);
        this.#count(PACKED, path);
      }
      return;
    }
    const size = wire === WireType.Bit64 ? 8 : 4;
    if ((end - this.#at) % size !== 0) this.#stop(`a packed value is cut short`, path);
    this.#count(((end - this.#at) / size) * PACKED, path);
  }

  #mapEntry(field: DescField & { fieldKind: 'map' }, end: number, path: string, depth: number): void {
    while (this.#at < end) {
      const start = this.#at;
      const tag = this.#varint(end, path);
      this.#count(1, path);
      if (tag === ((2 << 3) | WireType.LengthDelimited) && field.message) {
        const inner = this.#varint(end, path) + this.#at;
        if (inner > end) this.#stop('a map entry is cut short', path, start);
        this.message(field.message, inner, path, depth);
      } else this.#field(undefined, Math.floor(tag / 8), tag % 8, end, path, depth, start);
    }
  }

  #text(end: number, path: string): void {
    for (let at = this.#at; at < end; at++)
      if (this.#bytes[at]! >= 0x80) {
        try {
          utf8.decode(this.#bytes.subarray(this.#at, end));
        } catch {
          this.#stop('it is not valid UTF-8', path, at);
        }
        return;
      }
  }

  /** Exact for tags and lengths; the value of longer numbers does not matter here. */
  #varint(end: number, path: string): number {
    let value = 0;
    let scale = 1;
    for (let index = 0; index < 10; index++) {
      if (this.#at >= end) this.#stop('a number is cut short', path);
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    return this.#stop('a number is longer than ten bytes', path);
  }

  #skip(size: number, end: number, path: string): void {
    if (this.#at + size > end) this.#stop('a number is cut short', path);
    this.#at += size;
  }

  #count(size: number, path: string): void {
    this.#elements += size;
    if (this.#elements > this.#limits.elements)
      throw new Stop({
        code: 'wire-too-large',
        message: `it has more than ${this.#limits.elements} values`,
        at: this.#at,
        path,
      });
  }

  #stop(message: string, path: string, at = this.#at): never {
    throw new Stop({ code: 'wire-malformed', message, at, path });
  }
}

function expectedWire(field: DescField): WireType {
  if (field.fieldKind === 'map') return WireType.LengthDelimited;
  if (field.enum) return WireType.Varint;
  if (field.scalar !== undefined) return scalarWireType(field.scalar);
  return 'delimitedEncoding' in field && field.delimitedEncoding ? WireType.StartGroup : WireType.LengthDelimited;
}
