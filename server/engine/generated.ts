import { toBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import { operationOf } from '../generate/annotations.ts';
import { generateMessage } from '../generate/generate-message.ts';
import { between, bytesKey, draw, mixA, mixB, textKey, type Key } from '../generate/hash.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { Step } from './conversation.ts';
import { echoPlan } from './echo.ts';
import { Tally } from './tally.ts';

/** Answers one call. It is told each request message in turn and keeps a bounded memory of them. */
export interface Answerer {
  heard(message: Message, bytes: Uint8Array): void;
  /** A bidi method's reply to the message just heard. */
  reply(): Step[];
  /** What remains to be said when the client has half-closed. */
  conclude(): Step[];
}

/** Generated data: a function of seed, method and what was asked; the same question has the same answer. */
export function generated(method: SchemaMethod, seed: string): Answerer {
  const { input, output } = method.desc;
  const seedKey = textKey(seed);
  const methodKey = textKey(method.path, seedKey);
  const payload = payloadsOf(method);
  const echo = echoPlan(method.desc);
  const tally = new Tally(input);
  let key = methodKey;
  let last: Message | undefined;

  const message = (of: Key, lane: number, index: number, count: number, afterMs: number): Step => {
    const draft = generateMessage(output, {
      types: method.types,
      seed: seedKey,
      key: of,
      file: method.desc.parent.file,
      payload,
    });
    echo({ request: last, draft, tally, lane, index, count, streams: method.kind });
    return { afterMs, do: 'message', bytes: toBinary(output, draft) };
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
      return [message(nth(index), key.a, index, 0, between(draw(key.a, 71), 30, 120))];
    },
    conclude() {
      if (method.kind !== 'server_streaming') return [message(key, key.a, 0, 1, 0)];
      const count = between(draw(key.a, 70), 3, 6);
      return Array.from({ length: count }, (_, index) =>
        message(nth(index), key.a, index, count, index === 0 ? 0 : between(draw(key.a, 80 + index), 200, 400)),
      );
    },
  };
}

const payloads = new WeakMap<SchemaMethod['desc'], (field: string) => DescMessage | undefined>();

/** The messages that a long-running operation of this method ends with and tells of. */
function payloadsOf({ desc, types, service }: SchemaMethod): (field: string) => DescMessage | undefined {
  let found = payloads.get(desc);
  if (!found) {
    const { response, metadata } = operationOf(desc);
    const find = (name: string | undefined): DescMessage | undefined =>
      name === undefined ? undefined : (types.getMessage(name) ?? types.getMessage(`${service.package}.${name}`));
    const [result, progress] = [find(response), find(metadata)];
    found = (field) => (field === 'response' ? result : field === 'metadata' ? progress : undefined);
    payloads.set(desc, found);
  }
  return found;
}
