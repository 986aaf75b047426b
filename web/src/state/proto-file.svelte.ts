import type { Problem } from '#contract/problem';
import type { ProtoFileText } from '#contract/protos';
import { ApiError, type ProtoApi } from '../api/api.ts';

/** Runs something so many ms later; the answer takes it back. */
export type Later = (ms: number, act: () => void) => () => void;

/** How long typing rests before the text is checked, in ms. */
const REST = 120;

/**
 * One proto file that somebody looks at: what lies on disk, what was typed over it, and what is wrong with it.
 * `missing`: there is no such file; `new`: it is not saved yet.
 */
export class ProtoFile {
  state: 'loading' | 'ready' | 'missing' | 'new' = $state('loading');
  /** What the server last told of it. */
  disk: ProtoFileText | null = $state.raw(null);
  text: string = $state('');
  saving: boolean = $state(false);
  /** Why saving, or reading, did not work. */
  failures: readonly Problem[] = $state.raw([]);
  /** What is on disk now, where it was changed under what is typed here. */
  theirs: ProtoFileText | null = $state.raw(null);
  /** Problems of the text as it stands; null until it was checked. */
  #checked: readonly Problem[] | null = $state.raw(null);
  /** The text that was edited, as it is on disk. */
  #base: string = $state('');
  /** What is saved is what `#hash` names; null for a file that is new. */
  #hash: string | null = null;
  #stop: () => void = () => undefined;
  #asked: AbortController | null = null;

  constructor(
    readonly name: string,
    private readonly api: ProtoApi,
    private readonly later: Later,
  ) {}

  // Getters: a file outlives the component that opened it, and a derived would end with that.
  get dirty(): boolean {
    return this.text !== this.#base;
  }

  get editable(): boolean {
    return this.state === 'new' || this.disk?.origin === 'workspace';
  }

  get problems(): readonly Problem[] {
    return this.#checked ?? this.disk?.problems ?? [];
  }

  /** Reads it from the server. What was typed stays: where the disk changed under it, `theirs` says so. */
  async load(): Promise<void> {
    let file: ProtoFileText;
    try {
      file = await this.api.file(this.name);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.state === 'loading') {
        this.failures = error.problems;
        this.state = 'missing';
      }
      return;
    }
    if (this.saving) return; // What is written now is newer than this answer.
    const fresh = this.state !== 'ready';
    const changed = file.hash !== this.#hash;
    if (changed && !fresh && this.dirty && file.text !== this.text) {
      this.theirs = file;
      return;
    }
    if (this.state === 'new' && this.dirty) return;
    this.#take(file, changed || fresh);
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
    this.#stop();
    this.#asked?.abort();
    this.#stop = this.later(REST, () => void this.check());
  }

  /** Looks for problems in the text as it stands; an answer that comes after more typing is dropped. */
  async check(): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    const { text } = this;
    try {
      const { problems } = await this.api.check(this.name, text, asked.signal);
      if (!asked.signal.aborted && text === this.text) this.#checked = problems;
    } catch (error) {
      if (!asked.signal.aborted && !(error instanceof ApiError)) throw error;
    }
  }

  /** Writes what is typed; answers whether it was written. A version on disk that nobody here has seen stands in the way. */
  async save(): Promise<boolean> {
    if (!this.editable || this.saving || (!this.dirty && this.state !== 'new')) return false;
    const { text } = this;
    this.saving = true;
    this.failures = [];
    try {
      const { hash, path, name } = await this.api.save(this.name, { text, baseHash: this.#hash });
      this.#hash = hash;
      this.#base = text;
      this.theirs = null;
      this.disk = {
        ...(this.disk ?? { name, origin: 'workspace', errors: 0, warnings: 0, revision: 0 }),
        path,
        text,
        hash,
        problems: this.problems,
      };
      this.state = 'ready';
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!error.problems.some(({ code }) => code === 'changed-on-disk')) this.failures = error.problems;
      else await this.#conflict(error.problems);
      return false;
    } finally {
      this.saving = false;
    }
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

  async #conflict(problems: readonly Problem[]): Promise<void> {
    try {
      this.theirs = await this.api.file(this.name);
    } catch {
      // It is gone from disk: saving puts it back.
      this.#hash = null;
      this.failures = problems;
    }
  }

  #take(file: ProtoFileText, replace: boolean): void {
    this.disk = file;
    this.theirs = null;
    this.state = 'ready';
    this.failures = [];
    this.#hash = file.hash;
    if (replace) {
      this.text = this.#base = file.text;
      this.#stop();
      this.#asked?.abort();
    }
    // The schema may have taken the text in by now: its own problems are the exact ones, unless it kept an older version.
    if (!this.dirty) this.#checked = null;
  }
}
