import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** What is asked of a server's reflection. v1 and v1alpha have the same bytes. */
export type Question =
  | { readonly ask: 'services' }
  | { readonly ask: 'file'; readonly name: string }
  | { readonly ask: 'symbol'; readonly name: string }
  | { readonly ask: 'extension'; readonly type: string; readonly number: number }
  | { readonly ask: 'extension-numbers'; readonly type: string };

/** What it answered; `files` are raw `FileDescriptorProto`s. */
export type Answer =
  | { readonly kind: 'services'; readonly names: readonly string[] }
  | { readonly kind: 'files'; readonly files: readonly Uint8Array[] }
  | { readonly kind: 'numbers'; readonly numbers: readonly number[] }
  | { readonly kind: 'error'; readonly message: string };

const tag = (field: number): number => (field << 3) | WireType.LengthDelimited;

/** `ServerReflectionRequest` */
export function writeQuestion(question: Question): Uint8Array {
  const writer = new BinaryWriter();
  switch (question.ask) {
    case 'services':
      return writer.uint32(tag(7)).string('*').finish();
    case 'file':
      return writer.uint32(tag(3)).string(question.name).finish();
    case 'symbol':
      return writer.uint32(tag(4)).string(question.name).finish();
    case 'extension':
      writer.uint32(tag(5)).fork().uint32(tag(1)).string(question.type).uint32(16).int32(question.number).join();
      return writer.finish();
    case 'extension-numbers':
      return writer.uint32(tag(6)).string(question.type).finish();
    default:
      return question satisfies never;
  }
}

/** `ServerReflectionResponse`; bytes that are none are an error like any other. */
export function readAnswer(bytes: Uint8Array): Answer {
  try {
    let answer: Answer = { kind: 'error', message: 'the answer is empty' };
    each(bytes, (field, inner) => {
      if (field === 4) answer = { kind: 'files', files: fieldsOf(inner, 1) };
      else if (field === 5) answer = { kind: 'numbers', numbers: numbersOf(inner) };
      else if (field === 6) answer = { kind: 'services', names: fieldsOf(inner, 1).map((one) => textOf(one, 1)) };
      else if (field === 7) answer = { kind: 'error', message: textOf(inner, 2) };
    });
    return answer;
  } catch (error) {
    return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
  }
}

function each(bytes: Uint8Array, take: (field: number, inner: Uint8Array) => void): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire === WireType.LengthDelimited) take(field, reader.bytes());
    else reader.skip(wire, field);
  }
}

function fieldsOf(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  each(bytes, (field, inner) => {
    if (field === wanted) found.push(inner);
  });
  return found;
}

const textOf = (bytes: Uint8Array, field: number): string => new TextDecoder().decode(fieldsOf(bytes, field).at(-1));

/** Field 2, packed or not. */
function numbersOf(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 2 && wire === WireType.Varint) numbers.push(reader.int32());
    else if (field === 2 && wire === WireType.LengthDelimited) {
      const packed = new BinaryReader(reader.bytes());
      while (packed.pos < packed.len) numbers.push(packed.int32());
    } else reader.skip(wire, field);
  }
  return numbers;
}
