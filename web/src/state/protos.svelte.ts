import type { Problem } from '#contract/problem';
import type { ProtoFileInfo, ProtoFileText, ProtoList, ProtoSymbol } from '#contract/protos';
import { ApiError, type Api } from '../api/api.ts';
import type { Later } from './disk-text.svelte.ts';
import { ProtoFile } from './proto-file.svelte.ts';

/** The proto files: the list, and those that were opened, with what was typed in them. */
export class Protos {
  list: ProtoList | null = $state.raw(null);
  problems: readonly Problem[] = $state.raw([]);
  readonly files: readonly ProtoFileInfo[] = $derived(this.list?.files ?? []);
  /** Files with text that is not saved, in the order of opening. */
  readonly unsaved: readonly ProtoFile[] = $derived.by(() => this.#opened.filter((file) => file.dirty));
  #opened: readonly ProtoFile[] = $state.raw([]);
  readonly #api: Api;
  readonly #later: Later;
  /** Texts of files that others refer to, for one revision. */
  #texts = new Map<string, Promise<ProtoFileText>>();
  #listing: Promise<void> | null = null;

  constructor(api: Api, later: Later) {
    this.#api = api;
    this.#later = later;
    api.live.onSchema(() => {
      this.#texts.clear();
      if (this.list) void this.refresh();
      for (const file of this.#opened) void file.load();
    });
  }

  /** Asks for the list, once at a time. */
  refresh(): Promise<void> {
    this.#listing ??= this.#ask().finally(() => (this.#listing = null));
    return this.#listing;
  }

  /** The list, where it is not there yet. */
  async need(): Promise<void> {
    if (!this.list) await this.refresh();
  }

  /** The file of that import name; it is read when it is opened for the first time. */
  open(name: string): ProtoFile {
    const known = this.#opened.find((file) => file.name === name);
    if (known) {
      if (known.state === 'missing') known.state = 'loading';
      if (known.state === 'loading') void known.load();
      return known;
    }
    const file = new ProtoFile(name, this.#api.protos, this.#later);
    this.#opened = [...this.#opened.filter((other) => other.dirty), file].slice(-40);
    void file.load();
    return file;
  }

  /** The file as it is, for reading only: what is opened here is not kept. */
  peek(name: string): ProtoFile {
    const file = new ProtoFile(name, this.#api.protos, this.#later);
    void file.load();
    return file;
  }

  /** A file that does not exist yet, with a first text. */
  create(name: string, text: string): ProtoFile {
    const file = new ProtoFile(name, this.#api.protos, this.#later);
    file.begin(text);
    this.#opened = [...this.#opened.filter((other) => other.name !== name), file];
    return file;
  }

  /** Lets go of a file and what was typed in it. */
  forget(name: string): void {
    this.#opened = this.#opened.filter((file) => file.name !== name);
  }

  /** The text of a file as it is on disk. Rejects with `ApiError`. */
  text(name: string): Promise<ProtoFileText> {
    const known = this.#texts.get(name);
    if (known) return known;
    const asked = this.#api.protos.file(name);
    this.#texts.set(name, asked);
    asked.catch(() => this.#texts.delete(name));
    return asked;
  }

  /** What a name means in a scope; null where nothing is called so. */
  async symbol(name: string, scope: string): Promise<ProtoSymbol | null> {
    try {
      return await this.#api.protos.symbol(name, scope);
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  }

  /** The import name of a path, as problems and descriptions of methods give it. */
  nameOf(path: string): string | null {
    return this.files.find((file) => file.path === path || file.name === path)?.name ?? null;
  }

  async #ask(): Promise<void> {
    try {
      this.list = await this.#api.protos.list();
      this.problems = [];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problems = error.problems;
    }
  }
}
