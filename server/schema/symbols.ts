import type { EnumNode, FieldNode, MessageNode } from './syntax-tree.ts';
import { WireCursor } from './wire-cursor.ts';

/** A file in the middle of, or after, its compilation. */
export interface Unit {
  /** Import name, the one that counts where a file is imported under several. */
  readonly name: string;
  /** File as the person named it; undefined for built-in files. */
  readonly path: string | undefined;
  package: string;
  /** Number of the edition; closed enums and proto3 rules depend on it. */
  edition: number;
  dependencies: Unit[];
  /** Those of `dependencies` that importers of this file see as well. */
  publics: Unit[];
  bytes: Uint8Array | undefined;
  state: 'open' | 'done' | 'broken';
}

export type SymbolKind = 'message' | 'enum' | 'service' | 'extension' | 'value';

/** A name that other files can refer to, or could clash with. */
export interface SchemaSymbol {
  readonly kind: SymbolKind;
  readonly unit: Unit;
  /** The tree, while the file is being compiled. */
  node?: MessageNode | EnumNode | FieldNode | undefined;
  /** Numbers set apart for extensions, both ends included. */
  readonly ranges?: readonly (readonly [number, number])[];
}

/** Symbols of finished files, for as long as somebody has the file. */
const adopted = new WeakMap<Unit, readonly (readonly [string, SchemaSymbol])[]>();

/** All types, extensions and top-level names of the files compiled so far. */
export class SymbolTable {
  readonly #symbols = new Map<string, SchemaSymbol>();

  get(name: string): SchemaSymbol | undefined {
    return this.#symbols.get(name);
  }

  /** Keeps the first symbol of a name. */
  add(name: string, symbol: SchemaSymbol): void {
    if (!this.#symbols.has(name)) this.#symbols.set(name, symbol);
  }

  *typeNames(): Iterable<string> {
    for (const [name, { kind }] of this.#symbols) if (kind === 'message' || kind === 'enum') yield name;
  }

  /**
   * Adds the symbols of a finished file of an earlier compilation; false, and adds nothing, where another file has
   * defined one of its top-level names by now. What later files need of a file is found in its bytes.
   */
  adopt(unit: Unit): boolean {
    let symbols = adopted.get(unit);
    if (!symbols) {
      const alone = new SymbolTable();
      if (unit.bytes) alone.addDescriptor(unit, unit.bytes);
      symbols = [...alone.#symbols];
      adopted.set(unit, symbols);
    }
    for (const [name] of symbols) if (this.#symbols.has(name)) return false;
    for (const [name, symbol] of symbols) this.#symbols.set(name, symbol);
    return true;
  }

  /** Adds the symbols of a file that is given as a descriptor. */
  addDescriptor(unit: Unit, bytes: Uint8Array): void {
    const scope = unit.package === '' ? '' : `${unit.package}.`;
    const cursor = new WireCursor(bytes);
    while (cursor.next()) {
      if (cursor.field === 4) this.#addMessage(unit, cursor.inside(), scope);
      else if (cursor.field === 5) {
        this.add(scope + nameOf(cursor.inside()), { kind: 'enum', unit });
        const values = cursor.inside();
        while (values.next())
          if (values.field === 2) this.add(scope + nameOf(values.inside()), { kind: 'value', unit });
      } else if (cursor.field === 6) this.add(scope + nameOf(cursor.inside()), { kind: 'service', unit });
      else if (cursor.field === 7) this.add(scope + nameOf(cursor.inside()), { kind: 'extension', unit });
    }
  }

  #addMessage(unit: Unit, cursor: WireCursor, scope: string): void {
    const name = scope + nameOf(cursor.again());
    const ranges: (readonly [number, number])[] = [];
    while (cursor.next()) {
      if (cursor.field === 3) this.#addMessage(unit, cursor.inside(), `${name}.`);
      else if (cursor.field === 4) this.add(`${name}.${nameOf(cursor.inside())}`, { kind: 'enum', unit });
      else if (cursor.field === 6) this.add(`${name}.${nameOf(cursor.inside())}`, { kind: 'extension', unit });
      else if (cursor.field === 5) {
        const range = cursor.inside();
        let [start, end] = [0, 0];
        while (range.next()) {
          if (range.field === 1) start = range.value;
          else if (range.field === 2) end = range.value;
        }
        ranges.push([start, end - 1]);
      }
    }
    this.add(name, { kind: 'message', unit, ...(ranges.length > 0 ? { ranges } : {}) });
  }
}

function nameOf(cursor: WireCursor): string {
  while (cursor.next()) if (cursor.field === 1) return cursor.text();
  return '';
}
