import type { FaultRequest } from '#contract/fault-api';
import type { ResetRequest, StubEditRequest, StubMade, StubNewRequest } from '#contract/mock-api';
import type { Problem } from '#contract/problem';
import type { MethodPath } from '#contract/schema';
import type {
  FaultInfo,
  ScenarioInfo,
  StubInfo,
  StubList,
  StubTry,
  StubTryRequest,
  Unmatched,
  UnmatchedRule,
} from '#contract/stub';
import { ApiError, type Api } from '../api/api.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { StubText } from './stub-text.svelte.ts';
import { StubTexts } from './stub-texts.svelte.ts';
import type { Later } from './disk-text.svelte.ts';

/** Stubs, scenarios and faults as the server has them, and the files that were opened. It outlives the room. */
export class Mocks {
  list: StubList | null = $state.raw(null);
  scenarios: readonly ScenarioInfo[] = $state.raw([]);
  faults: readonly FaultInfo[] = $state.raw([]);
  /** Whose scenarios these are, and for whom a request is tried; null for calls that name no session. */
  session: string | null = $state(null);
  /** Epoch ms of the newest counts: hits of the last seconds move on from there. */
  counted: number = $state(0);
  /** Goes up with each news of stubs. */
  version: number = $state(0);
  /** Why they could not be fetched, or what was asked could not be done. */
  problems: readonly Problem[] = $state.raw([]);
  /** A stub that can be put back, and the text that its file had before. */
  removed: { readonly stub: StubInfo; readonly text: string } | null = $state.raw(null);
  /** The method that is looked at: its counts are asked for again while calls come. */
  #shown: MethodPath | null = null;
  #ofShown: { readonly method: MethodPath; readonly stubs: readonly StubInfo[] } | null = $state.raw(null);
  readonly #files: StubTexts;
  #schema: Promise<object> | null = null;
  readonly #asking = new OneAtATime<'all' | 'counts'>(
    (what) => this.#ask(what),
    (one, other) => (one === 'all' ? one : other),
  );

  constructor(
    private readonly api: Api,
    later: Later,
    private readonly now: () => number,
  ) {
    this.#files = new StubTexts(api, later);
    let lost = false;
    api.live.on('stubs:changed', (revision) => {
      this.version += 1;
      void this.refresh(revision === this.list?.revision ? 'counts' : 'all');
    });
    api.live.on('faults:changed', () => void this.#faultsAgain());
    api.live.onConnection((connected) => {
      if (connected && lost) void this.refreshAll();
      lost = !connected;
    });
    api.live.onSchema(() => void this.refreshAll());
  }

  // Getters: the holder outlives the components that read it.
  /** How many stubs a method has, in memory or in files. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
  readonly #counts: ReadonlyMap<string, number> = $derived.by(() => {
    const counts = new Map<string, number>();
    for (const { method } of this.list?.stubs ?? []) counts.set(method, (counts.get(method) ?? 0) + 1);
    return counts;
  });

  /** The stubs of a method, in the order in which they are tried. */
  of(method: MethodPath): readonly StubInfo[] {
    if (this.#ofShown?.method === method) return this.#ofShown.stubs;
    return this.list?.stubs.filter((stub) => stub.method === method) ?? [];
  }

  /** Everything, where it is not there yet. */
  async need(): Promise<void> {
    if (!this.list) await this.refreshAll();
  }

  async refreshAll(): Promise<void> {
    await Promise.all([this.refresh('all'), this.#faultsAgain()]);
    this.#files.reload();
  }

  /** Says which method is looked at. */
  show(method: MethodPath | null): void {
    this.#shown = method;
  }

  /** Says whose states are looked at. */
  lookAt(session: string | null): void {
    this.session = session;
    void this.refresh('counts');
  }

  /** Asks again; where that is under way already, once more after it. */
  refresh(what: 'all' | 'counts'): Promise<void> {
    return this.#asking.run(what);
  }

  /** A file of stubs, as a person names it; it is read when it is opened for the first time. */
  open(file: string): StubText {
    return this.#files.open(file);
  }

  /** True where somebody typed in the file and did not save. */
  unsaved(file: string): boolean {
    return this.#files.unsaved(file);
  }

  setEnabled(stub: StubInfo, enabled: boolean): Promise<boolean> {
    return this.#edit(stub, { do: 'enabled', enabled });
  }

  move(stub: StubInfo, by: -1 | 1): Promise<boolean> {
    return this.#edit(stub, { do: 'move', by });
  }

  /** Removes a stub at once; that of a file can be put back. */
  async remove(stub: StubInfo): Promise<void> {
    let text: string | null = null;
    await this.#trying(async () => {
      if (stub.file !== null) ({ text } = await this.api.ask('GET /api/stubs/file', { file: stub.file }));
    });
    if (await this.#edit(stub, { do: 'remove' })) this.removed = text === null ? null : { stub, text };
  }

  async putBack(): Promise<void> {
    const { removed } = this;
    if (!removed?.stub.file) return;
    const file = this.open(removed.stub.file);
    if (await file.put(removed.text)) {
      this.removed = null;
      await this.refresh('all');
    } else this.problems = file.failures;
  }

  /** A stub as text, or written to its file. Rejects with `ApiError`. */
  async make(request: StubNewRequest): Promise<StubMade> {
    const made = await this.api.ask('POST /api/stubs/new', {}, { body: request });
    if (request.write) await this.refreshAll();
    return made;
  }

  /** Judges a request; nothing is counted or moved. Rejects with `ApiError`, or where it is aborted. */
  try(request: StubTryRequest, signal: AbortSignal): Promise<StubTry> {
    return this.api.ask('POST /api/stubs/try', {}, { body: request, signal });
  }

  /** Where calls of a method go that none of its stubs answers; null for a method without a stub that may answer. */
  unmatchedOf(method: MethodPath): UnmatchedRule | null {
    return this.list?.unmatched.methods.find((rule) => rule.method === method) ?? null;
  }

  /** Says it in a file, for every method that the file has stubs of; null takes it out of the file. */
  async setUnmatched(file: string, to: Unmatched | null): Promise<void> {
    await this.#trying(async () => {
      this.#take(await this.api.ask('PUT /api/stubs/unmatched', {}, { body: { file, to } }));
      await this.#files.known(file)?.load();
    });
  }

  async moveScenario({ name, session }: ScenarioInfo, state: string): Promise<void> {
    const body = { name, state, session };
    await this.#trying(async () => void (this.scenarios = await this.api.ask('PUT /api/scenarios', {}, { body })));
    await this.refresh('counts');
  }

  /** Counts, sequences and scenarios begin again: of the session that is looked at, or of all. */
  async reset(): Promise<void> {
    const body: ResetRequest = { session: this.session, stubs: false, world: false, calls: false, faults: false };
    await this.#trying(() => this.api.ask('POST /api/reset', {}, { body }));
    await this.refreshAll();
  }

  /** Switches a fault, or changes what is switched; `known` is the one that is there. */
  async setFault(known: FaultInfo | undefined, body: FaultRequest): Promise<void> {
    await this.#trying(async () => {
      const told = known
        ? await this.api.ask('PUT /api/faults/:id', { id: known.id }, { body })
        : await this.api.ask('POST /api/faults', {}, { body });
      const at = this.faults.findIndex(({ id }) => id === told.id);
      this.faults = at < 0 ? [...this.faults, told] : this.faults.with(at, told);
    });
  }

  /** The JSON Schema of the format. Rejects with `ApiError`. */
  schema(): Promise<object> {
    this.#schema ??= this.api.ask('GET /api/stubs/schema');
    this.#schema.catch(() => (this.#schema = null));
    return this.#schema;
  }

  async #edit(stub: StubInfo, edit: StubEditRequest['edit']): Promise<boolean> {
    const done = await this.#trying(async () => {
      this.#take(await this.api.ask('POST /api/stubs/edit', {}, { body: { id: stub.id, edit } }));
      await this.#files.known(stub.file)?.load();
    });
    if (done && edit.do !== 'remove') this.removed = null;
    return done;
  }

  /** Does what may be refused; then `problems` says why. */
  async #trying(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      this.problems = [];
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problems = error.problems;
      return false;
    }
  }

  async #ask(what: 'all' | 'counts'): Promise<void> {
    const method = this.#shown;
    if (what === 'counts' && method === null) return;
    const before = this.list?.revision;
    const done = await this.#trying(async () => {
      const [list, scenarios] = await Promise.all([
        this.api.ask('GET /api/stubs', what === 'counts' && method !== null ? { method } : {}),
        this.api.ask('GET /api/scenarios', this.session === null ? {} : { session: this.session }),
      ]);
      this.scenarios = scenarios;
      if (what === 'all') this.#take(list);
      else if (method !== null) {
        this.#ofShown = { method, stubs: list.stubs };
        this.counted = this.now();
      }
    });
    if (done && what === 'all' && before !== undefined && before !== this.list?.revision) this.#files.reload();
  }

  async #faultsAgain(): Promise<void> {
    await this.#trying(async () => void (this.faults = await this.api.ask('GET /api/faults')));
  }

  #take(list: StubList): void {
    this.list = list;
    this.#ofShown = null;
    this.counted = this.now();
  }
}
