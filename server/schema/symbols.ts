import type { ExtensionDeclaration } from './check-extension.ts';
import { defaultFeatures, type Features } from './features.ts';
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
  /** What the file's options leave to what stands in it; absent where that is what the edition has. */
  features?: Features;
  dependencies: Unit[];
  /** Those of `dependencies` that importers of this file see as well. */
  publics: Unit[];
  bytes: Uint8Array | undefined;
  state: 'open' | 'done' | 'broken';
}

export type SymbolKind = 'message' | 'enum' | 'service' | 'extension' | 'value';

export const featuresOf = (unit: Unit): Features => unit.features ?? defaultFeatures(unit.edition);

/** A name that other files can refer to, or could clash with. */
export interface SchemaSymbol {
  readonly kind: SymbolKind;
  readonly unit: Unit;
  /** The tree, while the file is being compiled. */
  node?: MessageNode | EnumNode | FieldNode | undefined;
  /** Numbers set apart for extensions, both ends included. */
  readonly ranges?: readonly (readonly [number, number])[];
  readonly declarations?: readonly ExtensionDeclaration[];
  readonly messageSet?: boolean;
  /** True for enums that know no other values than their own. */
  readonly closed?: boolean;
  /** True for types that only their own file can use (`local`, in editions). */
  readonly local?: boolean;
  /** True for the messages behind maps. */
  readonly mapEntry?: boolean;
}

/** What a file has entered into a table. */
interface Entered {
  readonly symbols: Map<string, SchemaSymbol>;
  readonly extended: Map<string, { readonly name: string; readonly unit: Unit }>;
}

/** For as long as somebody has the file. */
const entered = new WeakMap<Unit, Entered>();

function enteredBy(unit: Unit): Entered {
  let known = entered.get(unit);
  if (!known) entered.set(unit, (known = { symbols: new Map(), extended: new Map() }));
  return known;
}

/** All types, extensions and top-level names of the files compiled so far. */
export class SymbolTable {
  readonly #symbols = new Map<string, SchemaSymbol>();
  readonly #extended = new Map<string, { readonly name: string; readonly unit: Unit }>();
  readonly #packages = new Map<string, Unit>();

  get(name: string): SchemaSymbol | undefined {
    return this.#symbols.get(name);
  }

  /** Keeps the first symbol of a name. */
  add(name: string, symbol: SchemaSymbol): void {
    if (this.#symbols.has(name)) return;
    this.#symbols.set(name, symbol);
    enteredBy(symbol.unit).symbols.set(name, symbol);
  }

  /** Lets the trees of a finished file go: from here on, its bytes are asked. */
  release(unit: Unit): void {
    for (const symbol of enteredBy(unit).symbols.values()) if (symbol.node) symbol.node = undefined;
  }

  /** Enters an extension by its number; gives the one that has the number already. */
  extend(extendee: string, number: number, by: { readonly name: string; readonly unit: Unit }): typeof by | undefined {
    const key = `${number} ${extendee}`;
    const before = this.#extended.get(key);
    if (!before) {
      this.#extended.set(key, by);
      enteredBy(by.unit).extended.set(key, by);
    }
    return before;
  }

  /** Enters a package. Gives the first file that has it. */
  addPackage(name: string, unit: Unit): void {
    for (let outer = name; outer !== '' && !this.#packages.has(outer);) {
      this.#packages.set(outer, unit);
      outer = outer.slice(0, Math.max(outer.lastIndexOf('.'), 0));
    }
  }

  packageOwner(name: string): Unit | undefined {
    return this.#packages.get(name);
  }

  *extensionNames(): Iterable<string> {
    for (const [name, { kind }] of this.#symbols) if (kind === 'extension') yield name;
  }

  *typeNames(): Iterable<string> {
    for (const [name, { kind }] of this.#symbols) if (kind === 'message' || kind === 'enum') yield name;
  }

  /**
   * Enters a finished file of an earlier compilation: all that it entered then. False, and nothing is entered, where that
   * would clash with another file by now. Whatever one file tells another has to go this way.
   */
  adopt(unit: Unit): boolean {
    const { symbols, extended } = enteredBy(unit);
    for (let outer = unit.package; outer !== ''; outer = outer.slice(0, Math.max(outer.lastIndexOf('.'), 0)))
      if (this.#symbols.has(outer)) return false;
    for (const name of symbols.keys()) if (this.#symbols.has(name) || this.#packages.has(name)) return false;
    for (const key of extended.keys()) if (this.#extended.has(key)) return false;
    for (const [name, symbol] of symbols) this.#symbols.set(name, symbol);
    for (const [key, by] of extended) this.#extended.set(key, by);
    this.addPackage(unit.package, unit);
    return true;
  }

  /** Adds the symbols of a file that is given as a descriptor. */
  addDescriptor(unit: Unit, bytes: Uint8Array): void {
    const scope = unit.package === '' ? '' : `${unit.package}.`;
    const cursor = new WireCursor(bytes);
    while (cursor.next()) {
      if (cursor.field === 4) this.#addMessage(unit, cursor.inside(), scope);
      else if (cursor.field === 5) {
        this.add(scope + nameOf(cursor.inside()), {
          kind: 'enum',
          unit,
          closed: featuresOf(unit).enum_type === 'CLOSED',
        });
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
      else if (cursor.field === 4)
        this.add(`${name}.${nameOf(cursor.inside())}`, {
          kind: 'enum',
          unit,
          closed: featuresOf(unit).enum_type === 'CLOSED',
        });
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
