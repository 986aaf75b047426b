import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { nearestWord } from '../schema/nearest.ts';

const names = new WeakMap<DescMessage, ReadonlyMap<string, DescField>>();

/** A field by the name that the proto or JSON gives it: `display_name`, `displayName`. */
export function fieldNamed(desc: DescMessage, name: string): DescField | undefined {
  let known = names.get(desc);
  if (!known) {
    // The proto's names last: they win where a JSON name is another field's name.
    const all = [...desc.fields.map((field) => [field.jsonName, field] as const)];
    known = new Map([...all, ...desc.fields.map((field) => [field.name, field] as const)]);
    names.set(desc, known);
  }
  return known.get(name);
}

/** A sentence on a name that is no field: what was most likely meant, or what there is. */
export function noSuchField(desc: DescMessage, name: string): string {
  const shown = name.length > 60 ? `${name.slice(0, 59)}…` : name;
  const oneof = desc.oneofs.find((one) => one.name === name);
  if (oneof)
    return `${desc.name}.${shown} is a oneof; name its members: ${oneof.fields.map((field) => field.name).join(', ')}.`;
  const candidates = desc.fields.map((field) => field.name);
  const meant = name.length > 200 ? undefined : nearestWord(name, candidates);
  if (meant !== undefined) return `${desc.name} has no field ${shown}. Did you mean ${meant}?`;
  if (candidates.length === 0) return `${desc.name} has no field ${shown}; it has no fields at all.`;
  const some = candidates.slice(0, 12).join(', ');
  return `${desc.name} has no field ${shown}. It has ${some}${candidates.length > 12 ? ', …' : ''}.`;
}
