import type { SchemaSymbol, SymbolTable, Unit } from './symbols.ts';

export type Lookup =
  | { readonly found: SchemaSymbol; readonly name: string }
  | { readonly found: undefined; /** Where the first part of the name was found, if it was. */ readonly near?: string };

/** What the names in one file can refer to: the file itself, its imports, and what those import publicly. */
export class Scope {
  readonly #table: SymbolTable;
  readonly #visible = new Set<Unit>();
  #optionsOnly: ReadonlySet<Unit> | undefined;
  readonly #packages = new Set<string>();
  readonly #package: string;
  /** Names that no message of the file holds mean the same everywhere in it. */
  readonly #outside = new Map<string, Lookup>();

  /** @param forOptions files that are imported for options only */
  constructor(table: SymbolTable, unit: Unit, forOptions?: ReadonlySet<Unit>) {
    this.#table = table;
    this.#package = unit.package;
    this.#see(unit);
    for (const dependency of unit.dependencies) if (!forOptions?.has(dependency)) this.#seePublic(dependency);
    if (!forOptions) return;
    const whole = new Set(this.#visible);
    for (const dependency of forOptions) this.#seePublic(dependency);
    this.#optionsOnly = new Set([...this.#visible].filter((seen) => !whole.has(seen)));
  }

  /** True where a file is seen through `import option` alone. */
  forOptionsOnly(unit: Unit): boolean {
    return this.#optionsOnly?.has(unit) ?? false;
  }

  sees(unit: Unit): boolean {
    return this.#visible.has(unit);
  }

  visible(name: string): SchemaSymbol | undefined {
    const symbol = this.#table.get(name);
    return symbol && this.#visible.has(symbol.unit) ? symbol : undefined;
  }

  /**
   * Resolves a name as C++ does: from the innermost scope outwards, the first part decides.
   *
   * @param scope full name of what the name stands in
   * @param wanted kinds that count for a name of one part; others are passed over
   */
  lookup(name: string, scope: string, wanted: (symbol: SchemaSymbol) => boolean): Lookup {
    if (name.startsWith('.')) {
      const found = this.visible(name.slice(1));
      return found ? { found, name: name.slice(1) } : { found: undefined };
    }
    const dot = name.indexOf('.');
    const first = dot < 0 ? name : name.slice(0, dot);
    for (let outer = scope; ; outer = outer.slice(0, Math.max(outer.lastIndexOf('.'), 0))) {
      if (dot >= 0 && outer === this.#package) {
        const known = this.#outside.get(name);
        if (known) return known;
        const result = this.#fromPackage(name, first);
        this.#outside.set(name, result);
        return result;
      }
      const prefix = outer === '' ? '' : `${outer}.`;
      const symbol = this.visible(prefix + first);
      if (dot < 0) {
        if (symbol && wanted(symbol)) return { found: symbol, name: prefix + first };
      } else if ((symbol && isAggregate(symbol)) || this.#packages.has(prefix + first)) {
        const found = this.visible(prefix + name);
        if (found) return { found, name: prefix + name };
        return { found: undefined, near: prefix + first };
      }
      if (outer === '') return { found: undefined };
    }
  }

  /** From the package outwards, for a name of many parts. */
  #fromPackage(name: string, first: string): Lookup {
    for (let outer = this.#package; ; outer = outer.slice(0, Math.max(outer.lastIndexOf('.'), 0))) {
      const prefix = outer === '' ? '' : `${outer}.`;
      const symbol = this.visible(prefix + first);
      if ((symbol && isAggregate(symbol)) || this.#packages.has(prefix + first)) {
        const found = this.visible(prefix + name);
        return found ? { found, name: prefix + name } : { found: undefined, near: prefix + first };
      }
      if (outer === '') return { found: undefined };
    }
  }

  #see(unit: Unit): void {
    if (this.#visible.has(unit)) return;
    this.#visible.add(unit);
    for (let name = unit.package; name !== '' && !this.#packages.has(name);) {
      this.#packages.add(name);
      name = name.slice(0, Math.max(name.lastIndexOf('.'), 0));
    }
  }

  #seePublic(unit: Unit): void {
    if (this.#visible.has(unit)) return;
    this.#see(unit);
    for (const dependency of unit.publics) this.#seePublic(dependency);
  }
}

const isAggregate = ({ kind }: SchemaSymbol): boolean => kind === 'message' || kind === 'enum' || kind === 'service';
