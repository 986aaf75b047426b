import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { itemWords, splitWords } from './words.ts';

/** Which fields, or which types, a line of the hints file is about. */
export type HintPattern =
  /** Parts of a full name from its end: `Product.*_code`. */
  | { readonly on: 'field' | 'type'; readonly parts: readonly Glob[] }
  /** Words at the end of a field's name, as the built-in table has them: `tracking number`. */
  | { readonly on: 'words'; readonly words: string };

type Glob = (text: string) => boolean;

/** `*` stands for any characters. Runs in linear time, whatever is written. */
export function glob(pattern: string): Glob {
  const pieces = pattern.split('*');
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  if (pieces.length === 1) return (text) => text === pattern;
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}

const NAME = /^\.?[\p{L}\p{N}_*]+(\.[\p{L}\p{N}_*]+)*$/u;

/** A field pattern; undefined for text that can be none. */
export function fieldPattern(text: string): HintPattern | undefined {
  if (/[.*]/.test(text)) return NAME.test(text) ? { on: 'field', parts: partsOf(text) } : undefined;
  const words = itemWords(splitWords(text));
  return words === '' || !/^[\p{L}\p{N}_ -]+$/u.test(text) ? undefined : { on: 'words', words };
}

/** A pattern for messages, enums and scalar types. */
export const typePattern = (text: string): HintPattern | undefined =>
  NAME.test(text) ? { on: 'type', parts: partsOf(text) } : undefined;

const partsOf = (text: string): readonly Glob[] => text.replace(/^\./, '').split('.').map(glob);

/** From the end: a pattern of two parts sees the last two of the name. */
function matchesName(parts: readonly Glob[], name: string): boolean {
  const segments = name.split('.');
  const offset = segments.length - parts.length;
  return offset >= 0 && parts.every((part, index) => part(segments[offset + index]!));
}

/** Whether a pattern is about this very field. */
export function matchesField(pattern: HintPattern, field: DescField): boolean {
  switch (pattern.on) {
    case 'field':
      return matchesName(pattern.parts, `${field.parent.typeName}.${field.name}`);
    case 'words': {
      const words = itemWords(splitWords(field.name));
      return words === pattern.words || words.endsWith(` ${pattern.words}`);
    }
    case 'type':
      return false;
    default:
      return pattern satisfies never;
  }
}

/** Whether a pattern is about all values of a type: of a field, of the items of a list or the values of a map. */
export const matchesType = (pattern: HintPattern, typeName: string): boolean =>
  pattern.on === 'type' && matchesName(pattern.parts, typeName);

/** `shop.v1.Color`, `google.protobuf.Timestamp`, `int32`. */
export const typeNameOf = (
  field: { message?: DescMessage; enum?: DescEnum; scalar?: ScalarType } | DescField,
): string =>
  field.message?.typeName ??
  field.enum?.typeName ??
  (field.scalar === undefined ? '' : ScalarType[field.scalar].toLowerCase());
