import { leaf, listOf, type Compile, type MatchContext, type Test } from './match-leaf.ts';
import { globPattern } from './match-glob.ts';
import { linearRegex } from '../rules/linear-regex.ts';
import { isMessage, itemShape, itemsOf, type Shape } from './match-shape.ts';
import { showValue, signOf } from './match-words.ts';
import { inOrder, orderable, pairUp, pathsOf, sizeOf } from './operators.ts';
import type { MatchSpec, OperatorSpec } from './spec.ts';

/** The test of one operator for values of a shape. */
export function compileOperator(spec: OperatorSpec, shape: Shape, context: MatchContext, compileMatch: Compile): Test {
  const { op } = spec;
  const make = (value: string, weight: number, test: (value: unknown, set: boolean) => boolean, unset = false): Test =>
    leaf(shape, context, `${op}: ${value}`, `${signOf(op)} ${value}`, weight, test, unset);
  const text = (value: string, test: (text: string) => boolean): Test =>
    make(value, 1, (held) => {
      const string = textOf(held);
      return string !== undefined && test(string);
    });

  switch (op) {
    case '$eq':
    case '$ne': {
      const inner = compileMatch(spec.value, shape, context, true);
      if (op === '$eq') return make(inner.asks, 1, inner.test);
      // What is unset is not equal to anything.
      return make(inner.asks, 1, (value, set) => !inner.test(value, set), true);
    }
    case '$in': {
      const tests = spec.value.map((each) => compileMatch(each, shape, context, true));
      const quick = literalSet(spec.value);
      const asks = `[${tests.map((each) => each.asks).join(', ')}]`;
      return make(
        asks,
        1,
        quick ? (value) => quick.has(value) : (value, set) => tests.some((each) => each.test(value, set)),
      );
    }
    case '$contains': {
      const { value: part } = spec;
      if (typeof part === 'string')
        return make(part, 1, (value) =>
          isMessage(value) ? pathsOf(value).includes(part) : (textOf(value)?.includes(part) ?? false),
        );
      const inner = compileMatch(part, itemShape(shape), context);
      const wanted = part.is === 'literal' && typeof part.value === 'string' ? part.value : undefined;
      return make(inner.asks, inner.weight, (value) => {
        if (shape.kind === 'json' && typeof value === 'string') return wanted !== undefined && value.includes(wanted);
        return listOf(shape, value)?.some((item) => inner.test(item, true)) ?? false;
      });
    }
    case '$startsWith':
      return text(spec.value, (held) => held.startsWith(spec.value));
    case '$endsWith':
      return text(spec.value, (held) => held.endsWith(spec.value));
    case '$matches':
    case '$glob': {
      const regex = linearRegex(op === '$glob' ? globPattern(spec.value) : spec.value);
      if (typeof regex !== 'string') return text(spec.value, regex.test);
      context.fault(
        spec.place,
        `The pattern "${spec.value.slice(0, 120)}" cannot be read: ${regex}.`,
        'Patterns are written in the syntax of RE2, which has no look-around and no back references.',
      );
      return text(spec.value, () => false);
    }
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte': {
      const bound = orderable(spec.value);
      return make(boundText(shape, spec.value, context), 1, (value) => {
        const held = typeof value === 'string' && shape.kind === 'json' ? undefined : orderable(value);
        return held !== undefined && bound !== undefined && inOrder(op, held, bound);
      });
    }
    case '$exists':
      return {
        ...make(String(spec.value), 1, (_value, set) => set === spec.value, true),
        words: spec.value ? 'is set' : 'is not set',
      };
    case '$size': {
      const inner = compileMatch(spec.value, { kind: 'number' }, context);
      const test = make(inner.asks, inner.weight, (value) => {
        const size = sizeOf(value);
        return size !== undefined && inner.test(size, true);
      });
      return {
        ...test,
        words: `of size ${inner.words}`,
        explain: (value, set, path, out) => {
          const met = test.test(value, set);
          const is = value === undefined ? 'is not set' : `has size ${sizeOf(value) ?? 'none'}`;
          out.push({ what: path, met, because: met ? is : `${is}; the stub asks for ${test.asks}` });
        },
      };
    }
    case '$any':
    case '$all': {
      const inner = compileMatch(spec.value, itemShape(shape), context);
      return make(inner.asks, inner.weight, (value) => {
        const items = itemsOf(shape, value);
        if (!items) return false;
        return op === '$any'
          ? items.some((item) => inner.test(item, true))
          : items.every((item) => inner.test(item, true));
      });
    }
    case '$unordered': {
      const tests = spec.value.map((each) => compileMatch(each, itemShape(shape), context));
      const weight = Math.max(
        1,
        tests.reduce((sum, each) => sum + each.weight, 0),
      );
      return make(`[${tests.map((each) => each.asks).join(', ')}]`, weight, (value) => {
        const items = listOf(shape, value);
        if (!items) return false;
        return pairUp(tests.length, items.length, (test, item) => tests[test]!.test(items[item], true));
      });
    }
    default:
      return spec satisfies never;
  }
}

/** Text of text, of numbers as they are written, and of bytes as UTF-8. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? UTF8.decode(value) : undefined;
}
const UTF8 = new TextDecoder();

function boundText(shape: Shape, value: number | bigint | object, { types }: MatchContext): string {
  return showValue(shape.kind === 'metadata' || shape.kind === 'json' ? { kind: 'number' } : shape, value, types);
}

/** A set of all literals, where they are scalars: a list of 10,000 costs what one does. */
function literalSet(specs: readonly MatchSpec[]): Set<unknown> | undefined {
  const values = new Set<unknown>();
  for (const spec of specs) {
    if (spec.is !== 'literal' || spec.desc || typeof spec.value === 'object') return undefined;
    values.add(spec.value);
  }
  return values;
}
