import type { Parser } from './parser.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import { PROTO2 } from './syntax-tree.ts';

/** Types of the language by name, with their number in the descriptor. */
export const SCALARS: ReadonlyMap<string, number> = new Map([
  ['double', 1],
  ['float', 2],
  ['int64', 3],
  ['uint64', 4],
  ['int32', 5],
  ['fixed64', 6],
  ['fixed32', 7],
  ['bool', 8],
  ['string', 9],
  ['bytes', 12],
  ['uint32', 13],
  ['sfixed32', 15],
  ['sfixed64', 16],
  ['sint32', 17],
  ['sint64', 18],
]);
export const TYPE_GROUP = 10;
export const TYPE_MESSAGE = 11;
export const TYPE_ENUM = 14;

/** True for types whose repeated values can share one tag. */
export const canPack = (type: number): boolean =>
  type !== 9 && type !== 12 && type !== TYPE_MESSAGE && type !== TYPE_GROUP;

/** What stands between the angle brackets of a map. */
export interface MapType {
  readonly key: number;
  readonly keyAt: number;
  readonly type: number;
  readonly typeName: string;
  readonly typeAt: number;
}

/** A scalar by its number, or a name to resolve (and 0), or the word `group`. */
export function parseType(p: Parser): [type: number, typeName: string] {
  if (p.kind === 'ident') {
    const scalar = SCALARS.get(p.lexer.value);
    if (scalar !== undefined && p.lexer.text[p.lexer.end] !== '.') {
      p.lexer.next();
      return [scalar, ''];
    }
    if (p.is('group') && p.lexer.peek().kind === 'ident') {
      if (p.edition !== PROTO2)
        throw new ProtoSyntaxError(p.at, 'Groups are for proto2 only.', 'Use a message field.', 'group');
      p.lexer.next();
      return [TYPE_GROUP, ''];
    }
  }
  return [0, p.dottedName('the type of the field', true)];
}

/** `map<K, V>` */
export function parseMap(p: Parser): MapType {
  p.expect('map');
  p.expect('<');
  const keyAt = p.at;
  const [key, keyName] = parseType(p);
  p.expect(',');
  const typeAt = p.at;
  const [type, typeName] = parseType(p);
  p.expect('>');
  if (keyName !== '' || key === 1 || key === 2 || key === 12)
    throw new ProtoSyntaxError(
      keyAt,
      'Keys of a map are integers, bool or string.',
      'Use one of these types.',
      'map-key',
    );
  return { key, keyAt, type, typeName, typeAt };
}
