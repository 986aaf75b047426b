import type { Problem } from '#contract/problem';
import type { WorldInfo, WorldNews, WorldResource } from '#contract/world';
import { ApiError, type Api } from '../api/api.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** What was typed over an entity and is not saved. */
export interface EntityDraft {
  readonly text: string;
  /** The revision that was edited; null for an entity that is to be added. */
  readonly base: number | null;
}

/** What the mock remembers, as far as every room may ask: the kinds of thing, and who works on which. */
export class World {
  info: WorldInfo | null = $state.raw(null);
  /** Why it could not be fetched; the last good one stays. */
  problems: readonly Problem[] = $state.raw([]);
  /** The last that was said of it; null after the connection was lost: anything may have changed. */
  news: WorldNews | null = $state.raw(null);
  /** Goes up with each news. */
  version: number = $state(0);
  /** Texts that are not saved, by `draftKey`. They outlive the room. */
  drafts: ReadonlyMap<string, EntityDraft> = $state.raw(new Map());
  readonly resources: readonly WorldResource[] = $derived(this.info?.resources ?? []);
  readonly #api: Api;
  readonly #asking = new OneAtATime<null>(
    () => this.#ask(),
    () => null,
  );

  constructor(api: Api) {
    this.#api = api;
    let [heard, lost] = [false, false];
    const hear = (news: WorldNews | null): void => {
      this.news = news;
      this.version += 1;
      if (this.info || this.problems.length > 0) void this.refresh();
    };
    api.live.onWorld(hear);
    api.live.onSchema(() => hear(null));
    api.live.onConnection((connected) => {
      if (connected && lost) hear(null);
      heard ||= connected;
      lost = heard && !connected;
    });
  }

  /** The kinds of thing, where they are not known yet. */
  async need(): Promise<void> {
    if (!this.info) await this.refresh();
  }

  /** Asks again; where that is under way already, once more after it. */
  refresh(): Promise<void> {
    return this.#asking.run(null);
  }

  /** Forgets everything that was written. Rejects with `ApiError`. */
  async reset(): Promise<void> {
    this.info = await this.#api.world.reset();
    this.drafts = new Map();
  }

  /** Keeps what was typed over an entity, or forgets it. */
  keep(key: string, draft: EntityDraft | null): void {
    if (draft === null && !this.drafts.has(key)) return;
    const drafts = new Map(this.drafts);
    if (draft) drafts.set(key, draft);
    else drafts.delete(key);
    this.drafts = drafts;
  }

  /** The resource that a method works on. */
  ofMethod(path: string): WorldResource | undefined {
    return this.resources.find(({ methods }) => methods.some((method) => method.path === path));
  }

  async #ask(): Promise<void> {
    try {
      this.info = await this.#api.world.info();
      this.problems = [];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problems = error.problems;
    }
  }
}

/** Names a draft; `id` is empty for an entity that is to be added. */
export function draftKey(type: string, id: string): string {
  return `${type} ${id}`;
}
