import { parseOptionList } from './parse-option.ts';
import type { Parser } from './parser.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import { EDITION_2023, type PathNode, type RangeNode, type Reserved } from './syntax-tree.ts';

/** Greatest field number; ranges that go to `max` end here. */
export const MAX_FIELD_NUMBER = 536_870_911;
const MAX_ENUM_NUMBER = 2_147_483_647;

/** `extensions 100 to 199, 1000 to max [options];` */
export function parseExtensionRanges(p: Parser, owner: PathNode, into: RangeNode[]): void {
  const location = p.open(owner, [5]);
  p.expect('extensions');
  const first = into.length;
  do {
    const range = parseRange(p, owner, 5, into.length, MAX_FIELD_NUMBER, false);
    into.push({ ...range, options: [] });
  } while (p.accept(','));
  // The options stand once in the text and count for every range of the statement.
  const options = parseOptionList(p, owner, [5, first, 3]);
  if (options.length > 0) for (let at = first; at < into.length; at++) into[at] = { ...into[at]!, options };
  p.expectEnd(';', location);
  p.close(location);
}

/** `reserved 2, 9 to 11;`, `reserved "a", "b";`, and in editions `reserved a, b;` */
export function parseReserved(
  p: Parser,
  owner: PathNode,
  into: Reserved,
  field: { ranges: number; names: number },
): void {
  const start = p.at;
  const isEnum = field.ranges === 4;
  p.expect('reserved');
  const names = p.kind === 'string' || (p.kind === 'ident' && p.edition >= EDITION_2023);
  const location = p.open(owner, [names ? field.names : field.ranges], start);
  do {
    const at = p.at;
    if (!names)
      into.ranges.push(
        parseRange(p, owner, field.ranges, into.ranges.length, isEnum ? MAX_ENUM_NUMBER : MAX_FIELD_NUMBER, isEnum),
      );
    else {
      const item = p.open(owner, [field.names, into.names.length]);
      const quoted = p.kind === 'string';
      if (quoted && p.edition >= EDITION_2023)
        throw new ProtoSyntaxError(
          at,
          'In editions, reserved names are written without quotes.',
          'Take the quotes away.',
        );
      const name = quoted ? p.text('a name') : p.ident('a name');
      if (!/^[A-Za-z_]\w*$/.test(name))
        throw new ProtoSyntaxError(at, `"${name}" is not a name that a field can have.`);
      into.names.push({ name, nameAt: at });
      p.close(item);
    }
  } while (p.accept(','));
  p.expectEnd(';', location);
  p.close(location);
}

function parseRange(
  p: Parser,
  owner: PathNode,
  field: number,
  index: number,
  max: number,
  negative: boolean,
): RangeNode {
  const at = p.at;
  const whole = p.open(owner, [field, index]);
  const startSpan = p.open(owner, [field, index, 1]);
  const start = p.integer('a number', negative);
  p.close(startSpan);
  let end = start;
  if (p.accept('to')) {
    const endSpan = p.open(owner, [field, index, 2]);
    if (p.accept('max')) end = max;
    else end = p.integer('a number or "max"', negative);
    p.close(endSpan);
  } else p.mark(owner, [field, index, 2], startSpan.start);
  p.close(whole);
  return { start, end, at, options: [] };
}
