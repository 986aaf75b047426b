import type { DescFile, DescMessage, Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { holds } from '../rules/accept.ts';
import type { ValueRules } from '../rules/field-rules.ts';
import type { Draft, Generation, Make } from './context.ts';
import { mix, mixA, mixB } from './hash.ts';
import { madeBy } from './made-by.ts';
import { momentsOf } from './ruled.ts';

type MakeMessage = (desc: DescMessage, a: number, b: number, gen: Generation, depth: number) => unknown;

const TRIES = 8;

/** An `Any` whose type the rules allow: one of `in`, with a payload where its type is known. */
export function ruledAny(make: Make, rules: ValueRules, needed: boolean, makeMessage: MakeMessage): Make {
  const fits = (any: unknown, gen: Generation): boolean =>
    holds(rules, (any as { typeUrl: string }).typeUrl, momentsOf(gen)); // makers of Any yield it
  const pack = (url: string, a: number, b: number, gen: Generation): Draft => {
    const name = url.slice(url.lastIndexOf('/') + 1);
    const desc = gen.types.getMessage(name) ?? messageOf(gen.file, name, new Set());
    // What `makeMessage` returns is a message of the library.
    const message = desc && (makeMessage(desc, a, b, gen, gen.depth + 1) as Message);
    const value = desc && message ? encodeMessage(desc, message) : new Uint8Array();
    return { $typeName: 'google.protobuf.Any', typeUrl: url, value };
  };
  const ruled: Make = (a, b, s, gen, depth) => {
    const first = make(a, b, s, gen, depth);
    if (first === undefined && !needed) return undefined;
    if (first !== undefined && fits(first, gen)) return first;
    const allowed = (rules.in ?? []).filter((url) => !rules.notIn.includes(url));
    if (allowed.length > 0) return pack(String(allowed[(a >>> 0) % allowed.length]), a, b, gen);
    for (let round = 1; round <= TRIES; round++) {
      const next = make(mixA(a, round), mixB(b, round), mix(s + round), gen, depth);
      if (next !== undefined && fits(next, gen)) return next;
    }
    const known = [
      'google.protobuf.Duration',
      'google.protobuf.Timestamp',
      'google.protobuf.StringValue',
      'google.protobuf.Empty',
    ];
    const url = known.map((name) => `type.googleapis.com/${name}`).find((name) => !rules.notIn.includes(name));
    return pack(url ?? 'type.googleapis.com/google.protobuf.Empty', a, b, gen);
  };
  return madeBy(ruled, { by: 'constraint', rule: rules.names.join(', ') });
}

/** A message of a file or of what it imports. */
function messageOf(file: DescFile, name: string, seen: Set<DescFile>): DescMessage | undefined {
  if (seen.has(file)) return undefined;
  seen.add(file);
  const among = (list: readonly DescMessage[]): DescMessage | undefined => {
    for (const desc of list) {
      if (desc.typeName === name) return desc;
      const below = name.startsWith(`${desc.typeName}.`) ? among(desc.nestedMessages) : undefined;
      if (below) return below;
    }
    return undefined;
  };
  const own = among(file.messages);
  if (own) return own;
  for (const dependency of file.dependencies) {
    const below = messageOf(dependency, name, seen);
    if (below) return below;
  }
  return undefined;
}
