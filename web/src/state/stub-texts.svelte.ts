import type { Api } from '../api/api.ts';
import type { Later } from './disk-text.svelte.ts';
import { StubText } from './stub-text.svelte.ts';

/** How many files with nothing unsaved are kept. */
const KEPT = 12;

/** The files of stubs that were opened: all with text that is not saved, and the newest of the others. */
export class StubTexts {
  #opened: readonly StubText[] = $state.raw([]);

  constructor(
    private readonly api: Pick<Api, 'ask'>,
    private readonly later: Later,
  ) {}

  /** By the name that a person gives it; it is read when it is opened for the first time. */
  open(file: string): StubText {
    const known = this.known(file);
    if (known) {
      if (known.state === 'missing') void known.load();
      return known;
    }
    const opened = new StubText(file, this.api, this.later);
    const kept = this.#opened.filter((one) => one.dirty);
    const clean = this.#opened.filter((one) => !one.dirty).slice(-KEPT);
    this.#opened = [...kept, ...clean, opened];
    void opened.load();
    return opened;
  }

  /** One that was opened. */
  known(file: string | null): StubText | undefined {
    return this.#opened.find((one) => one.file === file);
  }

  /** True where somebody typed in the file and did not save. */
  unsaved(file: string): boolean {
    return this.known(file)?.dirty === true;
  }

  /** Reads all of them again. */
  reload(): void {
    for (const file of this.#opened) void file.load();
  }
}
