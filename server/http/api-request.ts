import { problem, type Problem } from '../contract/problem.ts';

/** A refused request: its HTTP status and why. Thrown by route functions, written by `api.ts`. */
export class ApiRefusal extends Error {
  readonly status: 400 | 403 | 404 | 405 | 409 | 413 | 415 | 429;
  readonly problems: readonly Problem[];

  constructor(status: ApiRefusal['status'], problems: readonly Problem[]) {
    super(problems[0]?.message ?? 'refused');
    this.status = status;
    this.problems = problems;
  }
}

/**
 * Reads a query string strictly: a parameter that is unknown, doubled or malformed is a problem, and all problems are
 * told at once (`done` throws them).
 */
export class Query {
  readonly #values = new Map<string, string>();
  readonly #problems: Problem[] = [];
  readonly #known = new Set<string>();

  constructor(search: URLSearchParams) {
    for (const [key, value] of search) {
      if (this.#values.has(key)) this.#refuse(key, `${key} is given more than once.`, 'Give it once.');
      else this.#values.set(key, value);
    }
  }

  text(key: string, maxLength: number): string | undefined {
    this.#known.add(key);
    const value = this.#values.get(key);
    if (value === undefined || value.length <= maxLength) return value;
    this.#refuse(key, `${key} is longer than ${maxLength} characters.`, 'Shorten it.');
    return undefined;
  }

  required(key: string, maxLength: number, example: string): string {
    const value = this.text(key, maxLength);
    if (value === undefined && !this.#problems.some((one) => one.path === key))
      this.#refuse(key, `${key} is missing.`, `Give it, as in ?${key}=${example}.`);
    return value ?? '';
  }

  integer(key: string, min: number, max: number): number | undefined {
    const value = this.text(key, 20);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    this.#refuse(key, `${key} is ${JSON.stringify(value)}.`, `Give a whole number from ${min} to ${max}.`);
    return undefined;
  }

  /** One of a few words; the answer keeps the type of the list. */
  word<T extends string>(key: string, words: readonly T[]): T | undefined {
    const value = this.text(key, 100);
    const found = words.find((word) => word === value);
    if (value !== undefined && found === undefined)
      this.#refuse(key, `${key} is ${JSON.stringify(value)}.`, `Give one of ${words.join(', ')}.`);
    return found;
  }

  /** Call it after the last parameter was read. */
  done(): void {
    for (const key of this.#values.keys())
      if (!this.#known.has(key))
        this.#refuse(
          key.slice(0, 100),
          `${JSON.stringify(key.slice(0, 100))} is not a parameter of this route.`,
          this.#known.size === 0 ? 'It takes none.' : `It takes ${[...this.#known].join(', ')}.`,
        );
    if (this.#problems.length > 0) throw new ApiRefusal(400, this.#problems);
  }

  #refuse(key: string, message: string, hint: string): void {
    this.#problems.push(problem('bad-query', message, hint, key));
  }
}
