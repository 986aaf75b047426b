import type { Message } from '@bufbuild/protobuf';
import type { Derived } from './collection.ts';
import type { Asked } from './list-question.ts';
import type { Order } from './order-by.ts';
import type { Overlay } from './overlay.ts';
import type { Row, Rows } from './paging.ts';
import type { Resource } from './resource.ts';
import type { Severed } from './severed.ts';
import { placeOf, type Question, type WrittenRow } from './written-rows.ts';

/** One row of a list: its entity is made when it is asked for. */
export interface ListedRow extends Row {
  readonly id: string;
  /** Where it stands: the keys of an order, what was written by somebody first, by id, then what follows from the seed, by its index. */
  readonly place: readonly string[];
}

/** What the derived part of a list is made of. */
export interface DerivedSources {
  readonly resource: Resource;
  readonly derived: Derived;
  readonly severed: Severed;
  readonly overlay: Overlay | undefined;
  /** Of an entity that is there. */
  readonly message: (id: string) => Message;
}

/** The rows of what follows from the seed and is there, or was written over it. Messages are made only where one is looked at. */
export function derivedRows(
  { resource, derived, severed, overlay, message }: DerivedSources,
  { demands: all, hidden, order }: Question,
  { demands }: Asked,
): readonly ListedRow[] {
  const rows: ListedRow[] = [];
  const cut = severed.any;
  for (const [index, id] of derived.ids.entries()) {
    const stored = overlay?.get(id);
    if (stored ? !stored.bytes || (stored.deleted && !hidden) : cut && severed.above(resource, id)) continue;
    // What was written over may lie somewhere else by now.
    const asked = stored ? all : demands;
    const held = asked.length > 0 || order ? message(id) : undefined;
    if (held && !asked.every(({ holds }) => holds(held, id))) continue;
    const place = `1${String(index).padStart(5, '0')}`;
    rows.push({ id, place: held && order ? [...order.keys(held), place] : [place] });
  }
  return order ? rows.sort((a, b) => order.compare(a.place, b.place)) : rows;
}

/** Rows of both kinds in one order: without one, what was written comes first. */
export function joinRows(
  written: readonly WrittenRow[],
  derived: readonly ListedRow[],
  order: Order | undefined,
): Rows<ListedRow> {
  if (written.length === 0) return derived;
  if (derived.length === 0) return written;
  const length = written.length + derived.length;
  if (!order)
    return {
      length,
      at: (index) => (index < written.length ? written[index] : derived[index - written.length]),
    };
  const compare = (a: ListedRow, b: ListedRow): number => order.compare(a.place, b.place);
  /** Where each of the derived ones stands among all. */
  const places = derived.map((row, index) => placeOf(row, written, compare) + index);
  return {
    length,
    at(index) {
      const before = firstFrom(places, index);
      return places[before] === index ? derived[before] : written[index - before];
    },
  };
}

/** How many of the sorted numbers are below another. */
function firstFrom(numbers: readonly number[], number: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
