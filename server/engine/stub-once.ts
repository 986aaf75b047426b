import type { Message } from '@bufbuild/protobuf';
import type { Metadata } from '../contract/metadata.ts';
import { sessionOf } from '../contract/session.ts';
import type { StubStore } from '../stubs/store.ts';
import type { CallSoFar, Choice } from '../stubs/stub.ts';
import type { Answerer, Say } from './answerer.ts';
import type { Step } from './conversation.ts';
import type { Question } from './question.ts';
import { constantSay } from './stub-constant.ts';

const NOTHING: Say = { steps: [] };
const NO_STEPS: readonly Step[] = [];

/**
 * Stubs answer a method that takes one request: who wins is known when it has come. What always says the same is said
 * without more ado; everything else is left to `otherwise`, which hears the request and who was chosen.
 */
export class StubOnce implements Answerer {
  readonly opening = NO_STEPS;
  readonly #question: Question;
  readonly #stubs: StubStore;
  readonly #headers: Metadata;
  readonly #otherwise: (chosen: Choice | undefined) => Answerer;
  #message: Message | undefined;
  #bytes: Uint8Array | undefined;
  #other: Answerer | undefined;

  constructor(
    question: Question,
    stubs: StubStore,
    headers: Metadata,
    otherwise: (chosen: Choice | undefined) => Answerer,
  ) {
    this.#question = question;
    this.#stubs = stubs;
    this.#headers = headers;
    this.#otherwise = otherwise;
  }

  heard(message: Message, bytes: Uint8Array): void {
    this.#message = message;
    this.#bytes = bytes;
  }

  reply(): Say {
    return NOTHING;
  }

  conclude(): Say {
    const { method, metadata = [] } = this.#question;
    // `converse` refuses a call without a request.
    const message = this.#message!;
    const session = sessionOf(metadata);
    const call: CallSoFar = { method, metadata, session, messages: [message], count: 1, halfClosed: true };
    const choice = this.#stubs.choose(call);
    if (choice?.reply?.kind === 'reply' && !choice.fault) {
      const say = constantSay(method, choice.stub, choice.reply, this.#headers);
      if (say) return say;
    }
    this.#other = this.#otherwise(choice);
    this.#other.heard(message, this.#bytes!); // came with the message
    return this.#other.conclude();
  }

  full(): boolean {
    return this.#other?.full?.() ?? false;
  }
  played(): void {
    this.#other?.played?.();
  }
  close(): void {
    this.#other?.close?.();
  }
}
