import type { Metadata } from '../contract/metadata.ts';
import type { VerifyRequest, VerifyResult } from '../contract/stub.ts';
import type { Message } from '@bufbuild/protobuf';
import type { SchemaMethod } from '../schema/registry.ts';
import type { CallSoFar, Matcher } from './stub.ts';

/** A call as the journal kept it. */
export interface RecordedCall {
  readonly id: string;
  readonly method: string;
  readonly metadata: Metadata;
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

/** Judges recorded calls, oldest first. */
export function verify(calls: Iterable<RecordedCall>, asked: Verification): VerifyResult {
  const found: string[] = [];
  const near: { readonly call: string; readonly because: string; readonly unmet: number }[] = [];
  const steps = asked.inOrder ?? [];
  let count = 0;
  let step = 0;
  for (const recorded of calls) {
    if (asked.session !== null && recorded.session !== asked.session) continue;
    const next = steps[step];
    const mine = recorded.method === asked.method.path;
    if (!mine && next?.method.path !== recorded.method) continue;
    const messages = recorded.messages();
    if (next?.method.path === recorded.method && next.matcher.matches(asCall(recorded, messages, next.method)))
      step += 1;
    if (!mine) continue;
    const call = asCall(recorded, messages, asked.method);
    if (asked.matcher.matches(call)) {
      count += 1;
      if (found.length < MOST_CALLS) found.push(recorded.id);
      continue;
    }
    const unmet = asked.matcher.explain(call).filter(({ met }) => !met);
    const [first] = unmet;
    if (first)
      near.push({ call: recorded.id, because: `${first.what || 'request'} ${first.because}`, unmet: unmet.length });
    // Of many calls the nearest are kept, and of those that are as near the latest.
    if (near.length > 64) trim(near);
  }
  trim(near);
  const wrong = countFault(asked, count);
  const order = step < steps.length ? orderFault(steps, step) : undefined;
  return {
    ok: wrong === undefined && order === undefined,
    found: count,
    message: wrong ?? order ?? `Found ${count} ${plural(count)} of ${asked.method.path}.`,
    calls: found,
    near: near.map(({ call, because }) => ({ call, because })),
  };
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

const asCall = (recorded: RecordedCall, messages: readonly Message[], method: SchemaMethod): CallSoFar => ({
  method,
  metadata: recorded.metadata,
  session: recorded.session,
  messages,
  count: recorded.count,
  halfClosed: recorded.halfClosed,
});

function countFault({ method, matcher, times }: Verification, count: number): string | undefined {
  const { exactly, atLeast, atMost } = times;
  // Nothing said means: it was called.
  const least = atLeast ?? (exactly === undefined && atMost === undefined ? 1 : undefined);
  const such = matcher.words === '' ? '' : ` with ${matcher.words}`;
  const about = `of ${method.path}${such}, found ${count}.`;
  if (exactly !== undefined && count !== exactly) return `Expected exactly ${exactly} ${plural(exactly)} ${about}`;
  if (least !== undefined && count < least) return `Expected at least ${least} ${plural(least)} ${about}`;
  return atMost !== undefined && count > atMost ? `Expected at most ${atMost} ${plural(atMost)} ${about}` : undefined;
}

function orderFault(steps: readonly VerifyTarget[], step: number): string {
  const { method, matcher } = steps[step]!;
  const such = matcher.words === '' ? '' : ` with ${matcher.words}`;
  const after = step === 0 ? '' : ` after ${steps[step - 1]!.method.path}`;
  return `Expected ${steps.length} calls in order; number ${step + 1}, ${method.path}${such}, did not come${after}.`;
}

const plural = (count: number): string => (count === 1 ? 'call' : 'calls');
