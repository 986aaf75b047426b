import { fromBinary, toBinary, type DescMessage, type Message, type Registry } from '@bufbuild/protobuf';
import { encodeNode } from '../codec/encode-json.ts';
import { Findings } from '../codec/findings.ts';
import type { JsonNode } from '../codec/json-text.ts';
import { celLibrary, type CelNames } from './cel-library.ts';
import type { Place, ValueSpec } from './spec.ts';
import type { MessageTemplate, Template, TemplateFailure, TemplateScope } from './stub.ts';
import { valueFault } from './parse-metadata.ts';
import { buildFiller, FillFault, keyOf, type Filler } from './template-fill.ts';
import { mergeGiven } from './template-merge.ts';

/** What templates of one stub are compiled with. */
export interface TemplateContext {
  readonly names: CelNames;
  /** What an Any can hold. */
  readonly types: Registry;
  /** Hears what cannot be compiled; the template then fails when it is filled. */
  readonly fault: (place: Place, message: string, hint?: string) => void;
}

/** Text: a header, the message of a status. Values of expressions are written in their canonical form. */
export function textTemplate(spec: ValueSpec, context: TemplateContext): Template<string> {
  if (spec.constant) {
    const value = typeof spec.json === 'string' ? spec.json : String(spec.json);
    return { constant: value, fill: () => ({ value }) };
  }
  const filler = buildFiller(spec, context, 'text');
  return {
    constant: undefined,
    fill: (scope) =>
      guarded(spec, () => {
        const node = filler(scope, keyOf(spec.place, scope));
        return { value: node.kind === 'string' ? node.value : '' };
      }),
  };
}

/** A value of metadata: text that can be sent, or bytes in base64 where the key ends in `-bin`. */
export function metadataTemplate(key: string, spec: ValueSpec, context: TemplateContext): Template<string> {
  const template = textTemplate(spec, context);
  if (template.constant !== undefined) return template;
  return {
    constant: undefined,
    fill: (scope) => {
      const made = template.fill(scope);
      // Spaces around it are taken away on the way.
      const fault = 'failed' in made ? undefined : valueFault(key, made.value.trim());
      if (!fault) return made;
      const { path, file, line } = spec.place;
      return { failed: `It cannot be sent as "${key}": ${fault.join(' ')}`, path, file, line };
    },
  };
}

/** A value of any shape, as expressions take it: of `set`. An expression alone keeps its type. */
export function valueTemplate(spec: ValueSpec, context: TemplateContext): Template<unknown> {
  if (spec.constant) {
    const value = celInput(spec.node);
    return { constant: value, fill: () => ({ value }) };
  }
  const filler = buildFiller(spec, context, 'any');
  return {
    constant: undefined,
    fill: (scope) =>
      guarded(spec, () => {
        const node = filler(scope, keyOf(spec.place, scope));
        if (sizeOf(node, LARGEST_VARIABLE) > LARGEST_VARIABLE)
          throw new FillFault(
            `It is larger than the ${LARGEST_VARIABLE} characters that a variable holds.`,
            spec.place.path,
          );
        return { value: celInput(node) };
      }),
  };
}

/** A message of the spec's type, encoded once where it has no holes. `generated`: the base gives what is not given. */
export function messageTemplate(spec: ValueSpec, context: TemplateContext, generated = false): MessageTemplate {
  const { desc } = spec;
  if (!desc) throw new Error(`${spec.place.path} is no message`);
  const { types } = context;
  const encode = (node: JsonNode): Uint8Array => {
    const findings = new Findings('');
    const bytes = encodeNode(desc, node, findings, '', types, { partial: generated });
    if (bytes) return bytes;
    const [first] = findings.problems();
    throw new FillFault(first?.message ?? 'It does not fit the message.', joined(spec.place.path, first?.path));
  };
  if (spec.constant) {
    const bytes = spec.bytes ?? firstTime(() => encode(spec.node));
    if (!generated && bytes instanceof Uint8Array) return { constant: bytes, fill: () => ({ value: bytes }) };
    return {
      constant: undefined,
      fill: (_scope, base) =>
        guarded(spec, () => {
          if (!(bytes instanceof Uint8Array)) throw bytes;
          return { value: base ? overBase(desc, bytes, spec.node, base) : bytes };
        }),
    };
  }
  const filler: Filler = buildFiller(spec, context, 'any');
  return {
    constant: undefined,
    fill: (scope, base) =>
      guarded(spec, () => {
        const node = filler(scope, keyOf(spec.place, scope));
        const bytes = encode(node);
        return { value: base ? overBase(desc, bytes, node, base) : bytes };
      }),
  };
}

function firstTime(make: () => Uint8Array): Uint8Array | FillFault {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof FillFault) return cause;
    throw cause;
  }
}

function overBase(desc: DescMessage, given: Uint8Array, node: JsonNode, base: Message): Uint8Array {
  mergeGiven(desc, base, fromBinary(desc, given), node);
  return toBinary(desc, base);
}

/** Runs a filling; what goes wrong names file, line and path. */
function guarded<T>({ place }: ValueSpec, fill: () => { readonly value: T }): { readonly value: T } | TemplateFailure {
  try {
    return fill();
  } catch (cause) {
    const { file, line } = place;
    if (cause instanceof FillFault) return { failed: cause.message, path: cause.path, file, line };
    // The library refuses what bytes cannot hold: a missing `required`, a number out of its range.
    return { failed: cause instanceof Error ? cause.message : String(cause), path: place.path, file, line };
  }
}

const joined = (path: string, below: string | undefined): string =>
  below === undefined || below === '' ? path : `${path}.${below}`;

/** A script may add to a variable as long as its call goes on. */
const LARGEST_VARIABLE = 1_000_000;

/** Characters of a value, and some for what holds them; counts no further than a bound. */
function sizeOf(node: JsonNode, most: number): number {
  let size = 16;
  if (node.kind === 'string') size += node.value.length;
  else if (node.kind === 'number') size += node.text.length;
  const inner =
    node.kind === 'array' ? node.items : node.kind === 'object' ? node.members.map(({ value }) => value) : [];
  if (node.kind === 'object') for (const { key } of node.members) size += key.length;
  for (const each of inner) {
    if (size > most) return size;
    size += sizeOf(each, most - size);
  }
  return size;
}

/** JSON for CEL: whole numbers are ints, objects maps. */
function celInput(node: JsonNode): unknown {
  switch (node.kind) {
    case 'string':
    case 'boolean':
      return node.value;
    case 'number':
      return /^-?\d+$/.test(node.text) ? BigInt(node.text) : Number(node.text);
    case 'null':
      return null;
    case 'array':
      return node.items.map(celInput);
    case 'object':
      return new Map(node.members.map(({ key, value }) => [key, celInput(value)]));
  }
}

/** An expression of `when`: true, false, or why it cannot be told; undefined where it cannot be read. */
export function celCondition(
  { text, place }: { readonly text: string; readonly place: Place },
  { names, fault }: TemplateContext,
  scopeOf: (call: TemplateScope['call']) => TemplateScope,
): ((call: TemplateScope['call']) => boolean | { readonly error: string }) | undefined {
  const library = celLibrary();
  if (!library) throw new Error('CEL was not loaded before stubs with expressions were compiled');
  const program = library.compile(text, names, 'condition');
  if (typeof program !== 'function') return void fault(place, program.message, program.hint);
  return (call) => {
    if (call.messages.length === 0 && /\b(request|message)\b/.test(text)) return { error: 'no message came' };
    const result = program(scopeOf(call), { a: 0, b: 0, subject: 0 });
    if ('error' in result) return result;
    return typeof result.value === 'boolean' ? result.value : { error: 'it is neither true nor false' };
  };
}
