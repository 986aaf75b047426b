import { problem, type Problem } from '../contract/problem.ts';
import { ApiRefusal } from './api-request.ts';

/**
 * Reads the JSON object that came with a request, strictly: a key that is unknown, missing or of the wrong kind is a
 * problem, and all problems are told at once (`done` throws them). What a reader answers for such a key does not matter.
 */
export class Body {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #problems: Problem[];
  readonly #known = new Set<string>();

  /** `path`: of an object within the body. `problems`: where its problems go. */
  constructor(body: unknown, path = '', problems: Problem[] = []) {
    this.#path = path;
    this.#problems = problems;
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    this.#values = isObject ? (body as Readonly<Record<string, unknown>>) : {}; // A parsed JSON object.
    if (!isObject) this.refuse('', 'a JSON object');
  }

  /** Text of at least one character, and at most so many. */
  text(key: string, most: number, wanted: string): string {
    const value = this.raw(key);
    if (typeof value === 'string' && value !== '' && value.length <= most) return value;
    this.refuse(key, wanted);
    return '';
  }

  /** The same, or null. */
  textOrNull(key: string, most: number, wanted: string): string | null {
    return this.raw(key) === null ? null : this.text(key, most, `${wanted}, or null`);
  }

  /** Any text of at most so many characters, the empty one included. */
  content(key: string, most: number): string {
    const value = this.raw(key);
    if (typeof value === 'string' && value.length <= most) return value;
    this.refuse(key, `a text of at most ${most} characters`);
    return '';
  }

  boolean(key: string): boolean {
    const value = this.raw(key);
    if (typeof value !== 'boolean') this.refuse(key, 'true or false');
    return value === true;
  }

  integer(key: string, least: number, most: number): number {
    const value = this.raw(key);
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.refuse(key, `a whole number from ${least} to ${most}`);
    return least;
  }

  /** One of a few values; the answer keeps the type of the list. */
  choice<T extends string | number>(key: string, choices: readonly [T, ...T[]]): T {
    const value = this.raw(key);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.refuse(key, `one of ${choices.join(', ')}`);
    return found ?? choices[0];
  }

  /** Items are read one by one; each gets its path. */
  list<T>(key: string, most: number, wanted: string, item: (value: unknown, path: string) => T): readonly T[] {
    const value = this.raw(key);
    if (Array.isArray(value) && value.length <= most)
      return value.map((one: unknown, index) => item(one, `${this.#at(key)}[${index}]`));
    this.refuse(key, `a list of ${wanted}, at most ${most}`);
    return [];
  }

  /** An object within this one; its problems are told with those of this one. It has a `done` of its own. */
  object(key: string): Body {
    return this.nested(this.raw(key), this.#at(key));
  }

  /** The same of an item of a list. */
  nested(value: unknown, path: string): Body {
    return new Body(value, path, this.#problems);
  }

  /** True where the key is there at all. */
  has(key: string): boolean {
    return Object.hasOwn(this.#values, key);
  }

  /** Whatever stands there; undefined where nothing does. */
  raw(key: string): unknown {
    this.#known.add(key);
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  refuse(key: string, wanted: string): void {
    const path = key === '' ? this.#path : this.#at(key);
    const what = path === '' ? 'The body' : path;
    const is = /^\w+$/.test(key) && !this.has(key) ? 'is missing' : 'is not as it must be';
    this.#problems.push(problem('bad-body', `${what} ${is}.`, `Send ${wanted}.`, path));
  }

  /** Call it after the last key was read. */
  done(): void {
    for (const key of Object.keys(this.#values))
      if (!this.#known.has(key)) {
        const named = JSON.stringify(key.slice(0, 100));
        const hint = `It takes ${[...this.#known].join(', ')}.`;
        this.#problems.push(problem('bad-body', `${named} is not a key of it.`, hint, this.#at(key.slice(0, 100))));
      }
    if (this.#path === '' && this.#problems.length > 0) throw new ApiRefusal(400, this.#problems);
  }

  #at(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }
}
