import { ScalarType, type Message } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import type { MetadataEntry } from '../contract/metadata.ts';
import type { Condition } from '../contract/stub.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { compileMatch } from './compile-match.ts';
import type { MatchContext, Test } from './match-leaf.ts';
import type { CelTest } from './cel-scope.ts';
import { matchKeys, metadataKeys } from './index-keys.ts';
import { messageShape, normal, type Shape } from './match-shape.ts';
import type { WhenSpec } from './spec.ts';
import type { CallSoFar, Matcher } from './stub.ts';

/** One of the conditions of `when`. */
interface Part {
  readonly holds: (call: CallSoFar) => boolean;
  readonly explain: (call: CallSoFar, out: Condition[]) => void;
  readonly weight: number;
  readonly words: string;
}

/** `when`, compiled for the calls of a method. `cel` compiles the expression where there is one. */
export function compileWhen(
  when: WhenSpec,
  method: SchemaMethod,
  context: MatchContext,
  cel?: (spec: NonNullable<WhenSpec['cel']>) => CelTest | undefined,
): Matcher {
  const shape = messageShape(method.desc.input);
  const parts: Part[] = [];
  const about = (name: string, spec: WhenSpec['request'], pick: (call: CallSoFar) => Message | undefined): void => {
    if (spec) parts.push(messagePart(name, compileMatch(spec, shape, context), shape, pick));
  };
  about('', when.request, firstOf);
  for (const { key, match } of when.metadata ?? []) parts.push(metadataPart(key, match, context));
  about('first', when.first, firstOf);
  about('last', when.last, ({ messages }) => messages.at(-1));
  for (const name of ['any', 'all'] as const) {
    const spec = when[name];
    if (spec) parts.push(quantified(name, compileMatch(spec, shape, context), shape));
  }
  if (when.count) {
    const test = compileMatch(when.count, { kind: 'number' }, context);
    parts.push({
      holds: ({ count }) => test.test(count, true),
      explain: ({ count }, out) => test.explain(count, true, 'count', out),
      weight: test.weight,
      words: `count ${test.words}`,
    });
  }
  const expression = when.cel && cel?.(when.cel);
  if (when.cel && expression) parts.push(celPart(when.cel.text, expression));

  const keys = [...matchKeys(when.request ?? when.first), ...metadataKeys(when.metadata ?? [])];
  return {
    matches: (call) => parts.every(({ holds }) => holds(call)),
    explain: (call) => {
      const out: Condition[] = [];
      for (const part of parts) part.explain(call, out);
      return out;
    },
    specificity: parts.reduce((sum, { weight }) => sum + weight, 0),
    keys,
    sure: parts.length === 1 && keys.length === 1 && isOneText(when.request ?? when.first),
    needsMessage:
      Boolean(when.request ?? when.first ?? when.last ?? when.any ?? when.all ?? when.count) ||
      (when.cel !== undefined && /\b(requests?|message|count|call)\b/.test(when.cel.text)),
    needsAll:
      Boolean(when.last ?? when.any ?? when.all ?? when.count) ||
      (when.cel !== undefined && /\b(requests|message|count|call)\b/.test(when.cel.text)),
    words: parts.map(({ words }) => words).join(', '),
  };
}

/** Nothing but a text without presence, of which being unset and being empty are the same. */
const isOneText = (spec: WhenSpec['request']): boolean => {
  if (spec?.is !== 'fields' || spec.fields.length !== 1) return false;
  const [{ field, match }] = spec.fields as [(typeof spec.fields)[number]]; // there is one
  const literal = match.is === 'op' && match.op === '$eq' ? match.value : match;
  const text = field.fieldKind === 'scalar' && field.scalar === ScalarType.STRING;
  return (
    text && field.kind === 'field' && field.presence === FeatureSet_FieldPresence.IMPLICIT && literal.is === 'literal'
  );
};

const firstOf = ({ messages }: CallSoFar): Message | undefined => messages[0];

function messagePart(name: string, test: Test, shape: Shape, pick: (call: CallSoFar) => Message | undefined): Part {
  return {
    holds: (call) => {
      const message = pick(call);
      return message !== undefined && test.test(normal(shape, message), true);
    },
    explain: (call, out) => {
      const message = pick(call);
      if (message !== undefined) return test.explain(normal(shape, message), true, name, out);
      out.push({ what: name || 'request', met: false, because: `no message came; the stub asks for ${test.asks}` });
    },
    weight: test.weight,
    words: name === '' ? test.words : `${name}: ${test.words}`,
  };
}

/** Over the messages that are kept: of long streams the first and the last 100. */
function quantified(name: 'any' | 'all', test: Test, shape: Shape): Part {
  const one = (message: Message): boolean => test.test(normal(shape, message), true);
  const holds = ({ messages }: CallSoFar): boolean =>
    messages.length > 0 && (name === 'any' ? messages.some(one) : messages.every(one));
  return {
    holds,
    explain: (call, out) => {
      const { messages } = call;
      const asks = `the stub asks for ${name}: ${test.asks}`;
      const met = holds(call);
      const at = messages.findIndex((message) => one(message) === (name === 'any'));
      const because =
        messages.length === 0
          ? `no message came; ${asks}`
          : name === 'any'
            ? met
              ? `message ${at + 1} is such`
              : `none of ${messages.length} is such; ${asks}`
            : met
              ? `all of ${messages.length} are such`
              : `message ${at + 1} is not; ${asks}`;
      out.push({ what: name, met, because });
      if (name === 'all' && !met && at >= 0) test.explain(normal(shape, messages[at]), true, `all[${at}]`, out);
    },
    weight: test.weight,
    words: `${name}: ${test.words}`,
  };
}

function metadataPart(key: string, spec: NonNullable<WhenSpec['request']>, context: MatchContext): Part {
  const bin = key.endsWith('-bin');
  const shape: Shape = { kind: 'metadata', bin };
  const test = compileMatch(spec, shape, context);
  const parts = spec.is === 'and' ? spec.of : [spec];
  const compiled = parts.map((part) => ({ negative: isNegative(part), one: compileMatch(part, shape, context) }));
  const never = compiled.flatMap(({ negative, one }) => (negative ? [one] : []));
  const once = compiled.flatMap(({ negative, one }) => (negative ? [] : [one]));
  const valuesOf = (call: CallSoFar): readonly unknown[] =>
    call.metadata.flatMap((entry) => (entry.key === key ? [valueOf(entry, bin)] : []));
  const holds = (call: CallSoFar): boolean => {
    const values = valuesOf(call);
    if (values.length === 0) return test.test(undefined, false);
    // Any of several values will do; what must not be must not be any of them.
    return (
      values.every((value) => never.every((one) => one.test(value, true))) &&
      (once.length === 0 || values.some((value) => once.every((one) => one.test(value, true))))
    );
  };
  return {
    holds,
    explain: (call, out) => {
      const values = valuesOf(call);
      const met = holds(call);
      const shown = values.find((value) => test.test(value, true) === met) ?? values[0];
      const lines: Condition[] = [];
      test.explain(shown, values.length > 0, key, lines);
      const line = lines.find((each) => each.met === met) ?? lines[0];
      if (line) out.push({ ...line, what: key, met });
    },
    weight: test.weight,
    words: `${key} ${test.words}`,
  };
}

const isNegative = (spec: NonNullable<WhenSpec['request']>): boolean =>
  spec.is === 'not' || (spec.is === 'op' && (spec.op === '$ne' || spec.op === '$all'));

function valueOf({ value }: MetadataEntry, bin: boolean): unknown {
  if (!bin) return value;
  try {
    return base64Decode(value.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return value;
  }
}

function celPart(text: string, expression: CelTest): Part {
  return {
    holds: (call) => expression(call) === true,
    explain: (call, out) => {
      const result = expression(call);
      const because = result === true ? 'is true' : result === false ? `is false: ${text}` : `fails: ${result.error}`;
      out.push({ what: 'cel', met: result === true, because });
    },
    weight: 1,
    words: text,
  };
}
