import type { Problem } from '#contract/problem';
import type { WorldEntity } from '#contract/world';
import { ApiError, type WorldPort } from '../api/api.ts';
import type { Later } from '../state/disk-text.svelte.ts';

/** One row: an entity as it was last heard of. */
export interface Row {
  readonly entity: WorldEntity;
  /** Its JSON, read; null where it cannot be. */
  readonly value: unknown;
  /** What it was before the change that was just heard of; undefined for no change, null for a row that is new. */
  readonly before: unknown;
  /** It was deleted; it stays in its place while somebody points at the table. */
  readonly gone: boolean;
}

const PAGE = 100;
const MOST = 200;
/** More rows than this are not asked for again at each change: the reader loads them again by scrolling. */
const KEPT = 2_000;
/** How long a change stays marked, in ms. */
const MARKED = 2_400;

/** The entities of one resource: those that were asked for so far, in the order of the server. */
export class EntityTable {
  rows: readonly Row[] = $state.raw([]);
  total: number = $state(0);
  state: 'loading' | 'ready' | 'failed' = $state('loading');
  problems: readonly Problem[] = $state.raw([]);
  more: boolean = $state(false);
  loadingMore: boolean = $state(false);
  parent: string = $state('');
  query: string = $state('');
  /** Entities that came while somebody points at the table: shown when they leave, or ask for them. */
  waiting: number = $state(0);
  #next = '';
  #held = false;
  #pending: readonly WorldEntity[] | null = null;
  /** Goes up with each question: older answers are dropped. */
  #run = 0;
  #refreshing: Promise<void> | null = null;
  #again = false;
  #unmark: () => void = () => undefined;

  constructor(
    readonly type: string,
    private readonly api: Pick<WorldPort, 'page'>,
    private readonly later: Later,
  ) {}

  /** Asks for the first page. */
  async ask(parent = this.parent, query = this.query): Promise<void> {
    const run = ++this.#run;
    const other = parent !== this.parent || query !== this.query;
    this.parent = parent;
    this.query = query;
    if (this.rows.length === 0) this.state = 'loading';
    await this.#guard(run, async () => {
      const page = await this.api.page({ type: this.type, parent, query }, '', PAGE);
      if (run !== this.#run) return;
      this.#take(page.entities, other || this.rows.length === 0);
      this.#turn(page.next, page.total);
    });
  }

  /** The next page, where there is one. */
  async loadMore(): Promise<void> {
    if (!this.more || this.loadingMore || this.#refreshing) return;
    const run = this.#run;
    this.loadingMore = true;
    await this.#guard(run, async () => {
      const page = await this.api.page(this.#what(), this.#next, PAGE);
      if (run !== this.#run) return;
      const known = new Set(this.rows.map(({ entity }) => entity.id));
      this.rows = [...this.rows, ...page.entities.filter(({ id }) => !known.has(id)).map(rowOf)];
      this.#turn(page.next, page.total);
    });
    this.loadingMore = false;
  }

  /** Something was written: what is shown is asked for again. Several at once are one. */
  refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#refresh().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  /** True while the pointer is over the rows: none moves then. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.settle();
  }

  /** Shows what came while the rows were held. */
  settle(): void {
    const pending = this.#pending;
    this.#pending = null;
    this.waiting = 0;
    if (pending) this.#replace(pending);
  }

  async #refresh(): Promise<void> {
    do {
      this.#again = false;
      const run = ++this.#run;
      await this.#guard(run, async () => {
        const wanted = Math.min(KEPT, Math.max(PAGE, this.rows.length));
        const found: WorldEntity[] = [];
        let next = '';
        let total: number;
        do {
          const page = await this.api.page(this.#what(), next, Math.min(MOST, wanted - found.length));
          if (run !== this.#run) return;
          found.push(...page.entities);
          [next, total] = [page.next, page.total];
        } while (next !== '' && found.length < wanted);
        this.#take(found, this.state !== 'ready', next !== '');
        this.#turn(next, total);
      });
    } while (this.#again);
  }

  #what(): { readonly type: string; readonly parent: string; readonly query: string } {
    return { type: this.type, parent: this.parent, query: this.query };
  }

  #turn(next: string, total: number): void {
    this.#next = next;
    this.more = next !== '';
    this.total = total;
    this.state = 'ready';
    this.problems = [];
  }

  /** `open`: there are more behind these, so a row that is missing may be one of them. */
  #take(entities: readonly WorldEntity[], first: boolean, open = false): void {
    if (first) {
      this.#pending = null;
      this.waiting = 0;
      this.rows = entities.map(rowOf);
      return;
    }
    if (!this.#held) return this.#replace(entities);
    const fresh = new Map(entities.map((entity) => [entity.id, entity]));
    const known = new Set(this.rows.map(({ entity }) => entity.id));
    this.rows = this.rows.map((row) => {
      const entity = fresh.get(row.entity.id);
      return entity ? nextRow(row, entity) : { ...row, gone: row.gone || !open };
    });
    this.waiting = entities.filter(({ id }) => !known.has(id)).length;
    this.#pending = entities;
    this.#mark();
  }

  #replace(entities: readonly WorldEntity[]): void {
    const before = new Map(this.rows.map((row) => [row.entity.id, row]));
    this.rows = entities.map((entity) => {
      const row = before.get(entity.id);
      return row ? nextRow(row, entity) : { ...rowOf(entity), before: null };
    });
    this.#mark();
  }

  /** Marks go after a moment. */
  #mark(): void {
    if (!this.rows.some(({ before }) => before !== undefined)) return;
    this.#unmark();
    this.#unmark = this.later(MARKED, () => {
      this.rows = this.rows.map((row) => (row.before === undefined ? row : { ...row, before: undefined }));
    });
  }

  async #guard(run: number, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (run !== this.#run) return;
      this.problems = error.problems;
      if (this.rows.length === 0) this.state = 'failed';
    }
  }
}

function rowOf(entity: WorldEntity): Row {
  return { entity, value: read(entity.json), before: undefined, gone: false };
}

function nextRow(row: Row, entity: WorldEntity): Row {
  if (entity.json === row.entity.json) return { ...row, entity, gone: false };
  return { entity, value: read(entity.json), before: row.value, gone: false };
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
