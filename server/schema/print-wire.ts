import { ScalarType, type DescEnum, type DescExtension, type DescField } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** All occurrences of one field in a message, in the order of the bytes. */
export interface WireGroup {
  readonly number: number;
  readonly parts: readonly { readonly wire: WireType; readonly data: Uint8Array }[];
}

/** A field or an extension: what says how bytes are to be read. */
export type Shape = DescField | DescExtension;

/** What says how scalars and enum values are to be read. */
export interface ScalarShape {
  readonly fieldKind: Shape['fieldKind'];
  readonly enum?: DescEnum | undefined;
  readonly scalar?: ScalarType | undefined;
}

/** The fields of a message by first appearance; undefined where the bytes are no message. */
export function wireGroups(bytes: Uint8Array): WireGroup[] | undefined {
  const groups = new Map<number, { wire: WireType; data: Uint8Array }[]>();
  try {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      const start = reader.pos;
      reader.skip(wire, number);
      const parts = groups.get(number) ?? [];
      parts.push({ wire, data: bytes.subarray(start, reader.pos) });
      groups.set(number, parts);
    }
  } catch {
    return undefined;
  }
  return [...groups].map(([number, parts]) => ({ number, parts }));
}

/** The messages of a field; of a field that is not repeated, all parts as the one message that they merge to. */
export function messagesOf(group: WireGroup, repeated: boolean): Uint8Array[] {
  const contents = group.parts.map(({ wire, data }) =>
    wire === WireType.StartGroup ? data.subarray(0, groupEnd(data)) : new BinaryReader(data).bytes(),
  );
  if (repeated || contents.length === 1) return contents;
  const merged = new Uint8Array(contents.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of contents) {
    merged.set(part, at);
    at += part.length;
  }
  return [merged];
}

/** Where the end tag of a group begins, in bytes that end with it: the last varint. */
function groupEnd(data: Uint8Array): number {
  let at = data.length - 1;
  while (at > 0 && data[at - 1]! >= 0x80) at -= 1;
  return at;
}

/** The scalars or enum values of a field as text; undefined where the bytes do not fit the field. */
export function scalarsOf(group: WireGroup, shape: ScalarShape): string[] | undefined {
  const scalar = shape.enum ? ScalarType.INT32 : (shape.scalar ?? ScalarType.STRING);
  const texts: string[] = [];
  try {
    for (const { wire, data } of group.parts) {
      const reader = new BinaryReader(data);
      const packed = wire === WireType.LengthDelimited && scalar !== ScalarType.STRING && scalar !== ScalarType.BYTES;
      const stop = packed ? reader.uint32() + reader.pos : 0;
      do {
        if (packed && reader.pos >= stop) break;
        const text = scalarText(reader, scalar);
        const name = shape.enum ? shape.enum.values.find(({ number }) => String(number) === text)?.name : text;
        if (name === undefined) return undefined;
        texts.push(name);
      } while (packed);
    }
  } catch {
    return undefined;
  }
  return shape.fieldKind === 'list' ? texts : texts.slice(-1);
}

function scalarText(reader: BinaryReader, type: ScalarType): string {
  switch (type) {
    case ScalarType.STRING:
      return quoted(reader.string());
    case ScalarType.BYTES:
      return quotedBytes(reader.bytes());
    case ScalarType.BOOL:
      return String(reader.bool());
    case ScalarType.DOUBLE:
      return floatText(reader.double(), String);
    case ScalarType.FLOAT:
      return floatText(reader.float(), shortestFloat);
    case ScalarType.INT32:
      return String(reader.int32());
    case ScalarType.UINT32:
      return String(reader.uint32());
    case ScalarType.SINT32:
      return String(reader.sint32());
    case ScalarType.FIXED32:
      return String(reader.fixed32());
    case ScalarType.SFIXED32:
      return String(reader.sfixed32());
    case ScalarType.INT64:
      return String(reader.int64());
    case ScalarType.UINT64:
      return String(reader.uint64());
    case ScalarType.SINT64:
      return String(reader.sint64());
    case ScalarType.FIXED64:
      return String(reader.fixed64());
    case ScalarType.SFIXED64:
      return String(reader.sfixed64());
    default:
      return type satisfies never;
  }
}

function floatText(value: number, digits: (value: number) => string): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0.0' : digits(value);
}

/** The fewest digits that give the same 32-bit number. */
function shortestFloat(value: number): string {
  for (let precision = 6; precision < 9; precision++) {
    const text = String(Number(value.toPrecision(precision)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };
const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`;

/** A string literal of proto; characters that could end the line or hide others are escaped. */
export function quoted(text: string): string {
  // U+2028 and the like are kept: they end no line in proto. A lone surrogate can stand in no file.
  const escaped = text
    .replace(/["\\]|\p{Cc}/gu, (char) => ESCAPES[char] ?? [...new TextEncoder().encode(char)].map(octal).join(''))
    .replace(/\p{Cs}/gu, '\uFFFD');
  return `"${escaped}"`;
}

/** The same for bytes: everything beyond printable ASCII as octal escapes. */
export function quotedBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    text += byte < 0x20 || byte > 0x7e ? (ESCAPES[char] ?? octal(byte)) : (ESCAPES[char] ?? char);
  }
  return `"${text}"`;
}
