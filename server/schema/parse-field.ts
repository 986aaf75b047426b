import { parseOptionInList, parseValue } from './parse-option.ts';
import type { Parser } from './parser.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import {
  PROTO2,
  PROTO3,
  type FieldNode,
  type MessageNode,
  type OptionNode,
  type PathNode,
  type ValueNode,
} from './syntax-tree.ts';

/** Types of the language by name, with their number in the descriptor. */
export const SCALARS: ReadonlyMap<string, number> = new Map([
  ['double', 1],
  ['float', 2],
  ['int64', 3],
  ['uint64', 4],
  ['int32', 5],
  ['fixed64', 6],
  ['fixed32', 7],
  ['bool', 8],
  ['string', 9],
  ['bytes', 12],
  ['uint32', 13],
  ['sfixed32', 15],
  ['sfixed64', 16],
  ['sint32', 17],
  ['sint64', 18],
]);
export const TYPE_GROUP = 10;
export const TYPE_MESSAGE = 11;
export const TYPE_ENUM = 14;
const LABELS: ReadonlyMap<string, number> = new Map([
  ['optional', 1],
  ['required', 2],
  ['repeated', 3],
]);

/** Where a field stands. */
export interface FieldPlace {
  /** Of the field itself. */
  readonly path: PathNode;
  /** Messages beside it: where a group's or a map's message goes. */
  readonly messages: MessageNode[];
  readonly messagesPath: PathNode | undefined;
  /** Field number of `messages` in their owner. */
  readonly messagesField: number;
  readonly oneof: number;
  readonly extendee?: { readonly name: string; readonly at: number; readonly end: number };
}

/** Parses the body of a group; handed in, since messages hold fields. */
export type GroupBody = (p: Parser, name: string, nameAt: number, path: PathNode, start: number) => MessageNode;

export function parseField(p: Parser, place: FieldPlace, groupBody: GroupBody): FieldNode {
  const { path, extendee } = place;
  const location = p.open(path);
  if (extendee) p.mark(path, [2], extendee.at, extendee.end);
  const labelAt = p.at;
  const word = p.kind === 'ident' ? LABELS.get(p.lexer.value) : undefined;
  let label = 1;
  if (word !== undefined) {
    if (place.oneof >= 0)
      throw new ProtoSyntaxError(p.at, 'Fields of a oneof have no label.', 'Take the label away.', 'oneof-label');
    label = word;
    p.lexer.next();
    p.mark(path, [4], labelAt);
  }
  const typeAt = p.at;
  let [type, typeName] = [0, ''];
  let map: { key: number; keyAt: number; type: number; typeName: string; typeAt: number } | undefined;
  if (p.is('map') && p.lexer.peek().value === '<') {
    if (word !== undefined)
      throw new ProtoSyntaxError(
        labelAt,
        'A map has no label.',
        'Take the label away: a map is repeated already.',
        'map-label',
      );
    if (place.oneof >= 0)
      throw new ProtoSyntaxError(typeAt, 'A oneof cannot hold a map.', 'Wrap the map in a message.', 'oneof-map');
    if (extendee)
      throw new ProtoSyntaxError(
        typeAt,
        'An extension cannot be a map.',
        'Wrap the map in a message.',
        'extension-map',
      );
    map = parseMap(p);
    label = 3;
    p.mark(path, [6], typeAt);
  } else {
    [type, typeName] = parseType(p);
    if (word === undefined && place.oneof < 0 && p.edition === PROTO2)
      throw new ProtoSyntaxError(
        typeAt,
        'A field of proto2 needs a label.',
        'Write "optional", "required" or "repeated" before the type.',
        'missing-label',
      );
    p.mark(path, [typeName === '' ? 5 : 6], typeAt);
  }
  const nameAt = p.at;
  const nameEnd = p.lexer.end;
  let name = p.ident('the name of the field');
  p.mark(path, [1], nameAt);
  if (!p.accept('=')) throw p.unexpected('"=" and the number of the field');
  const numberAt = p.at;
  const number = p.integer('the number of the field');
  p.mark(path, [3], numberAt);
  const list = parseFieldOptions(p, path);
  if (map) typeName = generateMapEntry(place, name, nameAt, map);
  if (type === TYPE_GROUP) {
    if (!/^[A-Z]/.test(name))
      throw new ProtoSyntaxError(
        nameAt,
        `The name of the group "${name}" must begin with a capital letter.`,
        undefined,
        'group-name',
      );
    const groupPath: PathNode = {
      parent: place.messagesPath,
      field: place.messagesField,
      index: place.messages.length,
    };
    typeName = name;
    p.mark(path, [6], nameAt, nameEnd);
    const body = groupBody(p, name, nameAt, groupPath, location.start);
    place.messages.push(body);
    name = name.toLowerCase();
  } else p.expectEnd(';', location);
  p.close(location);
  return {
    name,
    nameAt,
    path,
    number,
    numberAt,
    label,
    explicitLabel: word !== undefined,
    type: map ? TYPE_MESSAGE : type,
    typeName,
    typeAt,
    extendee: extendee?.name ?? '',
    extendeeAt: extendee?.at ?? 0,
    defaultValue: list.defaultValue,
    jsonName: list.jsonName,
    oneof: place.oneof,
    proto3Optional: p.edition === PROTO3 && word === 1,
    mapEntry: map ? place.messages[place.messages.length - 1] : undefined,
    options: list.options,
  };
}

function parseType(p: Parser): [type: number, typeName: string] {
  if (p.kind === 'ident') {
    const scalar = SCALARS.get(p.lexer.value);
    if (scalar !== undefined && p.lexer.text[p.lexer.end] !== '.') {
      p.lexer.next();
      return [scalar, ''];
    }
    if (p.is('group') && p.lexer.peek().kind === 'ident') {
      if (p.edition !== PROTO2)
        throw new ProtoSyntaxError(p.at, 'Groups are for proto2 only.', 'Use a message field.', 'group');
      p.lexer.next();
      return [TYPE_GROUP, ''];
    }
  }
  return [0, p.dottedName('the type of the field', true)];
}

function parseMap(p: Parser): { key: number; keyAt: number; type: number; typeName: string; typeAt: number } {
  p.expect('map');
  p.expect('<');
  const keyAt = p.at;
  const [key, keyName] = parseType(p);
  p.expect(',');
  const typeAt = p.at;
  const [type, typeName] = parseType(p);
  p.expect('>');
  if (keyName !== '' || key === 1 || key === 2 || key === 12)
    throw new ProtoSyntaxError(
      keyAt,
      'Keys of a map are integers, bool or string.',
      'Use one of these types.',
      'map-key',
    );
  return { key, keyAt, type, typeName, typeAt };
}

function parseFieldOptions(
  p: Parser,
  path: PathNode,
): { options: OptionNode[]; defaultValue: ValueNode | undefined; jsonName: FieldNode['jsonName'] } {
  const options: OptionNode[] = [];
  let defaultValue: ValueNode | undefined;
  let jsonName: FieldNode['jsonName'];
  if (!p.is('[')) return { options, defaultValue, jsonName };
  const location = p.open(path, [8]);
  p.expect('[');
  do {
    const at = p.at;
    if (p.is('default')) {
      if (defaultValue) throw new ProtoSyntaxError(at, 'The default is set twice.', undefined, 'option-twice');
      const span = p.open(path, [7]);
      p.lexer.next();
      p.expect('=');
      defaultValue = parseValue(p);
      p.close(span);
    } else if (p.is('json_name')) {
      if (jsonName) throw new ProtoSyntaxError(at, 'The JSON name is set twice.', undefined, 'option-twice');
      const span = p.open(path, [10]);
      p.lexer.next();
      p.expect('=');
      const value = p.open(path, [10]);
      jsonName = { text: p.text('a string'), at };
      p.close(value);
      p.close(span);
    } else parseOptionInList(p, path, [8], options);
  } while (p.accept(','));
  p.expect(']');
  p.close(location);
  return { options, defaultValue, jsonName };
}

/** `map<K, V> name` is short for a repeated `NameEntry` with the fields `key` and `value`. */
function generateMapEntry(place: FieldPlace, name: string, at: number, map: ReturnType<typeof parseMap>): string {
  const entry = `${name.replace(/(?:^|_)([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/_/g, '')}Entry`;
  const path: PathNode = { parent: place.messagesPath, field: place.messagesField, index: place.messages.length };
  const part = (index: number, type: number, typeName: string, typeAt: number): FieldNode => ({
    name: index === 0 ? 'key' : 'value',
    nameAt: at,
    path: { parent: path, field: 2, index },
    number: index + 1,
    numberAt: at,
    label: 1,
    explicitLabel: false,
    type,
    typeName,
    typeAt,
    extendee: '',
    extendeeAt: 0,
    defaultValue: undefined,
    jsonName: undefined,
    oneof: -1,
    proto3Optional: false,
    mapEntry: undefined,
    options: [],
  });
  place.messages.push({
    name: entry,
    nameAt: at,
    path,
    fields: [part(0, map.key, '', map.keyAt), part(1, map.type, map.typeName, map.typeAt)],
    extensions: [],
    messages: [],
    enums: [],
    oneofs: [],
    extensionRanges: [],
    rangeOptionBytes: new Map(),
    reserved: { ranges: [], names: [] },
    options: [],
    visibility: 0,
    mapEntry: true,
    group: false,
  });
  return entry;
}
