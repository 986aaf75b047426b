import { create, type Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import type { Origins } from '../contract/origin.ts';
import type { AnsweredBy, Direction } from '../contract/traffic.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import { Trace } from '../generate/trace.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { planMethod } from '../world/plan-method.ts';
import { universeOf } from '../world/universe.ts';
import type { World } from '../world/world.ts';
import { exampleMessage } from './example.ts';
import { generated } from './generated.ts';
import { equal, walkOrigins, type Derived } from './origin-walk.ts';
import { deriveWorldAnswer } from './world-origins.ts';

/** A message of a call, and all that it is to be derived from again. */
export interface OriginQuestion {
  readonly method: SchemaMethod;
  /** The seed that the answer followed from; for a request, that of its example. */
  readonly seed: string;
  readonly direction: Direction;
  /** 1-based, by direction. */
  readonly index: number;
  /** As it was on the wire. */
  readonly message: Uint8Array;
  /** Messages of the client that came before it, as far as they are kept; `index` is 1-based. */
  readonly requests: readonly { readonly index: number; readonly bytes: Uint8Array }[];
  readonly answeredBy: AnsweredBy | undefined;
  readonly hints?: HintsFile | undefined;
  readonly world: World;
}

/**
 * Where each value of a recorded message comes from. Nothing was noted when it was said: it is derived again and
 * compared, so that a value has an origin only where it comes out the same. Undefined for bytes that are no message.
 */
export function originsOf(question: OriginQuestion): Origins | undefined {
  const { method, direction, message, seed } = question;
  const desc = direction === 'up' ? method.desc.input : method.desc.output;
  const decoded = decodeMessage(desc, message);
  if ('problem' in decoded) return undefined;
  const recorded = decoded.message;
  const found =
    direction === 'up'
      ? walkOrigins(desc, recorded, exampleOf(question, recorded), { by: 'client' })
      : walkOrigins(desc, recorded, answerOf(question, recorded));
  return { type: desc.typeName, seed, ...found };
}

/** A request is what a client said, unless it is, whole, the example that the page offers. */
function exampleOf({ method, seed, hints }: OriginQuestion, recorded: Message): Derived | undefined {
  const trace = new Trace();
  const message = exampleMessage(method, seed, { hints, trace });
  return equal(recorded, message)
    ? { message, trace, otherwise: () => undefined, input: method.desc.input }
    : undefined;
}

function answerOf(question: OriginQuestion, recorded: Message): Derived | undefined {
  const { method, seed, answeredBy, hints, world } = question;
  if (answeredBy?.by !== 'generated' && answeredBy?.by !== 'world') return undefined;
  const trace = new Trace();
  const { input } = method.desc;
  const made = generatedAgain(question, trace);
  const plan = answeredBy.by === 'world' ? planMethod(method.desc) : undefined;
  if (!plan) return made && { message: made, trace, otherwise: () => undefined, input };
  const universe = universeOf(seed, method.types, hints);
  return {
    ...deriveWorldAnswer(recorded, made ?? create(method.desc.output), { plan, world, universe, trace }),
    trace,
    input,
  };
}

/** The answer as it is generated; undefined where requests that it follows from are gone. */
function generatedAgain({ method, seed, hints, index, requests }: OriginQuestion, trace: Trace): Message | undefined {
  const made: Message[] = [];
  const listener = { trace, made: (message: Message) => void made.push(message) };
  const answer = generated(method, seed, { hints, listener });
  const bidi = method.kind === 'bidi_streaming';
  // A reply follows from the message that it answers and those before, though more may have come meanwhile.
  const heard = bidi ? requests.filter((request) => request.index <= index) : requests;
  if (heard.some((request, position) => request.index !== position + 1) || (bidi && heard.length < index))
    return undefined;
  for (const { bytes } of heard) {
    const decoded = decodeMessage(method.desc.input, bytes);
    if ('problem' in decoded) return undefined;
    answer.heard(decoded.message, bytes);
  }
  if (bidi) {
    answer.reply();
    return made[0];
  }
  answer.conclude();
  return made[index - 1];
}
