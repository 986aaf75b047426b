import type { CelInput } from '@bufbuild/cel';
import { create, type DescMessage, type Message } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { TimestampSchema, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { Metadata } from '../contract/metadata.ts';
import type { CelNames } from './cel-library.ts';
import type { CallSoFar, TemplateScope } from './stub.ts';

/** `cel:` of a stub: true, false, or why it cannot be told. */
export type CelTest = (call: CallSoFar) => boolean | { readonly error: string };

/** The values of the names of an expression, each made when it is asked for. */
export function bindings(
  scope: TemplateScope,
  names: CelNames,
  fakes: ReadonlyMap<string, CelInput>,
): Record<string, CelInput> {
  return new Bindings(scope, names, fakes) as unknown as Record<string, CelInput>; // looked up by name
}

class Bindings {
  readonly #scope: TemplateScope;
  readonly #names: CelNames;
  readonly fake: ReadonlyMap<string, CelInput>;

  constructor(scope: TemplateScope, names: CelNames, fakes: ReadonlyMap<string, CelInput>) {
    this.#scope = scope;
    this.#names = names;
    this.fake = fakes;
    for (const name of names.variables) {
      const value = scope.variables.get(name);
      // Names of its own win, whatever was set.
      if (value !== undefined && !(name in this))
        Object.defineProperty(this, name, { value: value as CelInput, enumerable: true });
    }
  }

  get request(): CelInput | undefined {
    return read(this.#names.input, this.#scope.call.messages[0]);
  }
  get requests(): CelInput {
    return this.#scope.call.messages.map((message) => reflect(this.#names.input, message));
  }
  get message(): CelInput | undefined {
    const { message, call } = this.#scope;
    return read(this.#names.input, message ?? call.messages.at(-1));
  }
  get metadata(): CelInput {
    return metadataMap(this.#scope.call.metadata);
  }
  get count(): CelInput {
    return BigInt(this.#scope.turn ?? this.#scope.hit);
  }
  get now(): CelInput {
    return timestampAt(this.#scope.now);
  }
  get seed(): CelInput {
    return this.#scope.seed;
  }
  get call(): CelInput {
    const call = this.#scope.other ?? this.#scope.call;
    const desc = call.method.desc.input;
    const [request] = call.messages;
    const members = new Map<string, CelInput>([
      ['method', call.method.path.slice(1)],
      ['metadata', metadataMap(call.metadata)],
      ['count', BigInt(call.count)],
      ['requests', call.messages.map((message) => reflect(desc, message))],
    ]);
    if (request) members.set('request', reflect(desc, request));
    return members;
  }
}

const read = (desc: DescMessage, message: Message | undefined): CelInput | undefined =>
  message && reflect(desc, message);

/** By key; several values of one key are joined with a comma, values of `-bin` keys are bytes. */
function metadataMap(metadata: Metadata): ReadonlyMap<string, CelInput> {
  const map = new Map<string, CelInput>();
  for (const { key, value } of metadata) {
    const before = map.get(key);
    if (key.endsWith('-bin')) map.set(key, before ?? bytesOf(value));
    else map.set(key, typeof before === 'string' ? `${before}, ${value}` : value);
  }
  return map;
}

function bytesOf(text: string): CelInput {
  try {
    return base64Decode(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return text;
  }
}

/** A moment in epoch milliseconds. */
export function timestampAt(millis: number): Timestamp {
  const seconds = Math.floor(millis / 1000);
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: Math.round((millis - seconds * 1000) * 1e6) });
}
