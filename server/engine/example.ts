import { toBinary, type Message } from '@bufbuild/protobuf';
import { decodeJson } from '../codec/decode-json.ts';
import { generateMessage } from '../generate/generate-message.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import type { Trace } from '../generate/trace.ts';
import { textKey } from '../generate/hash.ts';
import type { SchemaMethod } from '../schema/registry.ts';

/**
 * A request that fits the schema, as ProtoJSON text: without what only a server sets, at most three levels deep, with
 * page tokens and filters left empty. The same seed gives the same text.
 */
export function exampleRequest(method: SchemaMethod, seed: string, hints?: HintsFile): string {
  const { input } = method.desc;
  const message = exampleMessage(method, seed, { hints });
  return decodeJson(input, toBinary(input, message), method.types).json ?? '{}';
}

/** The same as a message. */
export function exampleMessage(
  method: SchemaMethod,
  seed: string,
  options: { readonly hints?: HintsFile | undefined; readonly trace?: Trace } = {},
): Message {
  const { input } = method.desc;
  const seedKey = textKey(seed);
  const key = textKey(`example ${method.path}`, seedKey);
  return generateMessage(input, { types: method.types, seed: seedKey, key, mode: 'request', ...options });
}
