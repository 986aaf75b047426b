import type { HeldAction, HeldReply } from '#contract/hold-api';
import type { Metadata } from '#contract/metadata';
import type { Problem } from '#contract/problem';
import type { MethodPath } from '#contract/schema';
import type { StatusName } from '#contract/status';
import { ApiError } from '../api/api.ts';
import { formatJson } from '../lib/json-format.ts';
import type { JsonProblem } from '../lib/json-tree.ts';

/** One header or trailer, as it is typed. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

/** What a draft asks of the calls that wait. */
interface Desk {
  act(call: string, action: HeldAction): Promise<readonly Problem[]>;
  reply(call: string, from: HeldReply['from'], seed: string): Promise<HeldReply>;
  lastOf(method: MethodPath): string | undefined;
  sent(method: MethodPath, text: string): void;
}

/** The answer to one call, while a person writes it. It outlives the room. */
export class HandDraft {
  /** ProtoJSON; null until something was fetched to begin with. */
  text: string | null = $state(null);
  headers: readonly Pair[] = $state.raw([]);
  trailers: readonly Pair[] = $state.raw([]);
  status: StatusName = $state('OK');
  message: string = $state('');
  /** ProtoJSON of an `Any`, or of a list of them; empty for none. */
  details: string = $state('');
  /** What is wrong with the text, as the editor last found it. */
  lint: readonly JsonProblem[] = $state.raw([]);
  /** Why the last thing was not done, and what that was; null for something else than an action. */
  problems: readonly Problem[] = $state.raw([]);
  failed: HeldAction['do'] | null = $state(null);
  /** What is to be said of the text that was filled in. */
  note: string = $state('');
  busy: boolean = $state(false);
  view: 'message' | 'headers' | 'trailers' = $state('message');
  readonly #desk: Desk;
  #filled: { readonly from: HeldReply['from']; readonly text: string; readonly times: number } | null = null;

  constructor(
    readonly call: string,
    readonly method: MethodPath,
    desk: Desk,
  ) {
    this.#desk = desk;
  }

  get hasLast(): boolean {
    return this.#desk.lastOf(this.method) !== undefined;
  }

  /** Something to begin with, where nothing was typed yet. */
  async begin(): Promise<void> {
    if (this.text === null) await this.fill('generated');
  }

  edit(text: string): void {
    this.text = text;
    this.note = '';
    this.#changed('message');
  }

  writeHeaders(pairs: readonly Pair[]): void {
    this.headers = pairs;
    this.#changed('headers');
  }

  writeTrailers(pairs: readonly Pair[]): void {
    this.trailers = pairs;
    this.#changed('end');
  }

  writeDetails(text: string): void {
    this.details = text;
    this.#changed('end');
  }

  /** What was said of a place is not true of another text. */
  #changed(what: HeldAction['do']): void {
    if (this.failed === what) this.problems = [];
  }

  /** Puts a reply into the editor; asked again on what it has filled in, it takes the next one. */
  async fill(from: HeldReply['from']): Promise<void> {
    const before = this.text;
    const again = this.#filled?.from === from && this.#filled.text === before;
    const times = again ? (this.#filled?.times ?? 0) + 1 : 0;
    try {
      const reply = await this.#desk.reply(this.call, from, times === 0 || from === 'world' ? '' : `${times}`);
      if (this.text !== before) return; // Typed on in the meantime: the typing stays.
      this.text = formatJson(reply.json) ?? reply.json;
      this.note = reply.note;
      this.#filled = { from, text: this.text, times };
      this.problems = [];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Without one there is an empty message to begin with.
      this.text ??= '{}';
      this.problems = error.problems;
      this.failed = null;
    }
  }

  /** The last message that was sent by hand in answer to this method. */
  fillLast(): void {
    const last = this.#desk.lastOf(this.method);
    if (last === undefined) return;
    this.edit(last);
  }

  /** Sends the message. `end`: and ends the call with OK, as calls do that answer with one message. */
  async send(end: boolean): Promise<boolean> {
    const json = this.text ?? '{}';
    return this.#do(async () => {
      if (this.headers.some(isGiven) && !(await this.#try({ do: 'headers', metadata: given(this.headers) }))) {
        this.view = 'headers';
        return false;
      }
      this.headers = [];
      if (!(await this.#try({ do: 'message', json }))) {
        this.view = 'message';
        return false;
      }
      this.#desk.sent(this.method, json);
      return !end || this.#end('OK', '');
    });
  }

  sendHeaders(): Promise<boolean> {
    return this.#do(async () => {
      const done = await this.#try({ do: 'headers', metadata: given(this.headers) });
      if (done) this.headers = [];
      return done;
    });
  }

  /** Ends the call as it is set. */
  end(): Promise<boolean> {
    return this.#do(() => this.#end(this.status, this.message));
  }

  reset(code: string): Promise<boolean> {
    return this.#do(() => this.#try({ do: 'reset', code }));
  }

  /** Whoever would have answered goes on. */
  release(): Promise<boolean> {
    return this.#do(() => this.#try({ do: 'release' }));
  }

  async #end(status: StatusName, message: string): Promise<boolean> {
    const details = status === 'OK' ? [] : detailTexts(this.details);
    const done = await this.#try({ do: 'end', status, message, trailers: given(this.trailers), details });
    if (!done && this.problems.some(({ code, path }) => code === 'held-details' || path?.startsWith('trailers')))
      this.view = 'trailers';
    return done;
  }

  async #try(action: HeldAction): Promise<boolean> {
    this.problems = await this.#desk.act(this.call, action);
    this.failed = this.problems.length > 0 ? action.do : null;
    return this.problems.length === 0;
  }

  /** One thing at a time: a second press while the first is under way does nothing. */
  async #do(act: () => Promise<boolean>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      return await act();
    } finally {
      this.busy = false;
    }
  }
}

/** Whether anything is written in it: others are not sent. */
export const isGiven = ({ key, value }: Pair): boolean => key.trim() !== '' || value !== '';
const given = (pairs: readonly Pair[]): Metadata =>
  pairs.filter(isGiven).map(({ key, value }) => ({ key: key.trim().toLowerCase(), value }));

/** The texts of a list, or the one text that it is. What is no list is for the server to judge. */
function detailTexts(text: string): readonly string[] {
  if (text.trim() === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map((one) => JSON.stringify(one)) : [text];
  } catch {
    return [text];
  }
}
