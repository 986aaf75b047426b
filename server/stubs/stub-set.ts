import type { Problem } from '../contract/problem.ts';
import { compileAll } from './compile-stub.ts';
import { compareStubs } from './rank.ts';
import type { StubSpec } from './spec.ts';
import { tooMany } from './store-info.ts';
import { MethodStubs } from './store-methods.ts';
import type { CompiledStub } from './stub.ts';

const MOST_IN_MEMORY = 20_000;

/** All stubs that there are, of files and in memory, with the way to those of a method. */
export class StubSet {
  readonly methods = new MethodStubs();
  readonly #files = new Map<string, readonly CompiledStub[]>();
  readonly #memory = new Map<string, CompiledStub>();
  #added = 0;

  /** In the order in which they are tried, whatever their method. */
  get sorted(): readonly CompiledStub[] {
    return [...this].sort(compareStubs);
  }

  get files(): readonly string[] {
    return [...this.#files.keys()];
  }

  *[Symbol.iterator](): Generator<CompiledStub, void> {
    for (const stubs of this.#files.values()) yield* stubs;
    yield* this.#memory.values();
  }

  /** A stub by its id; where two files have it, that of the first. */
  find(id: string): CompiledStub | undefined {
    const own = this.#memory.get(id);
    if (own) return own;
    for (const stub of this) if (stub.spec.id === id) return stub;
    return undefined;
  }

  ofFile(file: string): readonly CompiledStub[] {
    return this.#files.get(file) ?? [];
  }

  inMemory(id: string): boolean {
    return this.#memory.has(id);
  }

  /** Replaces the stubs of a file. Where one of them cannot be compiled, what was there before stays. */
  setFile(file: string, specs: readonly StubSpec[]): readonly Problem[] {
    const { stubs, problems } = compileAll(specs, () => 0);
    if (problems.length > 0) return problems;
    this.methods.remove(this.#files.get(file) ?? []);
    if (stubs.length > 0) this.#files.set(file, stubs);
    else this.#files.delete(file);
    this.methods.add(stubs);
    return [];
  }

  /** Adds stubs to memory, or replaces those of the same ids. Either all of them come in or none. */
  put(specs: readonly StubSpec[]): readonly Problem[] {
    const fresh = specs.filter(({ id }) => !this.#memory.has(id));
    if (this.#memory.size + fresh.length > MOST_IN_MEMORY) return [tooMany(MOST_IN_MEMORY)];
    const { stubs, problems } = compileAll(specs, (spec) => this.#memory.get(spec.id)?.added ?? ++this.#added);
    if (problems.length > 0) return problems;
    for (const stub of stubs) {
      const before = this.#memory.get(stub.spec.id);
      if (before) this.methods.remove([before]);
      this.#memory.set(stub.spec.id, stub);
    }
    this.methods.add(stubs);
    return [];
  }

  /** Removes a stub of memory; false where there is none of that id. */
  remove(id: string): boolean {
    const stub = this.#memory.get(id);
    if (!stub) return false;
    this.#memory.delete(id);
    this.methods.remove([stub]);
    return true;
  }

  /** Removes stubs of memory. Those that were removed. */
  drop(wanted: (stub: CompiledStub) => boolean): readonly CompiledStub[] {
    const gone = [...this.#memory.values()].filter(wanted);
    this.methods.remove(gone);
    for (const { spec } of gone) this.#memory.delete(spec.id);
    return gone;
  }
}
