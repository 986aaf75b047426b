import type { StubCheck } from '#contract/mock-api';
import type { Problem } from '#contract/problem';
import type { StubFile } from '#contract/stub';
import { ApiError, type Api } from '../api/api.ts';
import type { Later } from './proto-file.svelte.ts';

/** How long typing rests before the text is checked, in ms. */
const REST = 120;

/** Where a stub stands in a text: first and last line, from 1. */
export type StubSpan = StubCheck['stubs'][number];

/**
 * One file of stubs that somebody looks at: what lies on disk, what was typed over it, and what is wrong with it.
 * `missing`: there is no such file (any more).
 */
export class StubText {
  state: 'loading' | 'ready' | 'missing' = $state('loading');
  /** What the server last told of it. */
  disk: StubFile | null = $state.raw(null);
  text: string = $state('');
  saving: boolean = $state(false);
  /** Why saving, or reading, did not work. */
  failures: readonly Problem[] = $state.raw([]);
  /** What is on disk now, where it was changed under what is typed here. */
  theirs: StubFile | null = $state.raw(null);
  /** What the text as it stands means; null until it was checked. */
  #checked: StubCheck | null = $state.raw(null);
  /** The text that was edited, as it is on disk. */
  #base: string = $state('');
  #stop: () => void = () => undefined;
  #asked: AbortController | null = null;

  constructor(
    readonly file: string,
    private readonly api: Pick<Api, 'ask'>,
    private readonly later: Later,
  ) {}

  // Getters: a file outlives the component that opened it.
  get dirty(): boolean {
    return this.text !== this.#base;
  }

  get problems(): readonly Problem[] {
    return this.#checked?.problems ?? this.disk?.problems ?? [];
  }

  /** The stubs of the text as it stands; empty until it was checked. */
  get spans(): readonly StubSpan[] {
    return this.#checked?.stubs ?? [];
  }

  /** Reads it from the server. What was typed stays: where the disk changed under it, `theirs` says so. */
  async load(): Promise<void> {
    let file: StubFile;
    try {
      file = await this.api.ask('GET /api/stubs/file', { file: this.file });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.state === 'loading' || !this.dirty) {
        this.failures = error.problems;
        this.state = 'missing';
      }
      return;
    }
    if (this.saving) return; // What is written now is newer than this answer.
    const changed = file.hash !== this.disk?.hash;
    if (changed && this.state === 'ready' && this.dirty && file.text !== this.text) this.theirs = file;
    else this.#take(file, changed || this.state !== 'ready');
  }

  edit(text: string): void {
    this.text = text;
    this.#stop();
    this.#asked?.abort();
    this.#stop = this.later(REST, () => void this.check());
  }

  /** Looks for problems in the text as it stands; an answer that comes after more typing is dropped. */
  async check(): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    const { text, file } = this;
    try {
      const checked = await this.api.ask('POST /api/stubs/check', {}, { body: { file, text }, signal: asked.signal });
      if (!asked.signal.aborted && text === this.text) this.#checked = checked;
    } catch (error) {
      if (!asked.signal.aborted && !(error instanceof ApiError)) throw error;
    }
  }

  /** Writes what is typed; answers whether it was written. A version on disk that nobody here has seen stands in the way. */
  async save(): Promise<boolean> {
    if (this.saving || !this.dirty) return false;
    return this.#write(this.text);
  }

  /** Writes a text in place of what is on disk, whatever it is: to take back what was just done to it. */
  async put(text: string): Promise<boolean> {
    if (this.saving) return false;
    await this.load();
    return this.#write(text);
  }

  /** Forgets what was typed. */
  revert(): void {
    const { theirs } = this;
    this.failures = [];
    if (theirs) this.#take(theirs, true);
    else this.edit(this.#base);
  }

  /** What was typed stands over what is on disk: the next Save writes it. */
  keepMine(): void {
    const { theirs } = this;
    if (!theirs) return;
    this.disk = theirs;
    this.#base = theirs.text;
    this.theirs = null;
  }

  async #write(text: string): Promise<boolean> {
    this.saving = true;
    this.failures = [];
    try {
      const body = { file: this.file, text, baseHash: this.disk?.hash ?? null };
      const saved = await this.api.ask('PUT /api/stubs/file', {}, { body });
      // What was typed while it was on its way is kept, over the text that is on disk now.
      const typed = this.text === text || !this.dirty ? null : this.text;
      this.#take(saved, true);
      if (typed !== null) this.edit(typed);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409) await this.#conflict(error.problems);
      else this.failures = error.problems;
      return false;
    } finally {
      this.saving = false;
    }
  }

  async #conflict(problems: readonly Problem[]): Promise<void> {
    try {
      this.theirs = await this.api.ask('GET /api/stubs/file', { file: this.file });
    } catch {
      this.failures = problems;
    }
  }

  #take(file: StubFile, replace: boolean): void {
    this.disk = file;
    this.theirs = null;
    this.state = 'ready';
    this.failures = [];
    this.#base = file.text;
    if (!replace) return;
    this.edit(file.text);
    this.#checked = null;
  }
}
