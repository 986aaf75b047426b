import type { Problem } from '#contract/problem';
import type { WorldInfo, WorldNews, WorldResource, WorldSession } from '#contract/world';
import { ApiError, type Api, type WorldPort } from '../api/api.ts';
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
  /** Whose world is looked at; null for that of all who name no session. */
  session: string | null = $state(null);
  /** The last that was said of it; null after the connection was lost: anything may have changed. */
  news: WorldNews | null = $state.raw(null);
  /** Goes up with each news. */
  version: number = $state(0);
  /** Texts that are not saved, by `draftKey`. They outlive the room. */
  drafts: ReadonlyMap<string, EntityDraft> = $state.raw(new Map());
  readonly resources: readonly WorldResource[] = $derived(this.info?.resources ?? []);
  /** Those that have written something, the one that was used last first. */
  readonly sessions: readonly WorldSession[] = $derived(this.info?.sessions ?? []);
  #looks = 0;
  readonly #api: Api;
  readonly #asking = new OneAtATime<null>(
    () => this.#ask(),
    () => null,
  );

  constructor(api: Api) {
    this.#api = api;
    let [heard, lost] = [false, false];
    const hear = (news: WorldNews | null): void => {
      if (news === null || concerns(news, this.session)) {
        this.news = news;
        this.version += 1;
      }
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

  /** The world that is looked at. */
  get port(): WorldPort {
    return this.#api.world.of(this.session);
  }

  /**
   * Another world is looked at from here on; null for that of all who name no session. What comes back ends it, unless
   * somebody else has looked at one meanwhile: the next place is there before the last one has gone.
   */
  look(session: string | null): () => void {
    const mine = ++this.#looks;
    if (session !== this.session) {
      this.session = session;
      if (this.info || this.problems.length > 0) void this.refresh();
    }
    return () => {
      if (session !== null && mine === this.#looks) this.look(null);
    };
  }

  /** The kinds of thing, where they are not known yet. */
  async need(): Promise<void> {
    if (!this.info) await this.refresh();
  }

  /** Asks again; where that is under way already, once more after it. */
  refresh(): Promise<void> {
    return this.#asking.run(null);
  }

  /** Forgets everything that was written in a world, and what was typed over it here. Rejects with `ApiError`. */
  async reset(session = this.session): Promise<void> {
    const info = await this.#api.world.of(session).reset();
    if (session === this.session) this.info = info;
    else void this.refresh();
    const own = JSON.stringify([session]).slice(0, -1);
    this.drafts = new Map([...this.drafts].filter(([key]) => !key.startsWith(`${own},`)));
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
    const { session } = this;
    try {
      const info = await this.port.info();
      // Another one is looked at meanwhile: that one is asked for next.
      if (session !== this.session) return;
      this.info = info;
      this.problems = [];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problems = error.problems;
    }
  }
}

/** Names a draft, in the world of a session or in that of all; `id` is empty for an entity that is to be added. */
export function draftKey(session: string | null, type: string, id: string): string {
  return JSON.stringify([session, type, id]);
}

function concerns({ sessions }: WorldNews, session: string | null): boolean {
  return sessions.length === 0 || sessions.includes(session);
}
