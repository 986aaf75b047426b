import { emptyMessage } from './empty-message.ts';
import type { FieldPlace } from './field-place.ts';
import type { MapType } from './parse-type.ts';
import type { FieldNode, PathNode } from './syntax-tree.ts';

/** `map<K, V> name` is short for a repeated `NameEntry` with the fields `key` and `value`. */
export function generateMapEntry(place: FieldPlace, name: string, at: number, map: MapType): string {
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
    ...emptyMessage(entry, at, path),
    fields: [part(0, map.key, '', map.keyAt), part(1, map.type, map.typeName, map.typeAt)],
    mapEntry: true,
  });
  return entry;
}
