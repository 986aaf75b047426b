import { compareStubs } from './rank.ts';
import type { CallSoFar, CompiledStub, MatchKey } from './stub.ts';

interface Column {
  readonly read: MatchKey['read'];
  /** Positions in the order of rank, ascending; most values have one. */
  readonly rows: ReadonlyMap<unknown, Rows>;
}

type Rows = number | readonly number[];

/**
 * The stubs of one method in the order in which they are tried, found by what they demand to be equal: a call meets
 * those that could match it and those that no value tells apart, never all of them.
 */
export class StubIndex {
  /** In the order of rank. */
  readonly stubs: readonly CompiledStub[];
  readonly #columns: readonly Column[];
  /** Positions of the stubs that demand no such value. */
  readonly #rest: readonly number[];

  constructor(stubs: readonly CompiledStub[]) {
    this.stubs = stubs.toSorted(compareStubs);
    // The column that most stubs have is the best one for each of them: few columns are looked up for a call.
    const uses = new Map<string, number>();
    for (const { matcher } of this.stubs)
      for (const id of new Set(matcher.keys.map((key) => key.id))) uses.set(id, (uses.get(id) ?? 0) + 1);
    const columns = new Map<string, { readonly read: MatchKey['read']; readonly rows: Map<unknown, number[]> }>();
    const rest: number[] = [];
    this.stubs.forEach(({ matcher }, position) => {
      let best: MatchKey | undefined;
      for (const key of matcher.keys) if (!best || (uses.get(key.id) ?? 0) > (uses.get(best.id) ?? 0)) best = key;
      if (!best) return void rest.push(position);
      let column = columns.get(best.id);
      if (!column) columns.set(best.id, (column = { read: best.read, rows: new Map() }));
      for (const value of new Set(best.values)) {
        const rows = column.rows.get(value);
        if (rows) rows.push(position);
        else column.rows.set(value, [position]);
      }
    });
    this.#columns = [...columns.values()].map(({ read, rows }) => ({
      read,
      rows: new Map([...rows].map(([value, all]) => [value, all.length === 1 ? all[0]! : all])),
    }));
    this.#rest = rest;
  }

  /** Stubs that may match a call, in the order of rank. A stub may come twice. */
  candidates(call: CallSoFar): Iterable<CompiledStub> {
    const found: Rows[] = this.#rest.length > 0 ? [this.#rest] : [];
    for (const { read, rows } of this.#columns) {
      const value = read(call);
      if (value === undefined) continue;
      if (Array.isArray(value)) {
        for (const each of value) add(found, rows.get(each));
      } else add(found, rows.get(value));
    }
    const [first] = found;
    if (first === undefined) return NONE;
    if (found.length === 1 && typeof first === 'number') return [this.stubs[first]!];
    return new Merged(
      this.stubs,
      found.map((rows) => (typeof rows === 'number' ? [rows] : rows)),
    );
  }
}

const NONE: readonly CompiledStub[] = [];

function add(found: Rows[], rows: Rows | undefined): void {
  if (rows !== undefined) found.push(rows);
}

/** Ascending lists of positions as one. */
class Merged implements Iterable<CompiledStub>, Iterator<CompiledStub> {
  readonly #stubs: readonly CompiledStub[];
  readonly #lists: readonly (readonly number[])[];
  readonly #at: number[];

  constructor(stubs: readonly CompiledStub[], lists: readonly (readonly number[])[]) {
    this.#stubs = stubs;
    this.#lists = lists;
    this.#at = lists.map(() => 0);
  }

  [Symbol.iterator](): Iterator<CompiledStub> {
    return this;
  }

  next(): IteratorResult<CompiledStub> {
    let best = -1;
    let least = Infinity;
    for (let list = 0; list < this.#lists.length; list++) {
      const position = this.#lists[list]![this.#at[list]!];
      if (position !== undefined && position < least) [best, least] = [list, position];
    }
    if (best < 0) return { done: true, value: undefined };
    this.#at[best]! += 1;
    return { done: false, value: this.#stubs[least]! };
  }
}
