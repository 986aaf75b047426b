import { Persisted, type Store } from './persisted.svelte.ts';

/** The sizes of panes in px, and what is folded. */
export interface Sizes {
  readonly side: number;
  readonly request: number;
  readonly docs: number;
  readonly detail: number;
  /** The chosen message, below the timeline. */
  readonly message: number;
  /** The chosen entity, beside the table. */
  readonly entity: number;
  /** The answer that a person writes, beside the call. */
  readonly reply: number;
  /** The world, below a file of stubs. */
  readonly strip: number;
  /** Whether it shows; null until somebody says so: then it does where there is height for it. */
  readonly stripOpen: boolean | null;
  /** The tree, where there is room for it. */
  readonly tree: boolean;
  readonly docsOpen: boolean;
  /** Where values came from stands right of their lines. */
  readonly origins: boolean;
  /** The first keys are known. */
  readonly taught: boolean;
}

/** First sizes; minimums are those of the design (`notes.md`, Measures). */
export const FIRST_SIZES: Sizes = {
  side: 240,
  request: 460,
  docs: 196,
  detail: 290,
  message: 220,
  entity: 404,
  reply: 500,
  strip: 140,
  stripOpen: null,
  tree: true,
  docsOpen: false,
  origins: false,
  taught: false,
};

/** What the window is: below 1100 the tree folds into the rail, below 700 there is one column. */
export type Width = 'wide' | 'medium' | 'narrow';

/** How the page is laid out. */
export class Layout {
  /** Size of the window, in px. */
  width: number;
  height: number;
  /** The tree over the content, below 1100. */
  treeOver: boolean = $state(false);
  /** On a phone, which of the two sheets shows. */
  sheet: 'request' | 'call' = $state('request');
  readonly #sizes: Persisted<Sizes>;

  constructor(store: Store, size: { readonly width: number; readonly height: number }) {
    this.width = $state(size.width);
    this.height = $state(size.height);
    this.#sizes = new Persisted(store, 'sizes', parseSizes);
  }

  get sizes(): Sizes {
    return this.#sizes.current;
  }

  set(change: Partial<Sizes>): void {
    this.#sizes.current = { ...this.#sizes.current, ...change };
  }

  get kind(): Width {
    return this.width < 700 ? 'narrow' : this.width < 1100 ? 'medium' : 'wide';
  }

  /** Where the side column stands: in its place, over the content, or folded. */
  get side(): 'beside' | 'over' | 'folded' {
    if (this.kind === 'wide') return this.sizes.tree ? 'beside' : 'folded';
    return this.treeOver ? 'over' : 'folded';
  }

  /** Whether the world shows below a file of stubs. */
  get stripOpen(): boolean {
    return this.sizes.stripOpen ?? (this.kind !== 'narrow' && this.height >= 820);
  }

  /** ⌘B: folds the tree, or lays it over the content where there is no room beside it. */
  toggleTree(): void {
    if (this.kind === 'wide') this.set({ tree: !this.sizes.tree });
    else this.treeOver = !this.treeOver;
  }
}

function parseSizes(stored: unknown): Sizes {
  const read = typeof stored === 'object' && stored !== null ? (stored as Readonly<Record<string, unknown>>) : {}; // Any JSON.
  const px = (key: 'side' | 'request' | 'docs' | 'detail' | 'message' | 'entity' | 'reply' | 'strip'): number => {
    const value = read[key];
    return typeof value === 'number' && value > 0 && value < 10_000 ? value : FIRST_SIZES[key];
  };
  return {
    side: px('side'),
    request: px('request'),
    docs: px('docs'),
    detail: px('detail'),
    message: px('message'),
    entity: px('entity'),
    reply: px('reply'),
    strip: px('strip'),
    stripOpen: typeof read['stripOpen'] === 'boolean' ? read['stripOpen'] : null,
    tree: read['tree'] !== false,
    docsOpen: read['docsOpen'] === true,
    origins: read['origins'] === true,
    taught: read['taught'] === true,
  };
}
