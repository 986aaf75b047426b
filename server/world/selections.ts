import { WrittenRows, type Question, type WrittenRow, type WrittenSource } from './written-rows.ts';

const MOST = 16;
const MOST_BYTES = 32 * 1024 * 1024;
/** Characters of a question that is worth keeping. */
const LONGEST = 4_096;

/** The rows of questions that were asked lately. The oldest go first: at most 16, and about 32 MB. */
export class Selections {
  readonly #known = new Map<string, WrittenRows>();
  readonly #mostBytes: number;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** `key`: everything that the question says; one without a key is not remembered. */
  rows(key: string | undefined, source: WrittenSource, question: Question): readonly WrittenRow[] {
    if (key === undefined || key.length > LONGEST) return new WrittenRows(source, question).rows;
    let found = this.#known.get(key);
    if (!found?.isAbout(source)) found = new WrittenRows(source, question);
    const { rows } = found;
    this.#known.delete(key);
    this.#known.set(key, found);
    let weight = 0;
    for (const one of this.#known.values()) weight += one.weight;
    for (const [oldest, one] of this.#known) {
      if (this.#known.size <= MOST && weight <= this.#mostBytes) break;
      weight -= one.weight;
      this.#known.delete(oldest);
    }
    return rows;
  }

  clear(): void {
    this.#known.clear();
  }
}
