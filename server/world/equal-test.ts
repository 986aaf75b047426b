import type { DescField, Message } from '@bufbuild/protobuf';
import { readPath } from './field-access.ts';
import type { FieldPath } from './resource.ts';

/** Whether a field of the resource has the value that the request holds. */
export function equalTo(path: FieldPath, wanted: unknown): (message: Message) => boolean {
  const field: DescField = path.at(-1)!;
  const list = field.fieldKind === 'list';
  if (Array.isArray(wanted)) {
    const any = new Set(wanted.map(plain));
    if (list)
      return (message) => ((readPath(message, path) ?? []) as readonly unknown[]).some((one) => any.has(plain(one))); // as its kind says
    return (message) => any.has(plain(readPath(message, path)));
  }
  if (field.fieldKind === 'map') {
    const entries = Object.entries(wanted as object).map(([key, value]) => [key, plain(value)] as const); // a map of the same type
    return (message) => {
      const held = (readPath(message, path) ?? {}) as Readonly<Record<string, unknown>>; // as its kind says
      return entries.every(([key, value]) => Object.hasOwn(held, key) && plain(held[key]) === value);
    };
  }
  if (list)
    return (message) =>
      ((readPath(message, path) ?? []) as readonly unknown[]).some((one) => plain(one) === plain(wanted)); // as its kind says
  return (message) => plain(readPath(message, path)) === plain(wanted);
}

/** Values of different integer types can be compared as texts. */
const plain = (value: unknown): unknown =>
  typeof value === 'bigint' || typeof value === 'number'
    ? String(value)
    : typeof value === 'object' && value !== null
      ? JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one))
      : value;
