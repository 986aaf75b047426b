import { toBinary, type Message } from '@bufbuild/protobuf';
import { decodeJson } from '../codec/decode-json.ts';
import { generateMessage } from '../generate/generate-message.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import type { Trace } from '../generate/trace.ts';
import { behaviorsOf, REQUIRED } from '../generate/annotations.ts';
import { textKey } from '../generate/hash.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { writePath } from '../world/field-access.ts';
import { planMethod } from '../world/plan-method.ts';

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
  const message = generateMessage(input, { types: method.types, seed: seedKey, key, mode: 'request', ...options });
  // Made-up words are found nowhere: a search that may go without them finds something.
  const query = planMethod(method.desc)?.request.query;
  if (query && !behaviorsOf(query.at(-1)!).has(REQUIRED)) writePath(message, query, undefined);
  return message;
}
