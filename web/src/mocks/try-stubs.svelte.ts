import type { Problem } from '#contract/problem';
import type { MethodPath } from '#contract/schema';
import type { StubTry } from '#contract/stub';
import { ApiError } from '../api/api.ts';
import type { Mocks } from '../state/mocks.svelte.ts';

/** A request that is held against the stubs of a method: which of them would answer, and why. */
export class TryStubs {
  messages: readonly string[] = $state.raw(['{}']);
  /** One key and value a line: `x-tenant: acme`. */
  metadata: string = $state('');
  result: StubTry | null = $state.raw(null);
  problems: readonly Problem[] = $state.raw([]);
  #asked: AbortController | null = null;

  constructor(
    readonly method: MethodPath,
    private readonly mocks: Mocks,
  ) {}

  /** Judges what is typed; an answer that comes after more typing is dropped. */
  async run(): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    const metadata = metadataOf(this.metadata);
    try {
      const request = { method: this.method, messages: this.messages, metadata, session: this.mocks.session };
      const result = await this.mocks.try(request, asked.signal);
      if (asked.signal.aborted) return;
      this.result = result;
      this.problems = result.problems;
    } catch (error) {
      if (asked.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.problems = error.problems;
    }
  }
}

/** Lines of `key: value`; lines without a colon are passed over. */
export function metadataOf(text: string): readonly { readonly key: string; readonly value: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, key, value] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined ? [] : [{ key: key.toLowerCase(), value: value ?? '' }];
  });
}
