import { parseOptionInList, parseValue } from './parse-option.ts';
import type { FieldPlace } from './field-place.ts';
import { generateMapEntry } from './map-entry.ts';
import type { Parser } from './parser.ts';
import { parseMap, parseType, TYPE_GROUP, TYPE_MESSAGE, type MapType } from './parse-type.ts';
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

const LABELS: ReadonlyMap<string, number> = new Map([
  ['optional', 1],
  ['required', 2],
  ['repeated', 3],
]);

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
  let map: MapType | undefined;
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
