import type { DescMessage, Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import { generated } from './generated.ts';
import type { Answerer, Say } from './answerer.ts';
import type { Question } from './question.ts';

/** A request message, and its bytes. */
export interface Heard {
  readonly message: Message;
  readonly bytes: Uint8Array;
}

/** What answers would be without stubs, one after the other: `generated: true` takes from it what is not given. */
export interface StubBase {
  /** A message of one's own, to write into. */
  message(): Message;
  bytes(): Uint8Array;
  /** Messages that the whole answer has; at least one. */
  size(): number;
}

/**
 * Asks whoever would answer, when it is first needed. Where that fails, or has nothing to say yet, generated data stand
 * in. `other` is undefined where nobody would answer.
 */
export function stubBase(question: Question, heard: readonly Heard[], other: () => Answerer | undefined): StubBase {
  const { method, seed, hints, now } = question;
  let made: readonly Uint8Array[] | undefined;
  let next = 0;
  const all = (): readonly Uint8Array[] =>
    (made ??= firstOf(
      () => said(other(), heard, method.kind === 'bidi_streaming'),
      () => said(generated(method, seed, { hints, now }), heard, method.kind === 'bidi_streaming'),
    ));
  const bytes = (): Uint8Array => all()[next++ % all().length] ?? new Uint8Array();
  return { bytes, message: () => messageOf(method.desc.output, bytes()), size: () => all().length };
}

function firstOf(...tries: readonly (() => readonly Uint8Array[])[]): readonly Uint8Array[] {
  for (const attempt of tries) {
    const found = attempt();
    if (found.length > 0) return found;
  }
  return [new Uint8Array()];
}

function said(answer: Answerer | undefined, heard: readonly Heard[], bidi: boolean): readonly Uint8Array[] {
  if (!answer) return [];
  let say: Say = { steps: [] };
  for (const { message, bytes } of heard) {
    answer.heard(message, bytes);
    if (bidi) say = answer.reply();
  }
  if (!bidi) say = answer.conclude();
  answer.close?.();
  if (say.end && say.end.code !== 0) return [];
  return say.steps.flatMap((step) => (step.do === 'message' ? [step.bytes] : []));
}

function messageOf(desc: DescMessage, bytes: Uint8Array): Message {
  const decoded = decodeMessage(desc, bytes);
  // It was encoded by us a moment ago.
  if ('problem' in decoded) throw new Error(decoded.problem.message);
  return decoded.message;
}
