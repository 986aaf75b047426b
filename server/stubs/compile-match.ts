import type { DescMessage, Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import { compileOperator } from './compile-operator.ts';
import { leaf, listOf, type MatchContext, type Test } from './match-leaf.ts';
import { isMessage, isSet, messageShape, normal, readField, shapeOf, type Shape } from './match-shape.ts';
import { showValue } from './match-words.ts';
import { sameMessage, sameValue } from './operators.ts';
import type { MatchSpec } from './spec.ts';

/** A matcher for values of a shape. `exact`: the whole of maps and messages, no subsets. */
export function compileMatch(spec: MatchSpec, shape: Shape, context: MatchContext, exact = false): Test {
  switch (spec.is) {
    case 'literal':
      return literal(spec.value, spec.desc, shape, context);
    case 'fields':
      return fields(spec, shape, context, exact);
    case 'entries':
      return entries(spec, shape, context, exact);
    case 'items': {
      const tests = spec.items.map((item) => compileMatch(item, itemOf(shape), context, exact));
      return leaf(shape, context, `[${tests.map(({ asks }) => asks).join(', ')}]`, 'is', weigh(tests), (value) => {
        const items = listOf(shape, value);
        return items?.length === tests.length && tests.every((each, index) => each.test(items[index], true));
      });
    }
    case 'any':
      return anyOf(spec, context, exact);
    case 'op':
      return compileOperator(spec, shape, context, compileMatch);
    case 'not': {
      const inner = compileMatch(spec.of, shape, context);
      const asks = inner.asks.startsWith('$') ? `{ ${inner.asks} }` : inner.asks;
      const test = (value: unknown, set: boolean): boolean => !inner.test(value, set);
      return leaf(shape, context, `$not: ${asks}`, `not ${inner.words}`, Math.max(1, inner.weight), test, true);
    }
    case 'and': {
      const tests = spec.of.map((each) => compileMatch(each, shape, context));
      return {
        test: (value, set) => tests.every((each) => each.test(value, set)),
        explain: (value, set, path, out) => tests.forEach((each) => each.explain(value, set, path, out)),
        weight: weigh(tests),
        asks: tests.map(({ asks }) => asks).join(', '),
        words: tests.map(({ words }) => words).join(' and '),
      };
    }
    case 'or': {
      const tests = spec.of.map((each) => compileMatch(each, shape, context));
      const weight = Math.max(1, ...tests.map((each) => each.weight));
      const asks = tests.map((each) => each.asks).join(' or ');
      return leaf(shape, context, asks, tests.map(({ words }) => words).join(' or '), weight, (value, set) =>
        tests.some((each) => each.test(value, set)), true); // prettier-ignore
    }
    default:
      return spec satisfies never;
  }
}

const weigh = (tests: readonly Test[]): number =>
  Math.max(
    1,
    tests.reduce((sum, { weight }) => sum + weight, 0),
  );

function literal(wanted: unknown, desc: DescMessage | undefined, shape: Shape, context: MatchContext): Test {
  const bin = shape.kind === 'metadata' && shape.bin;
  const asks = showValue(desc ? messageShapeOr(desc, shape) : shape, wanted, context.types);
  const same = (value: unknown): boolean => {
    if (desc && isMessage(value) && isMessage(wanted)) return sameMessage(desc, value, wanted);
    if (bin && typeof wanted === 'string') return asBase64(wanted) === base64Of(value);
    return sameValue(value, wanted);
  };
  return leaf(shape, context, asks, 'is', 1, same);
}

const messageShapeOr = (desc: DescMessage, shape: Shape): Shape =>
  shape.kind === 'message' ? shape : { kind: 'message', desc };
const asBase64 = (text: string): string => text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
const base64Of = (value: unknown): string =>
  value instanceof Uint8Array ? asBase64(btoa(String.fromCharCode(...value.subarray(0, 8192)))) : String(value);

function fields(spec: MatchSpec & { is: 'fields' }, shape: Shape, context: MatchContext, exact: boolean): Test {
  const parts = spec.fields.map(({ field, match }) => {
    const name = field.kind === 'extension' ? `[${field.typeName}]` : field.jsonName;
    return { field, name, each: compileMatch(match, shapeOf(field), context, exact) };
  });
  const demanded = new Set(parts.map(({ field }) => field));
  const whole = (message: Message): boolean =>
    !exact || spec.desc.fields.every((field) => demanded.has(field) || !isSet(message, field));
  const holds = (value: unknown): boolean =>
    isMessage(value) &&
    parts.every(({ field, each }) => each.test(readField(value, field), isSet(value, field))) &&
    whole(value);
  const asks = `{ ${parts.map(({ name, each }) => `${name}: ${each.asks}`).join(', ')} }`;
  const words = parts.map(({ name, each }) => `${name} ${each.words}`).join(', ');
  const weight = parts.length === 0 ? 1 : weigh(parts.map(({ each }) => each));
  const bare = leaf(shape, context, parts.length === 0 ? 'any message' : asks, words, weight, holds);
  return {
    ...bare,
    words: parts.length === 0 ? 'is set' : words,
    explain: (value, set, path, out) => {
      if (!isMessage(value) || parts.length === 0 || (exact && !whole(value)))
        return bare.explain(value, set, path, out);
      for (const { field, name, each } of parts)
        each.explain(readField(value, field), isSet(value, field), path === '' ? name : `${path}.${name}`, out);
    },
  };
}

function entries(spec: MatchSpec & { is: 'entries' }, shape: Shape, context: MatchContext, exact: boolean): Test {
  const item = itemOf(shape);
  const parts = spec.entries.map(({ key, match }) => ({ key, each: compileMatch(match, item, context, exact) }));
  const read = (value: unknown, key: string): unknown =>
    isEntries(value) && Object.hasOwn(value, key) ? normal(item, value[key]) : undefined;
  const holds = (value: unknown): boolean =>
    isEntries(value) &&
    (!exact || Object.keys(value).length === parts.length) &&
    parts.every(({ key, each }) => each.test(read(value, key), Object.hasOwn(value, key)));
  const asks = `{ ${parts.map(({ key, each }) => `${key}: ${each.asks}`).join(', ')} }`;
  const words = parts.map(({ key, each }) => `[${key}] ${each.words}`).join(', ');
  const bare = leaf(shape, context, asks, words, weigh(parts.map(({ each }) => each)), holds);
  return {
    ...bare,
    explain: (value, set, path, out) => {
      if (!isEntries(value) || exact || parts.length === 0) return bare.explain(value, set, path, out);
      for (const { key, each } of parts)
        each.explain(read(value, key), Object.hasOwn(value, key), `${path}[${JSON.stringify(key)}]`, out);
    },
  };
}

const isEntries = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

// The same Any is asked by many stubs.
const unpacked = new WeakMap<Message, { readonly desc: DescMessage; readonly message: Message | undefined }>();

function anyOf(spec: MatchSpec & { is: 'any' }, context: MatchContext, exact: boolean): Test {
  const { desc } = spec;
  const inner = compileMatch(spec.match, messageShape(desc), context, exact);
  const open = (value: unknown): unknown => {
    if (!isMessage(value)) return undefined;
    const any = value as unknown as { readonly typeUrl: string; readonly value: Uint8Array }; // an Any, by the field
    if (any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1) !== desc.typeName) return undefined;
    let known = unpacked.get(value);
    if (known?.desc !== desc) {
      const decoded = decodeMessage(desc, any.value);
      unpacked.set(value, (known = { desc, message: 'message' in decoded ? decoded.message : undefined }));
    }
    return known.message === undefined ? undefined : normal(messageShape(desc), known.message);
  };
  const asks = `{ "@type": ${desc.typeName}, ${inner.asks} }`;
  const bare = leaf({ kind: 'json' }, context, asks, `a ${desc.typeName} ${inner.words}`, inner.weight + 1, (value) =>
    inner.test(open(value), true),
  );
  return {
    ...bare,
    explain: (value, _set, path, out) => {
      const message = open(value);
      if (message !== undefined) return inner.explain(message, true, path, out);
      const held = isMessage(value) ? String((value as unknown as { readonly typeUrl: string }).typeUrl) : undefined;
      const is = held === undefined ? 'is not set' : `holds ${held === '' ? 'nothing' : held}`;
      out.push({ what: path, met: false, because: `${is}; the stub asks for ${asks}` });
    },
  };
}

const itemOf = (shape: Shape): Shape => (shape.kind === 'list' || shape.kind === 'map' ? shape.item : shape);
