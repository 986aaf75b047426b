import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { plainForm } from '../rules/plain-value.ts';
import type { Draft } from './context.ts';

/** Where a field stands that is to be changed. */
export interface Spot {
  readonly holder: Draft;
  readonly field: DescField;
  /** It stands in the message itself, whose makers are at hand. */
  readonly own: boolean;
}

/** Where the path of a field's names leads; undefined where nothing stands above it. */
export function spotOf(desc: DescMessage, draft: Draft, path: string): Spot | undefined {
  let [holder, within]: [Draft, DescMessage] = [draft, desc];
  const names = path.split('.');
  for (const [index, name] of names.entries()) {
    const field = within.fields.find((other) => other.name === name);
    // What lies in a moment or a mask is changed with it.
    if (!field) return undefined;
    const below = read(holder, field);
    const plain = plainForm(field) !== undefined;
    if (
      index === names.length - 1 ||
      plain ||
      field.fieldKind !== 'message' ||
      typeof below !== 'object' ||
      below === null
    )
      return { holder, field, own: holder === draft };
    [holder, within] = [below as Draft, field.message]; // a message field holds a message
  }
  return undefined;
}

/** What a field holds. */
export function read(holder: Draft, field: DescField): unknown {
  if (!field.oneof) return holder[field.localName];
  const chosen = holder[field.oneof.localName] as { case?: string; value?: unknown } | undefined; // as the library keeps it
  return chosen?.case === field.localName ? chosen.value : undefined;
}
