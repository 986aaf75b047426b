import { decodeJson } from '../../server/codec/decode-json.ts';
import { encodeJson } from '../../server/codec/encode-json.ts';
import type { AnsweredBy } from '../../server/contract/traffic.ts';
import type { Metadata } from '../../server/contract/metadata.ts';
import { createEngine } from '../../server/engine/engine.ts';
import type { Schema } from '../../server/schema/registry.ts';
import { World } from '../../server/world/world.ts';

/** What a call came to. */
export interface Answered {
  /** `OK`, `NOT_FOUND`, … */
  readonly status: string;
  readonly message: string;
  /** The answer as ProtoJSON; undefined where there was none. */
  readonly json: Record<string, unknown> | undefined;
  readonly bytes: Uint8Array | undefined;
  readonly trailers: Metadata;
  readonly by: AnsweredBy | undefined;
}

/** A client of the engine, without a socket: one world, calls one after the other. */
export function worldClient(schema: Schema, service: string, { strict = false, seed = 'seed' } = {}) {
  const world = new World({ now: () => 0, strict });
  const engine = createEngine({ seed, random: null, strict: false, now: () => 0, world });
  return {
    world,
    call(name: string, request: object = {}, metadata: Metadata = []): Answered {
      const method = schema.method(`/${service}/${name}`);
      if (!method) throw new Error(`There is no method ${service}/${name}.`);
      const encoded = encodeJson(method.desc.input, JSON.stringify(request), method.types);
      if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
      const conversation = engine.open(method, metadata);
      const first = conversation.receive(encoded.bytes);
      const last = conversation.halfClose();
      const steps = [...first.steps, ...last.steps];
      const end = steps.find((step) => step.do === 'end');
      const bytes = steps.find((step) => step.do === 'message')?.bytes;
      const text = bytes && decodeJson(method.desc.output, bytes, method.types).json;
      return {
        status: end?.status.name ?? 'OPEN',
        message: end?.status.message ?? '',
        json: text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>),
        bytes,
        trailers: end?.trailers ?? [],
        by: last.answeredBy,
      };
    },
    /** The answer, where there has to be one. */
    ok(name: string, request: object = {}, metadata: Metadata = []): Record<string, unknown> {
      const answer = this.call(name, request, metadata);
      if (answer.status !== 'OK' || !answer.json) throw new Error(`${name}: ${answer.status} ${answer.message}`);
      return answer.json;
    },
  };
}
