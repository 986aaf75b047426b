import type { DescField } from '@bufbuild/protobuf';
import { same } from '../rules/accept.ts';
import { MOST_MEMBERS } from '../rules/contradictions.ts';
import type { Size } from '../rules/field-rules.ts';
import type { Draft, Generation, Make } from './context.ts';
import { draw, mixA, mixB } from './hash.ts';
import type { FieldRuling } from './ruled-field.ts';

const TRIES = 60;

/** How many members to make, where `usual` many would do. */
function membersFor(size: Size | undefined, usual: number): number {
  if (!size) return usual;
  return Math.min(Math.max(usual, size.min), size.max, MOST_MEMBERS);
}

const usualSize = (lane: number, gen: Generation, depth: number): number =>
  gen.mode === 'request' ? 1 + (lane & 1) : depth === 0 ? 2 + (lane % 3) : 2 + (lane & 1);

/** As many items as the rules have, and where they say so none twice. */
export function ruledList(field: DescField, make: Make, { rules, vary }: FieldRuling): Make {
  const { size: allowed, unique, items } = rules;
  const distinct = unique ?? (field.enum !== undefined || (field.scalar !== undefined && items?.const === undefined));
  return (a, b, s, gen, depth) => {
    const size = membersFor(allowed, usualSize(draw(a, 98) >>> 0, gen, depth));
    const least = Math.min(allowed?.min ?? 0, size);
    const made: unknown[] = [];
    const spare: unknown[] = [];
    for (let index = 0; made.length < size && index < size + TRIES; index++) {
      const item = make(mixA(a, index + 1), mixB(b, index + 1), s, gen, depth);
      if (item === undefined) break;
      (distinct && isAmong(made, item) ? spare : made).push(item);
    }
    if (!unique) return [...made, ...spare.slice(0, Math.max(0, least - made.length))];
    // Too few that differ: the same once more, with a number behind it.
    for (let index = 0; made.length < least && spare.length > 0 && index < least + TRIES; index++) {
      const item = vary?.(spare[index % spare.length], 2 + index);
      if (item !== undefined && !isAmong(made, item)) made.push(item);
    }
    return made;
  };
}

const isAmong = (made: readonly unknown[], item: unknown): boolean =>
  item instanceof Uint8Array
    ? made.some((other) => other instanceof Uint8Array && same(other, item))
    : made.includes(item);

/** Sizes, keys and values as the rules have them. */
export function ruledMap(ruling: FieldRuling, key: (first: number, index: number) => string, make: Make): Make {
  const ruledKey = ruling.key((a) => key(a >>> 0, 0));
  return (a, b, s, gen, depth) => {
    const size = membersFor(ruling.rules.size, (gen.mode === 'request' ? 1 : 2) + (draw(a, 97) & 1));
    const entries: Draft = Object.create(null) as Draft; // keys may be anything
    let count = 0;
    for (let index = 0; count < size && index < size + TRIES; index++) {
      const [ka, kb] = [mixA(draw(a, 96), index + 1), mixB(draw(b, 96), index + 1)];
      // The local form of a key is text.
      const plain = ruledKey(ka, kb, s, gen, depth) as string;
      const name = plain in entries ? ruling.varyKey(plain, index) : plain;
      if (name === undefined || name in entries) continue;
      const value = make(mixA(a, index + 1), mixB(b, index + 1), s, gen, depth);
      if (value === undefined) continue;
      entries[name] = value;
      count += 1;
    }
    return { ...entries };
  };
}
