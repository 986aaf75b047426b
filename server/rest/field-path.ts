import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { RECURSION_LIMIT } from '../codec/limits.ts';
import { nearestWord } from '../schema/nearest.ts';

/** The fields that a dotted path goes through, and the key where it ends in a map: `labels[env]`. */
export interface FieldPath {
  readonly fields: readonly DescField[];
  readonly key: string | undefined;
}

/** Why a path leads nowhere, and what to do next. */
export interface NoPath {
  readonly message: string;
  readonly hint: string;
}

/** `book.displayName` or `book.display_name`; a message in it is no list and no map, but at its end. */
export function fieldPath(desc: DescMessage, path: string): FieldPath | NoPath {
  const [, names = '', key] = /^([^[]*)(?:\[(.*)\])?$/s.exec(path) ?? [];
  const fields: DescField[] = [];
  let at: DescMessage | undefined = desc;
  const parts = names.split('.', RECURSION_LIMIT + 1);
  if (parts.length > RECURSION_LIMIT)
    return {
      message: `"${path.slice(0, 100)}…" goes deeper than ${RECURSION_LIMIT} levels.`,
      hint: 'Send what is that deep as a body.',
    };
  for (const name of parts) {
    if (!at) {
      const last = fields.at(-1)!;
      return {
        message: `"${path.slice(0, 100)}" goes into ${last.name}, which has no fields of its own here.`,
        hint: `Give ${last.jsonName} alone.`,
      };
    }
    const field: DescField | undefined = at.fields.find((one) => one.jsonName === name || one.name === name);
    if (!field) return unknown(at, name, path);
    fields.push(field);
    at = field.fieldKind === 'message' && !isWrapperDesc(field.message) ? field.message : undefined;
  }
  const last = fields.at(-1)!;
  if ((key !== undefined) !== (last.fieldKind === 'map'))
    return last.fieldKind === 'map'
      ? { message: `"${last.jsonName}" is a map.`, hint: `Give its entries, as in ${names}[key]=value.` }
      : { message: `"${last.jsonName}" is no map.`, hint: 'Leave out what stands in brackets.' };
  return { fields, key };
}

function unknown(desc: DescMessage, name: string, path: string): NoPath {
  const names = desc.fields.map(({ jsonName }) => jsonName);
  const near = nearestWord(name, names);
  const before = path.slice(0, path.lastIndexOf(name));
  const some = names.slice(0, 8).join(', ');
  return {
    message: `${desc.typeName} has no field "${name.slice(0, 60)}".`,
    hint:
      near !== undefined
        ? `Did you mean "${before}${near}"?`
        : names.length === 0
          ? 'It has no fields.'
          : `It has ${some}${names.length > 8 ? `, and ${names.length - 8} more` : ''}.`,
  };
}

/** In the names of JSON: `book.displayName`. */
export const jsonPath = (fields: readonly DescField[]): string => fields.map(({ jsonName }) => jsonName).join('.');
