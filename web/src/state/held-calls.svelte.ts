import type { HeldAction, HeldReply, HoldInfo } from '#contract/hold-api';
import type { Problem } from '#contract/problem';
import type { MethodPath } from '#contract/schema';
import { ApiError } from '../api/api.ts';
import type { Ask } from '../api/rest.ts';
import { HandDraft } from './hand-draft.svelte.ts';

/** Drafts of calls that are over are kept up to so many: the newest may be looked at again. */
const KEPT = 50;

/** The calls that wait for a person, the methods that are held, and what was typed for each call. */
export class HeldCalls {
  info: HoldInfo | null = $state.raw(null);
  /** Why it could not be fetched; the last good one stays. */
  problems: readonly Problem[] = $state.raw([]);
  readonly #ask: Ask;
  readonly #drafts = new Map<string, HandDraft>();
  /** The last message that was sent by hand, by method. */
  #last: ReadonlyMap<MethodPath, string> = $state.raw(new Map());
  #running: Promise<void> | null = null;
  #again = false;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Asks again; where that is under way already, once more after it. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  /** Turns the switch of a method. */
  hold(method: MethodPath, on: boolean): Promise<readonly Problem[]> {
    return this.#change(() => this.#ask('PUT /api/hold', {}, { body: { method, on } }));
  }

  /** How long before its deadline a call goes on by itself. */
  releaseBefore(releaseBeforeMs: number): Promise<readonly Problem[]> {
    return this.#change(() => this.#ask('PUT /api/hold', {}, { body: { releaseBeforeMs } }));
  }

  /** Does something with a call; answers why it was not done, and nothing where it was. */
  act(call: string, action: HeldAction): Promise<readonly Problem[]> {
    return this.#change(() => this.#ask('POST /api/held/:id', { id: call }, { body: action }));
  }

  /** Something to begin a reply with. Rejects with `ApiError`. */
  reply(call: string, from: HeldReply['from'], seed: string): Promise<HeldReply> {
    return this.#ask('GET /api/held/:id/reply', { id: call, from, ...(seed === '' ? {} : { seed }) });
  }

  /** What was typed for a call: the same one each time it is asked for. */
  draft(call: string, method: MethodPath): HandDraft {
    const known = this.#drafts.get(call);
    if (known) return known;
    const draft = new HandDraft(call, method, this);
    this.#drafts.set(call, draft);
    for (const id of this.#drafts.keys()) {
      if (this.#drafts.size <= KEPT) break;
      if (id !== call && !this.info?.waiting.some((held) => held.call === id)) this.#drafts.delete(id);
    }
    return draft;
  }

  /** The last message that was sent by hand in answer to a method; undefined for none. */
  lastOf(method: MethodPath): string | undefined {
    return this.#last.get(method);
  }

  sent(method: MethodPath, text: string): void {
    this.#last = new Map(this.#last).set(method, text);
  }

  async #change(ask: () => Promise<HoldInfo>): Promise<readonly Problem[]> {
    try {
      this.#take(await ask());
      return [];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409) void this.refresh();
      return error.problems;
    }
  }

  #take(info: HoldInfo): void {
    this.info = info;
    this.problems = [];
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      try {
        this.#take(await this.#ask('GET /api/hold'));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.problems = error.problems;
      }
    } while (this.#again);
  }
}
