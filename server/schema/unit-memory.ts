import type { Problem } from '../contract/problem.ts';
import { sameUnit } from './compiled-files.ts';
import type { Unit } from './symbols.ts';
import type { ImportNode } from './syntax-tree.ts';

/** What an import led to: a file, or the reason why to none. */
export interface ImportResult {
  readonly unit: Unit | undefined;
  readonly code: string | undefined;
}

/** A finished file with what it was made from. */
export interface Remembered {
  readonly text: string;
  readonly unit: Unit;
  /** In the order of the text. */
  readonly nodes: readonly ImportNode[];
  readonly results: readonly ImportResult[];
  readonly problems: readonly Problem[];
}

/** Versions of one file: today's, and the one that an edit can go back to. */
const MAX_VERSIONS = 3;
/** Problems that follow from the text and its imports alone. Others look at the whole tree: their files are compiled anew. */
const LOCAL: ReadonlySet<string> = new Set(['missing-syntax', 'import-missing', 'import-broken']);

/**
 * The files that a compiler has finished, so that the next compilation makes only those anew whose text, or whose
 * imports, are others. A file is the same where its text is equal and each import leads to the very same unit.
 */
export class UnitMemory {
  #files = new Map<string, readonly Remembered[]>();
  #next = new Map<string, readonly Remembered[]>();
  readonly #compiled = new Map<string, Unit>();

  /** The versions of a file with this text. Their imports are equal, and may have led elsewhere. */
  versions(name: string, path: string | undefined, text: string): readonly Remembered[] {
    // A compilation that was given up has left what it had finished.
    const all = this.#next.get(name) ?? this.#files.get(name);
    return all?.filter((version) => version.unit.path === path && version.text === text) ?? [];
  }

  /** Keeps what can be taken again; the newest version first. */
  keep(file: Remembered): void {
    const { name } = file.unit;
    if (file.problems.some(({ severity, code }) => severity === 'error' || !LOCAL.has(code))) return;
    const older = (this.#next.get(name) ?? this.#files.get(name) ?? []).filter((version) => version.unit !== file.unit);
    this.#next.set(name, [file, ...older].slice(0, MAX_VERSIONS));
  }

  /** A file that is given as a descriptor: the unit of the last time, where it is the same. */
  compiled(unit: Unit): Unit {
    const known = this.#compiled.get(unit.name);
    if (known && sameUnit(known, unit)) return known;
    this.#compiled.set(unit.name, unit);
    return unit;
  }

  /** Ends a compilation of the files `names`: what is not among them is forgotten. */
  settle(names: Iterable<string>): void {
    const kept = new Map<string, readonly Remembered[]>();
    for (const name of names) {
      const versions = this.#next.get(name) ?? this.#files.get(name);
      if (versions) kept.set(name, versions);
    }
    this.#files = kept;
    this.#next = new Map();
  }
}
