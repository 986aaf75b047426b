import { encodeJson } from '../../../server/codec/encode-json.ts';
import { status, type StatusName } from '../../../server/contract/status.ts';
import type { Metadata } from '../../../server/contract/metadata.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import type { Answerer } from '../../../server/serving/call-desk.ts';
import { ok, say } from '../grpc/mock.ts';
import { shop } from './rest-shop.ts';

export const schema = shop();

/** Answers each request with itself, as the method's answer. */
export const echo: Answerer = {
  open: () => {
    let last: Uint8Array = new Uint8Array();
    return {
      opening: { steps: [] },
      receive: (bytes) => ((last = bytes), { steps: [] }),
      halfClose: () => ({ steps: [say(last), ok()] }),
    };
  },
};

/** The answer of a method of the shop, as bytes. */
export function bytesOf(method: string, json: object): Uint8Array {
  const { desc, types } = schema.method(`/shop.v1.Shop/${method}`)!;
  const made = encodeJson(desc.output, JSON.stringify(json), types);
  if ('problems' in made) throw new Error(made.problems[0]?.message);
  return made.bytes;
}

/** Answers whatever comes with these steps. */
export const plays = (...steps: readonly Step[]): Answerer => ({
  open: () => ({ opening: { steps: [] }, receive: () => ({ steps: [] }), halfClose: () => ({ steps }) }),
});

export const item = (json: object): Step => say(bytesOf('GetItem', json));
export const end = (name: StatusName, message = '', trailers: Metadata = []): Step => ({
  afterMs: 0,
  do: 'end',
  status: status(name, message),
  trailers,
});
