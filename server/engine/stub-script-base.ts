import { create, toBinary, type Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import type { Answerer, Line } from './answerer.ts';
import { generated } from './generated.ts';
import type { Question } from './question.ts';
import { stubBase, type Heard, type StubBase } from './stub-base.ts';

/** What `generated: true` of a script takes from. */
export interface ScriptBase {
  /** A message of one's own; `heard`: the message that it answers, where there is one. */
  message(heard: Message | undefined): Message;
  close(): void;
}

/**
 * What would be answered without stubs. In a bidi call each message is a reply of one conversation, so that a timer does
 * not say the same again; elsewhere they are the answers to the request, one after the other. `heard`: what came so far.
 */
export function scriptBase(
  question: Question,
  heard: () => readonly Heard[],
  other: (line: Line) => Answerer | undefined,
): ScriptBase {
  // What it has to say unasked is not for this call.
  const mute: Line = { ...question.line, push: () => undefined, waiting: () => 0 };
  if (question.method.kind === 'bidi_streaming') return talkBase(question, () => other(mute));
  let base: StubBase | undefined;
  return {
    message: () => (base ??= stubBase(question, heard(), () => other(mute))).message(),
    close: () => undefined,
  };
}

function talkBase({ method, seed, hints, now }: Question, other: () => Answerer | undefined): ScriptBase {
  const { input, output } = method.desc;
  let answers: readonly Answerer[] | undefined;
  return {
    message(heard) {
      answers ??= [other(), generated(method, seed, { hints, now })].filter((answer) => answer !== undefined);
      const message = heard ?? create(input);
      const bytes = toBinary(input, message);
      for (const answer of answers) {
        answer.heard(message, bytes);
        const { steps, end } = answer.reply();
        const first = end && end.code !== 0 ? undefined : steps.find((step) => step.do === 'message');
        const made = first && decodeMessage(output, first.bytes);
        if (made && 'message' in made) return made.message;
      }
      return create(output);
    },
    close() {
      for (const answer of answers ?? []) answer.close?.();
    },
  };
}
