import type { CompareRequest } from '#contract/compare';
import type { Problem } from '#contract/problem';
import type { MethodDetail, MethodInfo } from '#contract/schema';
import { ApiError, type Api } from '../api/api.ts';
import { formatJson } from '../lib/json-format.ts';
import { lintJson } from '../lib/json-lint.ts';
import { findPath } from '../lib/json-locate.ts';
import { parseJson } from '../lib/json-parse.ts';
import { LINT_LIMIT, type JsonSchema } from '../lib/json-shape.ts';
import type { JsonProblem } from '../lib/json-tree.ts';
import type { Invocation, Invocations } from '../state/invocation.svelte.ts';
import type { Tab } from '../state/tabs.svelte.ts';
import type { CopyCall } from './copy-as.ts';
import type { EditorHandle } from '../editor/editor-handle.ts';
import { checkMetadata, metadataToSend } from './metadata-check.ts';

/** What the composer asks of the page. */
export interface ComposerPage {
  readonly api: Pick<Api, 'example'>;
  readonly invocations: Invocations;
  readonly detail: (path: MethodInfo['path']) => Promise<MethodDetail>;
}

export type RequestTab = 'message' | 'metadata';

/** The request of one method: its text, what is wrong with it, and everything that can be done with it. */
export class Composer {
  readonly call: Invocation;
  readonly streams: boolean;
  detail: MethodDetail | null = $state.raw(null);
  /** What is wrong with the text, as the editor last found it. */
  lint: readonly JsonProblem[] = $state.raw([]);
  /** Why the example or the types could not be fetched. */
  failures: readonly Problem[] = $state.raw([]);
  view: RequestTab = $state('message');
  /** The comparison of the four protocols stands in place of request and call. */
  comparing: boolean = $state(false);
  editor: EditorHandle | null = null;
  /** The text of the last example: pressed again on it, Example takes the next seed. */
  #example: string | null = $state(null);
  readonly schema: JsonSchema | null = $derived(
    this.detail ? { type: this.detail.method.input, types: this.detail } : null,
  );
  readonly text: string = $derived.by(() => this.tab.draft ?? '');
  readonly tooLarge: boolean = $derived(this.text.length > LINT_LIMIT);
  /** True while the editor holds an example that nobody changed. */
  readonly isExample: boolean = $derived(this.#example !== null && this.#example === this.text);
  readonly badRow: number = $derived.by(() => this.tab.metadata.findIndex((row) => checkMetadata(row) !== null));

  constructor(
    readonly tab: Tab,
    readonly method: MethodInfo,
    private readonly page: ComposerPage,
  ) {
    this.call = page.invocations.of(tab.path);
    this.streams = method.kind === 'client_streaming' || method.kind === 'bidi_streaming';
  }

  /** The types, or the example, could not be fetched: worth another `load` when the server is back. */
  lacking = false;
  /** Stands where the example could not be fetched. */
  #standIn = false;

  /** Fetches the types, and an example where nothing was typed yet. */
  load(): Promise<void> {
    if (this.lacking) this.failures = [];
    this.lacking = false;
    const untyped = this.tab.draft === null || (this.#standIn && !this.tab.touched);
    const first = untyped ? this.example(false) : undefined;
    this.#loading = Promise.all([this.#loadDetail(), first]).then(() => undefined);
    return this.#loading;
  }
  #loading: Promise<void> = Promise.resolve();

  edit(text: string): void {
    this.tab.draft = text;
    this.tab.touched = true;
  }

  /** Puts an example into the editor. `another`: one that is not there yet. */
  async example(another = true): Promise<void> {
    const seed = another && this.isExample ? nextSeed(this.tab.seed ?? this.#seed ?? '0') : this.tab.seed;
    try {
      const before = this.tab.draft;
      const answer = await this.page.api.example(this.tab.path, seed ?? undefined);
      if (this.tab.draft !== before) return; // Typed on in the meantime: the typing stays.
      if (seed !== null) this.tab.seed = seed;
      this.#seed = answer.seed;
      this.#example = formatJson(answer.json) ?? answer.json;
      this.tab.draft = this.#example;
      this.#standIn = false;
      this.failures = [];
    } catch (error) {
      this.#fail(error);
      if (this.tab.draft === null) {
        this.tab.draft = '{\n  \n}';
        this.#standIn = true;
      }
      this.lacking ||= this.#standIn && !this.tab.touched;
    }
  }
  /** The seed that the last example came from. */
  #seed: string | null = $state(null);
  get seedShown(): string | null {
    return this.tab.seed ?? this.#seed;
  }

  format(): void {
    const formatted = formatJson(this.text);
    if (formatted !== null) this.edit(formatted);
    else this.firstError();
  }

  /** ⌘↵: Send, Start or the next message; with errors it goes to the first and sends nothing. */
  async primary(): Promise<void> {
    if (this.streams && (this.call.phase === 'open' || this.call.phase === 'starting'))
      return void (await this.sendMessage());
    if (this.call.live) return;
    // A hand that is faster than the first example waits for it: nothing empty is sent.
    if (this.tab.draft === null) {
      await this.#loading;
      if (this.call.live) return;
    }
    if (!this.#sound(!this.streams)) return;
    this.view = 'message';
    const messages = this.streams ? [] : [this.text];
    await this.page.invocations.start({ method: this.tab.path, ...this.#settings(), ...this.tab.way, messages });
    this.#showRefusal();
  }

  /** The same call again, with this deadline. */
  async again(deadlineMs: number): Promise<void> {
    this.tab.deadlineMs = deadlineMs;
    await this.primary();
  }

  /** Sends what the editor holds into the open stream. */
  async sendMessage(): Promise<boolean> {
    if (!this.#sound(true)) return false;
    const sent = await this.call.send(this.text);
    if (!sent) this.#showRefusal();
    return sent;
  }

  async sendPrepared(index: number): Promise<boolean> {
    const text = this.tab.prepared[index];
    return text !== undefined && this.call.send(text, index);
  }

  prepare(): void {
    if (!this.#sound(true)) return;
    this.tab.prepared = [...this.tab.prepared, this.text];
    this.tab.touched = true;
  }

  unprepare(index: number): void {
    this.tab.prepared = this.tab.prepared.toSpliced(index, 1);
    this.call.sent = {};
  }

  /** Shows the first mistake; answers whether there is one. */
  firstError(): boolean {
    const error = this.#errors()[0];
    if (!error) return false;
    this.view = 'message';
    this.editor?.reveal(error.from, error.to);
    return true;
  }

  /** The same request for every protocol: null, and the mistake shown, where something must be put right first. */
  compareRequest(): CompareRequest | null {
    const prepared = this.streams && this.tab.prepared.length > 0;
    if (!this.#sound(!prepared)) {
      this.comparing = false;
      return null;
    }
    const messages = prepared ? this.tab.prepared : [this.text];
    return { method: this.tab.path, ...this.#settings(), messages, compress: this.tab.way.compress };
  }

  /** What a command line would say. Streams take their prepared messages, where there are any. */
  copyCall(address: string): CopyCall {
    const messages = this.streams && this.tab.prepared.length > 0 ? this.tab.prepared : [this.text];
    return { method: this.method, address, ...this.#settings(), messages, protocol: this.tab.way.protocol };
  }

  #settings(): { readonly metadata: CopyCall['metadata']; readonly deadlineMs: number | null } {
    return { metadata: metadataToSend(this.tab.metadata, this.tab.seed), deadlineMs: this.tab.deadlineMs };
  }

  /** False, and the mistake shown, where something must be put right first. */
  #sound(message: boolean): boolean {
    if (this.badRow >= 0) {
      this.view = 'metadata';
      return false;
    }
    return !message || !this.firstError();
  }

  #errors(): readonly JsonProblem[] {
    if (!this.schema || this.tooLarge) return [];
    const tree = parseJson(this.text);
    return lintJson(tree, this.schema.type, this.schema.types).filter(({ severity }) => severity === 'error');
  }

  /** The server found a mistake that we did not: its place is shown, where it has one. */
  #showRefusal(): void {
    const problem = this.call.problems.find(({ path, line }) => path !== undefined || line !== undefined);
    if (!problem) return;
    const node = problem.path === undefined ? null : findPath(parseJson(this.text).root, problem.path);
    if (node) this.editor?.reveal(node.from, node.to);
    else if (problem.line !== undefined) this.editor?.reveal(offsetAt(this.text, problem.line, problem.column ?? 1));
  }

  async #loadDetail(): Promise<void> {
    try {
      this.detail = await this.page.detail(this.tab.path);
    } catch (error) {
      this.#fail(error);
      this.lacking = true;
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.failures = error.problems;
  }
}

/** `42` → `43`, `demo` → `demo-2`, `demo-2` → `demo-3`. */
export function nextSeed(seed: string): string {
  if (/^\d{1,15}$/.test(seed)) return String(Number(seed) + 1);
  const match = /^(.*)-(\d{1,15})$/.exec(seed);
  return match ? `${match[1]}-${Number(match[2]) + 1}` : `${seed}-2`;
}

/** 1-based line and column → offset. */
function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}
