import type { DescExtension, DescField, DescMessage } from '@bufbuild/protobuf';
import { childPath, type EncodeContext } from './encode-context.ts';
import type { JsonMember } from './json-text.ts';
import { nearestWord } from '../schema/nearest.ts';

export type AnyField = DescField | DescExtension;
export interface Assigned {
  readonly field: AnyField;
  readonly member: JsonMember;
}

/** Which field each member sets. `null` unsets, except where null is a value. */
export function assignFields(
  ctx: EncodeContext,
  desc: DescMessage,
  members: readonly JsonMember[],
  path: string,
): Assigned[] {
  const names = fieldNames(desc);
  const assigned: Assigned[] = [];
  const seen = new Map<AnyField | object, string>();
  for (const member of members) {
    const field = names.get(member.key) ?? findExtension(ctx, desc, member.key);
    if (field === undefined) {
      const near = nearestWord(
        member.key,
        desc.fields.map(({ jsonName }) => jsonName),
      );
      ctx.findings.add(
        member.keyAt,
        childPath(path, member.key),
        'json-unknown-field',
        `${desc.typeName} has no field "${member.key.slice(0, 60)}".`,
        near === undefined ? fieldList(desc) : `Did you mean "${near}"?`,
      );
      continue;
    }
    if (seen.has(field))
      ctx.findings.add(
        member.keyAt,
        childPath(path, fieldLabel(field)),
        'json-duplicate-field',
        seen.get(field) === member.key
          ? `The field "${member.key}" is set twice.`
          : `"${member.key}" and "${seen.get(field)}" are the same field.`,
      );
    seen.set(field, member.key);
    if (member.value.kind === 'null' && !acceptsNull(field)) continue;
    if (field.oneof) {
      const other = seen.get(field.oneof);
      if (other !== undefined && other !== member.key)
        ctx.findings.add(
          member.keyAt,
          childPath(path, fieldLabel(field)),
          'json-oneof-conflict',
          `"${member.key}" and "${other}" belong to the oneof "${field.oneof.name}": only one of them can be set.`,
        );
      seen.set(field.oneof, member.key);
    }
    assigned.push({ field, member });
  }
  return assigned;
}

const nameCache = new WeakMap<DescMessage, ReadonlyMap<string, DescField>>();

/** By JSON name and by proto name, as ProtoJSON demands of a parser. */
function fieldNames(desc: DescMessage): ReadonlyMap<string, DescField> {
  let names = nameCache.get(desc);
  if (!names) {
    names = new Map([
      ...desc.fields.map((field) => [field.name, field] as const),
      ...desc.fields.map((field) => [field.jsonName, field] as const),
    ]);
    nameCache.set(desc, names);
  }
  return names;
}

function findExtension(ctx: EncodeContext, desc: DescMessage, key: string): DescExtension | undefined {
  const name = /^\[(.+)\]$/.exec(key)?.[1];
  const extension = name === undefined ? undefined : ctx.types?.getExtension(name);
  return extension?.extendee.typeName === desc.typeName ? extension : undefined;
}

export const fieldLabel = (field: AnyField): string =>
  field.kind === 'extension' ? `[${field.typeName}]` : field.jsonName;

const fieldList = (desc: DescMessage): string =>
  desc.fields.length === 0
    ? 'It has no fields.'
    : `It has ${desc.fields
        .slice(0, 8)
        .map(({ jsonName }) => jsonName)
        .join(', ')}${desc.fields.length > 8 ? `, and ${desc.fields.length - 8} more` : ''}.`;

const acceptsNull = (field: AnyField): boolean =>
  (field.fieldKind === 'message' && field.message.typeName === 'google.protobuf.Value') ||
  (field.fieldKind === 'enum' && field.enum.typeName === 'google.protobuf.NullValue');
