import type { ByteWriter } from './byte-writer.ts';
import { MAX_FIELD_NUMBER } from './parse-ranges.ts';
import {
  PROTO2,
  PROTO3,
  type EnumNode,
  type FieldNode,
  type FileNode,
  type MessageNode,
  type ServiceNode,
} from './syntax-tree.ts';

/** The imports of a file as they were resolved, in the order of `dependency`. */
export interface EmitImports {
  readonly dependencies: readonly string[];
  /** Places in `dependencies`. */
  readonly publics: readonly number[];
  readonly weak: readonly number[];
  readonly options: readonly string[];
}

/** Writes the fields of a `FileDescriptorProto`, all but the source info. The tree is linked. */
export function emitFile(w: ByteWriter, name: string, file: FileNode, imports: EmitImports): void {
  w.text(1, name);
  if (file.package !== '') w.text(2, file.package);
  for (const dependency of imports.dependencies) w.text(3, dependency);
  for (const message of file.messages) emitMessage(w, 4, message);
  for (const type of file.enums) emitEnum(w, 5, type);
  for (const service of file.services) emitService(w, service);
  for (const extension of file.extensions) emitField(w, 7, extension);
  if (file.optionBytes) w.bytes(8, file.optionBytes);
  for (const index of imports.publics) w.int(10, index);
  for (const index of imports.weak) w.int(11, index);
  if (file.edition > PROTO3) {
    w.text(12, 'editions');
    w.int(14, file.edition);
  } else if (file.edition !== PROTO2) w.text(12, 'proto3');
  for (const dependency of imports.options) w.text(15, dependency);
}

function emitMessage(w: ByteWriter, field: number, message: MessageNode): void {
  const mark = w.begin(field);
  w.text(1, message.name);
  for (const member of message.fields) emitField(w, 2, member);
  for (const nested of message.messages) emitMessage(w, 3, nested);
  for (const type of message.enums) emitEnum(w, 4, type);
  for (const range of message.extensionRanges) {
    const rangeMark = w.begin(5);
    w.int(1, range.start);
    w.int(2, range.end === MAX_FIELD_NUMBER && message.messageSet ? 0x7fffffff : range.end + 1);
    const options = message.rangeOptionBytes.get(range);
    if (options) w.bytes(3, options);
    w.end(rangeMark);
  }
  for (const extension of message.extensions) emitField(w, 6, extension);
  if (message.mapEntry) {
    const options = w.begin(7);
    w.bool(7, true);
    if (message.optionBytes) w.raw(message.optionBytes);
    w.end(options);
  } else if (message.optionBytes) w.bytes(7, message.optionBytes);
  for (const oneof of message.oneofs) {
    const oneofMark = w.begin(8);
    w.text(1, oneof.name);
    if (oneof.optionBytes) w.bytes(2, oneof.optionBytes);
    w.end(oneofMark);
  }
  for (const { start, end } of message.reserved.ranges) {
    const range = w.begin(9);
    w.int(1, start);
    w.int(2, end + 1);
    w.end(range);
  }
  for (const { name } of message.reserved.names) w.text(10, name);
  if (message.visibility !== 0) w.int(11, message.visibility);
  w.end(mark);
}

function emitField(w: ByteWriter, field: number, node: FieldNode): void {
  const mark = w.begin(field);
  w.text(1, node.name);
  if (node.extendee !== '') w.text(2, `.${node.extendeeFull ?? node.extendee}`);
  w.int(3, node.number);
  w.int(4, node.label);
  w.int(5, node.type);
  if (node.typeName !== '') w.text(6, node.typeName);
  if (node.defaultText !== undefined) w.text(7, node.defaultText);
  if (node.optionBytes) w.bytes(8, node.optionBytes);
  if (node.oneof >= 0) w.int(9, node.oneof);
  w.text(10, node.jsonName?.text ?? jsonName(node.name));
  if (node.proto3Optional) w.bool(17, true);
  w.end(mark);
}

function emitEnum(w: ByteWriter, field: number, node: EnumNode): void {
  const mark = w.begin(field);
  w.text(1, node.name);
  for (const value of node.values) {
    const valueMark = w.begin(2);
    w.text(1, value.name);
    w.int(2, value.number);
    if (value.optionBytes) w.bytes(3, value.optionBytes);
    w.end(valueMark);
  }
  if (node.optionBytes) w.bytes(3, node.optionBytes);
  for (const { start, end } of node.reserved.ranges) {
    const range = w.begin(4);
    w.int(1, start);
    w.int(2, end);
    w.end(range);
  }
  for (const { name } of node.reserved.names) w.text(5, name);
  if (node.visibility !== 0) w.int(6, node.visibility);
  w.end(mark);
}

function emitService(w: ByteWriter, service: ServiceNode): void {
  const mark = w.begin(6);
  w.text(1, service.name);
  for (const method of service.methods) {
    const methodMark = w.begin(2);
    w.text(1, method.name);
    w.text(2, method.input);
    w.text(3, method.output);
    if (method.optionBytes) w.bytes(4, method.optionBytes);
    if (method.clientStreaming) w.bool(5, true);
    if (method.serverStreaming) w.bool(6, true);
    w.end(methodMark);
  }
  if (service.optionBytes) w.bytes(3, service.optionBytes);
  w.end(mark);
}

/** `min_interval` → `minInterval`: underscores go, and the letter after one becomes a capital. */
export function jsonName(name: string): string {
  if (!name.includes('_')) return name;
  let json = '';
  let capital = false;
  for (const letter of name) {
    if (letter === '_') capital = true;
    else {
      json += capital ? letter.toUpperCase() : letter;
      capital = false;
    }
  }
  return json;
}
