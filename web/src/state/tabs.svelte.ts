import type { MethodPath } from '#contract/schema';
import { FIRST_WAY, type Way } from '../lib/protocol.ts';
import { parseDraft, parseTabList, type Draft, type MetadataRow } from './draft.ts';
import type { Store } from './persisted.svelte.ts';
import { Persisted } from './persisted.svelte.ts';

/** One method that is open, with what the person typed for it. There is one tab for a method at most. */
export class Tab {
  readonly path: MethodPath;
  /** JSON text of the editor; null until something was put there (an example, or typing). */
  draft: string | null = $state(null);
  /** Request metadata, in order; rows may be off. */
  metadata: readonly MetadataRow[] = $state.raw([]);
  /** Milliseconds; null for none. */
  deadlineMs: number | null = $state(null);
  /** Messages that wait for their own Send, as JSON texts. */
  prepared: readonly string[] = $state.raw([]);
  /** The seed of the example; null lets the server choose. */
  seed: string | null = $state(null);
  /** True from the first thing that a person typed: such a tab is not replaced by the next method that is opened. */
  touched: boolean = $state(false);
  /** By which protocol the call is made. */
  way: Way = $state.raw(FIRST_WAY);

  constructor(path: MethodPath, draft: Draft | null = null) {
    this.path = path;
    if (draft) this.restore(draft);
  }

  /** Puts back what was kept. */
  restore(draft: Draft): void {
    this.draft = draft.draft;
    this.metadata = draft.metadata;
    this.deadlineMs = draft.deadlineMs;
    this.prepared = draft.prepared;
    this.seed = draft.seed;
    this.touched = draft.touched;
    this.way = draft.way;
  }

  /** What is kept over a reload. Reading it in an effect follows every part. */
  snapshot(): Draft {
    const { draft, metadata, deadlineMs, prepared, seed, touched, way } = this;
    return { draft, metadata, deadlineMs, prepared, seed, touched, way };
  }
}

/** How many drafts of closed tabs are kept. */
const KEPT_DRAFTS = 60;
/** Longer drafts are kept while the page lives only (UTF-16 units). */
const LONGEST_DRAFT = 200_000;

/** The tabs in order, the active one, and a draft for every method that was touched. */
export class Tabs {
  list: readonly Tab[] = $state.raw([]);
  active: Tab | null = $state.raw(null);
  /** True once the last tab was closed by hand: then no tab is what the person wants. */
  emptied: boolean = $state(false);
  readonly #saved: Persisted<{ readonly tabs: readonly MethodPath[]; readonly active: MethodPath | null }>;
  readonly #store: Store;
  readonly #index: Persisted<readonly MethodPath[]>;

  constructor(store: Store) {
    this.#store = store;
    this.#saved = new Persisted(store, 'tabs', parseTabList);
    this.#index = new Persisted(store, 'drafts', (stored) => parseTabList({ tabs: stored }).tabs);
    this.list = this.#saved.current.tabs.map((path) => this.#restore(path));
    this.active = this.list.find((tab) => tab.path === this.#saved.current.active) ?? this.list.at(-1) ?? null;
  }

  /** Opens the method: its own tab where there is one, in place of an untouched active tab, or beside it. */
  open(path: MethodPath, options: { readonly beside?: boolean } = {}): Tab {
    const open = this.list.find((tab) => tab.path === path);
    const tab = open ?? this.#restore(path);
    if (!open) {
      const at = this.active ? this.list.indexOf(this.active) : -1;
      const replace = at >= 0 && !options.beside && !this.active!.touched;
      this.list = replace ? this.list.with(at, tab) : [...this.list.slice(0, at + 1), tab, ...this.list.slice(at + 1)];
    }
    this.active = tab;
    this.#remember();
    return tab;
  }

  /** Closes the tab; its neighbour becomes active. The draft is kept. Answers the active tab. */
  close(path: MethodPath): Tab | null {
    const at = this.list.findIndex((tab) => tab.path === path);
    if (at < 0) return this.active;
    this.keep(this.list[at]!);
    const closed = this.list[at];
    this.list = this.list.toSpliced(at, 1);
    this.emptied = this.list.length === 0;
    if (this.active === closed) this.active = this.list[at] ?? this.list[at - 1] ?? null;
    this.#remember();
    return this.active;
  }

  /** Keeps what the tab holds; the oldest of too many drafts is let go. */
  keep(tab: Tab): void {
    const draft = tab.snapshot();
    if ((draft.draft?.length ?? 0) > LONGEST_DRAFT) return;
    const order = [...this.#index.current.filter((path) => path !== tab.path), tab.path];
    for (const path of order.slice(0, Math.max(0, order.length - KEPT_DRAFTS)))
      new Persisted(this.#store, `draft:${path}`, () => null).current = null;
    this.#index.current = order.slice(-KEPT_DRAFTS);
    new Persisted(this.#store, `draft:${tab.path}`, parseDraft).current = draft;
  }

  #restore(path: MethodPath): Tab {
    return new Tab(path, new Persisted(this.#store, `draft:${path}`, parseDraft).current);
  }

  #remember(): void {
    this.#saved.current = { tabs: this.list.map((tab) => tab.path), active: this.active?.path ?? null };
  }
}
