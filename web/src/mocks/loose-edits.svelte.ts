import type { StubInfo } from '#contract/stub';
import { fileName } from '../lib/stub-words.ts';
import { loosen, type LooseCall } from '../lib/stub-loosen.ts';
import type { Mocks } from '../state/mocks.svelte.ts';
import type { StubText } from '../state/stub-text.svelte.ts';

/** A stub that was made looser, in the text of its file: to be saved, or undone. */
export interface LooseEdit {
  readonly file: StubText;
  /** `catalog:8` */
  readonly name: string;
  readonly before: string;
  /** Null where nothing in the text could be made looser. */
  readonly after: string | null;
}

/** The last stub that somebody made looser. */
export class LooseEdits {
  #last: LooseEdit | null = $state.raw(null);

  /** `show`: brings the stub and its file into sight. */
  constructor(
    private readonly mocks: Pick<Mocks, 'open'>,
    private readonly show: (stub: StubInfo) => void,
  ) {}

  /** Until it was saved, undone, or typed over. */
  get last(): LooseEdit | null {
    const last = this.#last;
    return last && (last.after === null || (last.file.dirty && last.file.text === last.after)) ? last : null;
  }

  async loosen(stub: StubInfo, conditions: readonly string[], call: LooseCall): Promise<void> {
    if (stub.file === null) return;
    this.show(stub);
    const file = this.mocks.open(stub.file);
    if (file.state === 'loading') await file.load();
    const line = file.spans.find(({ id }) => id === stub.id)?.lines[0] ?? stub.lines?.[0] ?? 1;
    const before = file.text;
    const after = loosen(before, line, conditions, call);
    if (after !== null) file.edit(after);
    this.#last = { file, name: `${fileName(stub.file)}:${line}`, before, after };
  }

  undo(): void {
    const { last } = this;
    if (last?.after) last.file.edit(last.before);
    this.forget();
  }

  forget(): void {
    this.#last = null;
  }
}
