import type { Problem } from '#contract/problem';
import { ApiError } from '../api/api.ts';

/** Runs something so many ms later; the answer takes it back. */
export type Later = (ms: number, act: () => void) => () => void;

/** How long typing rests before the text is checked, in ms. */
const REST = 120;

/** What the server tells of a file. */
interface OnDisk {
  readonly text: string;
  readonly hash: string;
}

/**
 * One file that somebody looks at: what lies on disk (`D`), what was typed over it, and what is wrong with that (`C`).
 * `missing`: there is no such file; `new`: it is not saved yet.
 */
export abstract class DiskText<D extends OnDisk, C> {
  state: 'loading' | 'ready' | 'missing' | 'new' = $state('loading');
  /** What the server last told of it. */
  disk: D | null = $state.raw(null);
  text: string = $state('');
  saving: boolean = $state(false);
  /** Why saving, or reading, did not work. */
  failures: readonly Problem[] = $state.raw([]);
  /** What is on disk now, where it was changed under what is typed here. */
  theirs: D | null = $state.raw(null);
  /** What the text as it stands means; null until it was checked. */
  protected checked: C | null = $state.raw(null);
  /** The text that was edited, as it is on disk. */
  #base: string = $state('');
  /** Names what was edited; null for a file that is new. */
  #hash: string | null = null;
  #stop: () => void = () => undefined;
  #asked: AbortController | null = null;

  constructor(private readonly later: Later) {}

  protected abstract read(): Promise<D>;
  protected abstract judge(text: string, signal: AbortSignal): Promise<C>;
  /** Rejects with `ApiError` where it is refused. */
  protected abstract write(text: string, baseHash: string | null): Promise<D>;
  /** A version on disk that nobody here has seen stands in the way. */
  protected abstract stale(refused: ApiError): boolean;
  abstract get editable(): boolean;
  /** The disk tells everything that a check would: what was just read needs none. */
  protected abstract readonly told: boolean;

  // Getters: a file outlives the component that opened it, and a derived would end with that.
  get dirty(): boolean {
    return this.text !== this.#base;
  }

  /** Reads it from the server. What was typed stays: where the disk changed under it, `theirs` says so. */
  async load(): Promise<void> {
    let file: D;
    try {
      file = await this.read();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.state === 'loading' || (this.state === 'ready' && !this.dirty)) {
        this.failures = error.problems;
        this.state = 'missing';
      }
      return;
    }
    if (this.saving) return; // What is written now is newer than this answer.
    const changed = file.hash !== this.#hash;
    if (changed && this.state === 'ready' && this.dirty && file.text !== this.text) this.theirs = file;
    else if (this.state !== 'new' || !this.dirty) this.#take(file, changed || this.state !== 'ready');
  }

  /** Begins a file that does not exist yet. */
  begin(text: string): void {
    this.state = 'new';
    this.#base = '';
    this.#hash = null;
    this.edit(text);
  }

  edit(text: string): void {
    this.text = text;
    this.#quiet();
    this.#stop = this.later(REST, () => void this.check());
  }

  /** Looks for problems in the text as it stands; an answer that comes after more typing is dropped. */
  async check(): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    const { text } = this;
    try {
      const checked = await this.judge(text, asked.signal);
      if (!asked.signal.aborted && text === this.text) this.checked = checked;
    } catch (error) {
      if (!asked.signal.aborted && !(error instanceof ApiError)) throw error;
    }
  }

  /** Writes what is typed; answers whether it was written. A version on disk that nobody here has seen stands in the way. */
  async save(): Promise<boolean> {
    if (!this.editable || this.saving || (!this.dirty && this.state !== 'new')) return false;
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
    this.#hash = theirs.hash;
    this.#base = theirs.text;
    this.disk = theirs;
    this.theirs = null;
  }

  async #write(text: string): Promise<boolean> {
    this.saving = true;
    this.failures = [];
    try {
      const saved = await this.write(text, this.#hash);
      // What was typed while it was on its way is kept, over the text that is on disk now.
      const typed = this.text === text || !this.dirty ? null : this.text;
      const { checked } = this;
      this.#take(saved, true);
      if (typed !== null) this.edit(typed);
      else if (this.told) this.checked = checked;
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.stale(error)) await this.#conflict(error.problems);
      else this.failures = error.problems;
      return false;
    } finally {
      this.saving = false;
    }
  }

  async #conflict(problems: readonly Problem[]): Promise<void> {
    try {
      this.theirs = await this.read();
    } catch {
      // It is gone from disk: saving puts it back.
      this.#hash = null;
      this.failures = problems;
    }
  }

  #take(file: D, replace: boolean): void {
    this.disk = file;
    this.theirs = null;
    this.state = 'ready';
    this.failures = [];
    this.#hash = file.hash;
    if (replace) {
      this.#base = file.text;
      if (this.told) {
        this.text = file.text;
        this.#quiet();
      } else this.edit(file.text);
    }
    // What is on disk was looked at as a part of everything: that is the exact answer, unless an older version is in force.
    if (replace || (this.told && !this.dirty)) this.checked = null;
  }

  #quiet(): void {
    this.#stop();
    this.#asked?.abort();
  }
}
