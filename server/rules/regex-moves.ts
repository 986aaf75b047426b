import { addBit, keyOf, meets, setOf, sparse, takeBit, type FollowSets } from './regex-follow.ts';
import { LEFT_OUT, RegexJumps } from './regex-jumps.ts';

/** Positions, far apart, that all lead to the same ones: words and their bits, in turn. */
interface Group {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** The second, third and fourth after a position: what `x?` and `x{1,4}` skip. */
const NEAR = [2, 3, 4] as const;

/**
 * From a set of positions to the next, a few operations for every 32 of them: the one that follows (a shift), the one
 * itself (`x*`), those near by (more shifts), what many share (groups), and tables for each eight positions that have
 * more than that.
 */
export class RegexMoves {
  readonly #first: Int32Array;
  readonly #startFound: boolean;
  readonly #accepts: Int32Array;
  readonly #linear: Int32Array;
  readonly #loops: Int32Array;
  /** For each of NEAR; empty where they would not pay. */
  readonly #second: Int32Array;
  readonly #third: Int32Array;
  readonly #fourth: Int32Array;
  readonly #groups: readonly Group[];
  /** Each word that a table leads to, and the end of its tables. */
  readonly #ends: Int32Array;
  /** Of each table: the word of its eight positions, times 32, and their place in it. */
  readonly #jumps: Int32Array;
  /** 256 words for each: what any of the eight lead to. */
  readonly #tables: Int32Array;

  /** Throws where a character would cost more than `most` words. */
  constructor({ first, startFound, accepts, after }: FollowSets, most: number) {
    const words = first.length;
    this.#first = first;
    this.#startFound = startFound;
    this.#accepts = sparse(accepts);
    const { linear, loops, near, shared } = split(after, words);
    this.#linear = linear;
    this.#loops = loops;
    [this.#second, this.#third, this.#fourth] = near;
    const groups: Group[] = [];
    const jumps = new RegexJumps(most);
    for (const { positions, to } of shared) {
      const group = { from: sparse(setOf(positions, words)), to: sparse(to) };
      if (workOfGroup(group) < (bytesOf(positions) * group.to.length) / 2) groups.push(group);
      else for (const position of positions) jumps.add(position, group.to);
    }
    this.#groups = groups;
    const { ends, ways, tables } = jumps.laidOut();
    this.#ends = ends;
    this.#jumps = ways;
    this.#tables = tables;
    const others = words + this.#second.length + ways.length + this.#accepts.length / 2;
    if (groups.map(workOfGroup).reduce((sum, each) => sum + each, others) > most) throw new Error(LEFT_OUT);
  }

  /** Whether a match ends after these positions. */
  isFound(bits: Int32Array): boolean {
    return this.#startFound || meets(bits, this.#accepts);
  }

  /** Writes to `next` what may follow `bits` and reads a character of this mask. */
  step(bits: Int32Array, mask: Int32Array, next: Int32Array): void {
    const first = this.#first;
    const linear = this.#linear;
    const loops = this.#loops;
    let carry = 0;
    for (let word = 0; word < bits.length; word++) {
      const here = bits[word]!;
      const moved = here & linear[word]!;
      next[word] = ((moved << 1) | carry | first[word]! | (here & loops[word]!)) & mask[word]!;
      carry = moved >>> 31;
    }
    this.#jump(bits, mask, next);
    this.#stepNear(bits, mask, next);
    for (const { from, to } of this.#groups)
      if (meets(bits, from)) for (let at = 0; at < to.length; at += 2) next[to[at]!]! |= to[at + 1]! & mask[to[at]!]!;
  }

  #jump(bits: Int32Array, mask: Int32Array, next: Int32Array): void {
    const ends = this.#ends;
    const jumps = this.#jumps;
    const tables = this.#tables;
    for (let at = 0, jump = 0; at < ends.length; at += 2) {
      let reached = 0;
      // No question whether any of the eight is there: a processor could not guess the answer.
      for (const end = ends[at + 1]!; jump < end; jump++) {
        const way = jumps[jump]!;
        reached |= tables[(jump << 8) | ((bits[way >> 5]! >>> (way & 31)) & 255)]!;
      }
      next[ends[at]!]! |= reached & mask[ends[at]!]!;
    }
  }

  #stepNear(bits: Int32Array, mask: Int32Array, next: Int32Array): void {
    const second = this.#second;
    const third = this.#third;
    const fourth = this.#fourth;
    let carry = 0;
    for (let word = 0; word < second.length; word++) {
      const here = bits[word]!;
      const by2 = here & second[word]!;
      const by3 = here & third[word]!;
      const by4 = here & fourth[word]!;
      next[word]! |= ((by2 << 2) | (by3 << 3) | (by4 << 4) | carry) & mask[word]!;
      carry = (by2 >>> 30) | (by3 >>> 29) | (by4 >>> 28);
    }
  }
}

const workOfGroup = ({ from, to }: Group): number => 1 + (from.length + to.length) / 2;

const bytesOf = (positions: readonly number[]): number => new Set(positions.map((position) => position >> 3)).size;

interface Split {
  readonly linear: Int32Array;
  readonly loops: Int32Array;
  readonly near: readonly [Int32Array, Int32Array, Int32Array];
  readonly shared: Iterable<{ readonly positions: readonly number[]; readonly to: Int32Array }>;
}

/** What shifts do, what stays, and what is left of the followers, with the positions that share it. */
function split(after: readonly Int32Array[], words: number): Split {
  const left = after.map((followers, position) => {
    const to = followers.slice();
    const linear = position + 1 < after.length && takeBit(to, position + 1);
    const loops = takeBit(to, position);
    const far = to.slice();
    const near = NEAR.filter((by) => position + by < after.length && takeBit(far, position + by));
    return { linear, loops, to, near: isEmpty(far) ? near : [] };
  });
  const [linear, loops] = [new Int32Array(words), new Int32Array(words)];
  const whole = after.map(keyOf);
  const rests = left.map(({ to }) => keyOf(to));
  const times = new Map<string, number>();
  for (const key of [...whole, ...rests]) times.set(key, (times.get(key) ?? 0) + 1);
  // What many share is cheaper as a group.
  const close = left.flatMap(({ near }, at) => (near.length > 0 && times.get(rests[at]!)! < 8 ? [at] : []));
  const paying = bytesOf(close) > words ? new Set(close) : new Set<number>();
  const nearWords = paying.size > 0 ? words : 0;
  const near = [new Int32Array(nearWords), new Int32Array(nearWords), new Int32Array(nearWords)] as const;
  const shared = new Map<string, { readonly positions: number[]; readonly to: Int32Array }>();
  left.forEach((one, position) => {
    const done = isEmpty(one.to) || paying.has(position);
    // `(?:aa|bb|cc)*`: whatever ends may be followed by all that begin, one of which happens to stand beside it.
    const all = !done && times.get(whole[position]!)! > times.get(rests[position]!)!;
    if (one.linear && !all) addBit(linear, position);
    if (one.loops && !all) addBit(loops, position);
    if (paying.has(position)) for (const by of one.near) addBit(near[by - NEAR[0]]!, position);
    if (done) return;
    const [key, to] = all ? [whole[position]!, after[position]!] : [rests[position]!, one.to];
    const known = shared.get(key);
    if (known) known.positions.push(position);
    else shared.set(key, { positions: [position], to });
  });
  return { linear, loops, near, shared: shared.values() };
}

const isEmpty = (bits: Int32Array): boolean => bits.every((word) => word === 0);
