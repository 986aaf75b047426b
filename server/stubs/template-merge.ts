import { clearField, isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { hasCustomJsonRepresentation } from '@bufbuild/protobuf/wkt';
import type { JsonNode } from '../codec/json-text.ts';
import { isMessage } from './match-shape.ts';

type Local = Record<string, unknown>;

/**
 * Lays what was given over a base, in place: a field that is written wins, `null` and empty values included; messages
 * are merged field by field, lists and maps replaced whole; of a oneof the given member stays alone.
 */
export function mergeGiven(desc: DescMessage, base: Message, given: Message, written: JsonNode): void {
  if (written.kind !== 'object') return;
  // Messages of the library keep their fields as properties under their local names.
  const [into, from] = [base as unknown as Local, given as unknown as Local];
  for (const { key, value } of written.members) {
    const field = desc.fields.find(({ name, jsonName }) => name === key || jsonName === key);
    if (!field) {
      // An extension stands among the unknown fields, and the last one read wins.
      if (given.$unknown) base.$unknown = [...(base.$unknown ?? []), ...given.$unknown];
      continue;
    }
    const [mine, theirs] = [valueOf(into, field), valueOf(from, field)];
    if (!isFieldSet(given, field)) {
      clearField(base, field);
      // Explicitly written defaults without presence are unset, which is what they are on the wire.
      continue;
    }
    const inner =
      field.fieldKind === 'message' && !hasCustomJsonRepresentation(field.message) ? field.message : undefined;
    if (inner && isMessage(mine) && isMessage(theirs)) mergeGiven(inner, mine, theirs, value);
    else if (field.oneof) into[field.oneof.localName] = from[field.oneof.localName];
    else into[field.localName] = from[field.localName];
  }
}

function valueOf(message: Local, field: DescField): unknown {
  if (!field.oneof) return message[field.localName];
  const held = message[field.oneof.localName] as { readonly case?: string; readonly value?: unknown };
  return held.case === field.localName ? held.value : undefined;
}
