import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { fault, quoted, type Fault } from './fault.ts';
import { fieldNamed, noSuchField } from './find-field.ts';
import { parsePath, type Segment } from './mask-path.ts';

/** What a mask names within a value. */
export interface MaskNode {
  /** All of it. */
  whole: boolean;
  /** Of a message: by field. */
  readonly fields: Map<DescField, MaskNode>;
  /** Of a map or a Struct: by key. */
  readonly keys: Map<string, MaskNode>;
  /** Of a list or a map: of each item. */
  each: MaskNode | undefined;
}

/** A mask that fits its message. */
export interface Mask {
  readonly desc: DescMessage;
  readonly root: MaskNode;
  /** The name of the request's field that holds it. */
  readonly field: string;
}

const MOST_PATHS = 1_000;

const node = (whole = false): MaskNode => ({ whole, fields: new Map(), keys: new Map(), each: undefined });

/**
 * The paths of a `FieldMask` (google.aip.dev/161) for a message: nested fields, `*`, keys of maps (in backquotes where
 * they hold dots). `read` masks may name fields of a list's items; updates change lists as a whole. Undefined for no
 * paths.
 */
export function compileMask(
  paths: readonly string[],
  desc: DescMessage,
  use: 'read' | 'update',
  field = use === 'read' ? 'read_mask' : 'update_mask',
): Mask | undefined | { readonly fault: Fault } {
  if (paths.length === 0) return undefined;
  if (paths.length > MOST_PATHS)
    return fault(field, `${field} has ${paths.length} paths; at most ${MOST_PATHS} are read.`);
  const root = node();
  for (const path of paths) {
    const segments = parsePath(path);
    const wrong = typeof segments === 'string' ? `${segments}.` : add(root, segments, desc, use);
    if (wrong !== undefined) return fault(field, `${field}: the path ${quoted(path)} does not fit: ${wrong}`);
  }
  return { desc, root, field };
}

/** Adds a path; a sentence where it leads nowhere. */
function add(
  root: MaskNode,
  segments: readonly Segment[],
  desc: DescMessage,
  use: 'read' | 'update',
): string | undefined {
  let at = root;
  /** What `at` stands for: a message, or the value (or an item) of a field. */
  let inside: DescMessage | undefined = desc;
  let holder: DescField | undefined;
  for (const [index, { text, quoted: isKey }] of segments.entries()) {
    const last = index === segments.length - 1;
    const many: boolean = holder?.fieldKind === 'list' || holder?.fieldKind === 'map';
    if (text === '*' && !isKey) {
      if (many && (use === 'read' || last)) {
        at = at.each ??= node();
        inside = holder!.message;
        holder = undefined;
        continue;
      }
      if (last && !many) {
        at.whole = true;
        return undefined;
      }
      return '"*" stands for all fields and is the last part of a path.';
    }
    if (holder?.fieldKind === 'list') {
      if (use === 'update') return `${holder.name} is repeated, and is updated as a whole.`;
      at = at.each ??= node();
      inside = holder.message;
      holder = undefined;
    } else if (holder?.fieldKind === 'map') {
      at = child(at.keys, text);
      inside = holder.message;
      holder = undefined;
      continue;
    }
    if (inside?.typeName === 'google.protobuf.Struct') {
      // The rest of the path are keys of JSON.
      at = child(at.keys, text);
      continue;
    }
    if (!inside) return `${segments[index - 1]?.text ?? ''} has no fields of its own.`;
    if (holder && isWrapperDesc(inside) && text === 'value') continue;
    const field = fieldNamed(inside, text);
    if (!field) return noSuchField(inside, text);
    at = child(at.fields, field);
    holder = field;
    inside = field.message;
  }
  at.whole = true;
  return undefined;
}

function child<K>(children: Map<K, MaskNode>, key: K): MaskNode {
  let found = children.get(key);
  if (!found) children.set(key, (found = node()));
  return found;
}
