import { toBinary } from '@bufbuild/protobuf';
import { decodeJson } from '../codec/decode-json.ts';
import { generateMessage } from '../generate/generate-message.ts';
import { textKey } from '../generate/hash.ts';
import type { SchemaMethod } from '../schema/registry.ts';

/**
 * A request that fits the schema, as ProtoJSON text: without what only a server sets, at most three levels deep, with
 * page tokens and filters left empty. The same seed gives the same text.
 */
export function exampleRequest(method: SchemaMethod, seed: string): string {
  const { input } = method.desc;
  const seedKey = textKey(seed);
  const key = textKey(`example ${method.path}`, seedKey);
  const message = generateMessage(input, { types: method.types, seed: seedKey, key, mode: 'request' });
  return decodeJson(input, toBinary(input, message), method.types).json ?? '{}';
}
