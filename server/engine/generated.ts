import type { DescFile, DescMessage, Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { operationOf } from '../generate/annotations.ts';
import { generateMessage } from '../generate/generate-message.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import type { Trace } from '../generate/trace.ts';
import { between, bytesKey, draw, mixA, mixB, textKey, type Key } from '../generate/hash.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { Answerer } from './answerer.ts';
import type { Step } from './conversation.ts';
import { echoPlan } from './echo.ts';
import { watched } from './traced-echo.ts';
import { byteFieldsOf, Tally } from './tally.ts';

/** What generated answers go by beside the seed. */
export interface GeneratedOptions {
  /** What a person says values look like. */
  readonly hints?: HintsFile | undefined;
  /** Epoch milliseconds; for rules that bind a value to the moment of the call. */
  readonly now?: (() => number) | undefined;
  /** Hears of each answer, with where its values come from. */
  readonly listener?: { readonly trace: Trace; readonly made: (message: Message) => void };
}

/** Generated data: a function of seed, method and what was asked; the same question has the same answer. */
export function generated(
  method: SchemaMethod,
  seed: string,
  { hints, now, listener }: GeneratedOptions = {},
): Answerer {
  const { file, output, byteFields, payload, echo, seedKey, methodKey } = planOf(method, seed);
  const tally = new Tally(byteFields);
  let key = methodKey;
  let last: Message | undefined;

  const message = (of: Key, lane: number, index: number, count: number, afterMs: number): Step => {
    const draft = generateMessage(output, {
      types: method.types,
      seed: seedKey,
      key: of,
      file,
      payload,
      hints,
      now,
      trace: listener?.trace,
      finish: (made) => {
        const heard = { request: last, draft: made, tally, lane, index, count, streams: method.kind };
        echo(listener ? watched(heard, listener.trace) : heard);
      },
    });
    listener?.made(draft);
    return { afterMs, do: 'message', bytes: encodeMessage(output, draft) };
  };
  const nth = (index: number): Key => ({ a: mixA(key.a, index + 1), b: mixB(key.b, index + 1) });

  return {
    heard(request, bytes) {
      last = request;
      tally.add(request);
      // A client stream is asked as a whole: its key grows with each message. Everywhere else the last one is the question.
      key = bytesKey(bytes, method.kind === 'client_streaming' ? key : methodKey);
    },
    reply() {
      const index = tally.messages - 1;
      return { steps: [message(nth(index), key.a, index, 0, between(draw(key.a, 71), 30, 120))] };
    },
    conclude() {
      if (method.kind === 'bidi_streaming') return { steps: [] };
      if (method.kind !== 'server_streaming') return { steps: [message(key, key.a, 0, 1, 0)] };
      const count = between(draw(key.a, 70), 3, 6);
      return {
        steps: Array.from({ length: count }, (_, index) =>
          message(nth(index), key.a, index, count, index === 0 ? 0 : between(draw(key.a, 80 + index), 200, 400)),
        ),
      };
    },
  };
}

/** Whose answer is generated. */
interface DraftFor {
  readonly method: SchemaMethod;
  readonly seed: string;
  readonly hints?: HintsFile | undefined;
}

/** The generated answer to one request, to be put into agreement with what is known beside it, and not yet encoded. */
export function generatedDraft({ method, seed, hints }: DraftFor, request: Message, bytes: Uint8Array): Message {
  const { output, file, byteFields, payload, echo, seedKey, methodKey } = planOf(method, seed);
  const key = bytesKey(bytes, methodKey);
  const draft = generateMessage(output, { types: method.types, seed: seedKey, key, file, payload, hints });
  const tally = new Tally(byteFields);
  tally.add(request);
  echo({ request, draft, tally, lane: key.a, index: 0, count: 1, streams: method.kind });
  return draft;
}

/** What all calls of a method have in common. */
interface MethodPlan {
  readonly output: DescMessage;
  readonly file: DescFile;
  readonly byteFields: readonly string[];
  readonly echo: ReturnType<typeof echoPlan>;
  readonly payload: (field: string) => DescMessage | undefined;
  /** Of the last seed that was asked for. */
  seed: string | null;
  seedKey: Key;
  methodKey: Key;
}

const NO_KEY: Key = { a: 0, b: 0 };
const plans = new WeakMap<SchemaMethod, MethodPlan>();

function planOf(method: SchemaMethod, seed: string): MethodPlan {
  let plan = plans.get(method);
  if (!plan) {
    const { desc } = method;
    plan = {
      output: desc.output,
      file: desc.parent.file,
      byteFields: byteFieldsOf(desc.input),
      echo: echoPlan(desc),
      payload: payloadsOf(method),
      seed: null,
      seedKey: NO_KEY,
      methodKey: NO_KEY,
    };
    plans.set(method, plan);
  }
  if (plan.seed !== seed) {
    plan.seed = seed;
    plan.seedKey = textKey(seed);
    plan.methodKey = textKey(method.path, plan.seedKey);
  }
  return plan;
}

/** The messages that a long-running operation of this method ends with and tells of. */
function payloadsOf({ desc, types, service }: SchemaMethod): (field: string) => DescMessage | undefined {
  const { response, metadata } = operationOf(desc);
  const find = (name: string | undefined): DescMessage | undefined =>
    name === undefined ? undefined : (types.getMessage(name) ?? types.getMessage(`${service.package}.${name}`));
  const [result, progress] = [find(response), find(metadata)];
  return (field) => (field === 'response' ? result : field === 'metadata' ? progress : undefined);
}
