import type { MethodPath, ServiceInfo } from '#contract/schema';
import { nameIndex, nearest, words } from '../lib/match.ts';
import { filterTree, treePackages, treeRows, type TreePackage, type TreeRow } from '../lib/tree-rows.ts';
import { Persisted, type Store } from '../state/persisted.svelte.ts';

/** Above so many methods, services start folded. */
const MANY = 400;

/** The tree of methods: filter, folds, and the row that the keys move. */
export class Tree {
  filter: string = $state('');
  /** The id of the row under the keys. */
  cursor: string | null = $state(null);
  readonly #services: () => readonly ServiceInfo[];
  readonly #packages = $derived.by(() => treePackages(this.#services()));
  readonly #many = $derived.by(() => this.#services().reduce((sum, service) => sum + service.methods.length, 0) > MANY);
  /** Ids whose fold is the other way round than at first. */
  readonly #turned: Persisted<readonly string[]>;
  /** The last filter with what it let through: a longer one looks there only. */
  #last: {
    readonly all: readonly TreePackage[];
    readonly filter: string;
    readonly left: readonly TreePackage[];
  } | null = null;
  readonly rows: readonly TreeRow[] = $derived.by(() => {
    const turned = new Set(this.#turned.current);
    return treeRows(this.#narrowed(), this.filter, (id, group) => {
      const first = group === 'package' || (group === 'service' && !this.#many);
      return turned.has(id) ? !first : first;
    });
  });
  /** Names near a filter that nothing fits. */
  readonly near: readonly string[] = $derived.by(() => {
    if (this.rows.length > 0 || this.filter === '') return [];
    return nearest(this.#names, this.filter, 3);
  });
  readonly #names = $derived.by(() =>
    nameIndex(this.#services().flatMap((service) => service.methods.map((method) => method.name))),
  );
  /** Place of the cursor among the rows; -1 where it is in none. */
  readonly index: number = $derived.by(() => this.rows.findIndex((row) => row.id === this.cursor));

  constructor(store: Store, services: () => readonly ServiceInfo[]) {
    this.#services = services;
    this.#turned = new Persisted(store, 'folds', (stored) =>
      Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [],
    );
  }

  #narrowed(): readonly TreePackage[] {
    const [all, filter, last] = [this.#packages, this.filter, this.#last];
    const within = last && last.all === all && filter.startsWith(last.filter) ? last.left : all;
    const left = filterTree(within, words(filter));
    this.#last = { all, filter, left };
    return left;
  }

  /** Folds or unfolds a package or a service; a filter keeps everything open. */
  turn(id: string): void {
    if (this.filter !== '') return;
    const turned = this.#turned.current;
    this.#turned.current = turned.includes(id) ? turned.filter((other) => other !== id) : [...turned, id];
  }

  /** Puts the cursor on a method, and unfolds what it lies in. */
  reveal(path: MethodPath): void {
    this.cursor = path;
    const service = this.#services().find(({ methods }) => methods.some((method) => method.path === path));
    if (!service) return;
    for (const id of [`package:${service.package}`, `service:${service.name}`])
      if (this.rows.some((row) => row.id === id && row.type !== 'method' && !row.open)) this.turn(id);
  }

  /** Moves the cursor by so many rows. */
  move(by: number): void {
    const at = this.index;
    const next = at < 0 ? (by > 0 ? 0 : this.rows.length - 1) : Math.max(0, Math.min(this.rows.length - 1, at + by));
    this.cursor = this.rows[next]?.id ?? null;
  }

  /** The right arrow: unfolds, or goes to the first child. */
  inward(): void {
    const row = this.rows[this.index];
    if (!row || row.type === 'method') return;
    if (row.open) this.move(1);
    else this.turn(row.id);
  }

  /** The left arrow: folds, or goes to the parent. */
  outward(): void {
    const at = this.index;
    const row = this.rows[at];
    if (!row) return;
    if (row.type !== 'method' && row.open && this.filter === '') return this.turn(row.id);
    const parent = this.rows.slice(0, at).findLast((other) => other.level < row.level);
    if (parent) this.cursor = parent.id;
  }
}
