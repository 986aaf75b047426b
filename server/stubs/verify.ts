import { isSecretKey, type Metadata } from '../contract/metadata.ts';
import type { VerifyRequest, VerifyResult } from '../contract/stub.ts';
import type { Message } from '@bufbuild/protobuf';
import type { SchemaMethod } from '../schema/registry.ts';
import type { CallSoFar, Matcher } from './stub.ts';

/** A call as the journal kept it. */
export interface RecordedCall {
  readonly id: string;
  readonly method: string;
  readonly metadata: Metadata;
  /** The same with secrets as they were; left out where nothing is masked. They decide, and are never told. */
  readonly whole?: () => Metadata;
  /** Of `x-understudy-session`; empty for none. */
  readonly session: string;
  readonly halfClosed: boolean;
  /** Decodes the request messages that were kept, when it is asked. */
  readonly messages: () => readonly Message[];
  /** How many there were in all. */
  readonly count: number;
}

/** A method with a matcher of its calls, compiled by `compileWhen`. */
export interface VerifyTarget {
  readonly method: SchemaMethod;
  readonly matcher: Matcher;
  /** In place of the words of the matcher, where those tell a secret. */
  readonly words?: string;
}

/** What a verification asks, read and compiled. */
export interface Verification extends VerifyTarget {
  readonly times: VerifyRequest['times'];
  /** Null for calls of all sessions. */
  readonly session: string | null;
  readonly inOrder: readonly VerifyTarget[] | null;
}

const MOST_NEAR = 3;
const MOST_CALLS = 1_000;

/** Judges recorded calls, oldest first, at one go. */
export function verify(calls: Iterable<RecordedCall>, asked: Verification): VerifyResult {
  const verifying = new Verifying(asked);
  for (const call of calls) verifying.hear(call);
  return verifying.result();
}

/** Judges recorded calls one by one, oldest first: others may have their turn in between. */
export class Verifying {
  readonly #asked: Verification;
  readonly #steps: readonly VerifyTarget[];
  readonly #found: string[] = [];
  readonly #near: { readonly call: string; readonly because: string; readonly unmet: number }[] = [];
  #count = 0;
  #step = 0;

  constructor(asked: Verification) {
    this.#asked = asked;
    this.#steps = asked.inOrder ?? [];
  }

  hear(recorded: RecordedCall): void {
    const { method, matcher, session } = this.#asked;
    if (session !== null && recorded.session !== session) return;
    const next = this.#steps[this.#step];
    const mine = recorded.method === method.path;
    const following = next !== undefined && next.method.path === recorded.method;
    if (!mine && !following) return;
    const messages = recorded.messages();
    const whole = recorded.whole?.();
    if (following && next.matcher.matches(asCall(recorded, messages, next.method, whole))) this.#step += 1;
    if (!mine) return;
    const call = asCall(recorded, messages, method, whole);
    if (matcher.matches(call)) {
      this.#count += 1;
      if (this.#found.length < MOST_CALLS) this.#found.push(recorded.id);
      return;
    }
    // What decided is told as it is shown: the same conditions, held against what is masked.
    const shown = matcher.explain(asCall(recorded, messages, method));
    const unmet = matcher.explain(call).flatMap(({ met, what }, at) => (met ? [] : [{ what, shown: shown[at] }]));
    const [first] = unmet;
    if (!first) return;
    const open = isSecretKey(first.what) || first.shown?.met ? undefined : first.shown;
    const told =
      open?.because.replace('; the stub asks for ', '; expected ') ?? 'is a secret, and another one than is asked for';
    this.#near.push({ call: recorded.id, because: `${first.what || 'request'} ${told}`, unmet: unmet.length });
    // Of many calls the nearest are kept, and of those that are as near the latest.
    if (this.#near.length > 64) trim(this.#near);
  }

  result(): VerifyResult {
    const near = [...this.#near];
    trim(near);
    const wrong = countFault(this.#asked, this.#count);
    const order = this.#step < this.#steps.length ? orderFault(this.#steps, this.#step) : undefined;
    return {
      ok: wrong === undefined && order === undefined,
      found: this.#count,
      message: wrong ?? order ?? `Found ${this.#count} ${plural(this.#count)} of ${this.#asked.method.path}.`,
      calls: this.#found,
      near: near.map(({ call, because }) => ({ call, because })),
    };
  }
}

function trim(near: { readonly unmet: number }[]): void {
  const kept = near
    .map((each, at) => ({ each, at }))
    .sort((left, right) => left.each.unmet - right.each.unmet || right.at - left.at)
    .slice(0, MOST_NEAR)
    .sort((left, right) => left.at - right.at)
    .map(({ each }) => each);
  near.splice(0, near.length, ...kept);
}

const asCall = (
  recorded: RecordedCall,
  messages: readonly Message[],
  method: SchemaMethod,
  metadata = recorded.metadata,
): CallSoFar => ({
  method,
  metadata,
  session: recorded.session,
  messages,
  count: recorded.count,
  halfClosed: recorded.halfClosed,
});

function countFault(
  { method, matcher, words = matcher.words, times }: Verification,
  count: number,
): string | undefined {
  const { exactly, atLeast, atMost } = times;
  // Nothing said means: it was called.
  const least = atLeast ?? (exactly === undefined && atMost === undefined ? 1 : undefined);
  const such = words === '' ? '' : ` with ${words}`;
  const about = `of ${method.path}${such}, found ${count}.`;
  if (exactly !== undefined && count !== exactly) return `Expected exactly ${exactly} ${plural(exactly)} ${about}`;
  if (least !== undefined && count < least) return `Expected at least ${least} ${plural(least)} ${about}`;
  return atMost !== undefined && count > atMost ? `Expected at most ${atMost} ${plural(atMost)} ${about}` : undefined;
}

function orderFault(steps: readonly VerifyTarget[], step: number): string {
  const { method, matcher, words = matcher.words } = steps[step]!;
  const such = words === '' ? '' : ` with ${words}`;
  const after = step === 0 ? '' : ` after ${steps[step - 1]!.method.path}`;
  return `Expected ${steps.length} calls in order; number ${step + 1}, ${method.path}${such}, did not come${after}.`;
}

const plural = (count: number): string => (count === 1 ? 'call' : 'calls');
