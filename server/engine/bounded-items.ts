import { isFieldSet, type DescField, type DescMessage, type DescMethod, type Message } from '@bufbuild/protobuf';
import { mix } from '../generate/hash.ts';
import { REFERENCE } from '../generate/times.ts';
import { boundTest } from '../world/bound-test.ts';
import { isPathSet, readField, readPath, writeField } from '../world/field-access.ts';
import type { Bound } from '../world/infer-bounds.ts';
import { conditionsIn } from '../world/infer-conditions.ts';
import { isWellKnown, kindOf, wordsOf } from '../world/infer-field.ts';
import { marksOf } from '../world/infer-marks.ts';
import { writeMoment } from '../world/marks.ts';
import type { Same } from '../world/resource.ts';
import { equalTo } from '../world/equal-test.ts';
import type { Heard } from './echo.ts';

type Echo = (heard: Heard) => void;

/** What a request demands of messages in a generated answer, which no world keeps. */
interface Place {
  readonly bounds: readonly Bound[];
  readonly equals: readonly Same[];
}

/**
 * Items of a list, points of a series and messages of a stream that are made up lie within the bounds that the request
 * sets: `min_severity`, `since`, `start` and `end` with a `step`, any of `states`.
 */
export function boundedItems({ input, output, methodKind }: DescMethod): readonly Echo[] {
  const found: Echo[] = [];
  if (methodKind === 'server_streaming' || methodKind === 'bidi_streaming') {
    const place = placeOf(input, output);
    if (place) found.push((heard) => settle(place, heard, [heard.draft], input));
  }
  const walk = (desc: DescMessage, read: (heard: Heard) => readonly Message[], depth: number): void => {
    for (const field of desc.fields) {
      if (field.fieldKind !== 'list' || !field.message || isWellKnown(field.message)) continue;
      const items = (holder: Message): readonly Message[] => (readField(holder, field) ?? []) as readonly Message[]; // a list of messages
      const place = placeOf(input, field.message);
      if (place) found.push((heard) => read(heard).forEach((holder) => settle(place, heard, items(holder), input)));
      if (depth < 1) walk(field.message, (heard) => read(heard).flatMap(items), depth + 1);
    }
  };
  walk(output, ({ draft }) => [draft], 0);
  return found;
}

function placeOf(input: DescMessage, desc: DescMessage): Place | undefined {
  const marks = marksOf(desc, []);
  const thing = { key: '', desc, singular: '', plural: '', id: [], patterns: [], parents: [], marks, why: [] };
  const { bounds, equals } = conditionsIn(input, thing, new Set(), false);
  // What has the same name at the top of both is echoed as it is.
  const more = equals.filter(
    ({ from, to, or }) =>
      !or &&
      to.length === 1 &&
      to[0]!.fieldKind !== 'list' &&
      to[0]!.fieldKind !== 'map' &&
      (from.length > 1 || from[0]!.fieldKind === 'list'),
  );
  return bounds.length + more.length > 0 ? { bounds, equals: more } : undefined;
}

function settle({ bounds, equals }: Place, heard: Heard, items: readonly Message[], input: DescMessage): void {
  const { request, lane } = heard;
  if (!request || items.length === 0) return;
  for (const { from, to } of equals) {
    if (!isPathSet(request, from)) continue;
    const said = readPath(request, from);
    const [any, holds] = [Array.isArray(said) ? (said as readonly unknown[]) : [said], equalTo(to, said)];
    for (const [at, item] of items.entries())
      if (!holds(item)) writeField(item, to[0]!, any[(at + heard.index) % any.length]);
  }
  const asked = bounds.filter(({ from }) => isPathSet(request, from));
  for (const field of new Set(asked.map(({ to }) => to[0]!))) {
    const own = asked.filter(({ to }) => to[0] === field);
    const tests = own.map((bound) => boundTest(bound, request)).filter((test) => typeof test === 'function');
    const fits = (item: Message): boolean =>
      (field.fieldKind === 'message' && !isFieldSet(item, field)) || tests.every((test) => test(item));
    if (items.every(fits)) continue;
    if (field.message?.typeName === 'google.protobuf.Timestamp') inTime(items, field, own, heard, input);
    else
      for (const [at, item] of items.entries())
        if (!fits(item)) choose(item, field, own, request, fits, mix(lane + at + heard.index) >>> 0);
  }
}

/** The first of some values, by a hash, that fits. */
function choose(
  item: Message,
  field: DescField,
  bounds: readonly Bound[],
  request: Message,
  fits: (item: Message) => boolean,
  hash: number,
): void {
  const held = readField(item, field);
  const values = field.enum
    ? field.enum.values.map((_, at, all) => all[(at + hash) % all.length]!.number)
    : numbersIn(field, bounds, request, hash / 2 ** 32, Number(held));
  for (const value of values) {
    writeField(item, field, typeof held === 'bigint' ? BigInt(value) : value);
    if (fits(item)) return;
  }
  writeField(item, field, held);
}

function numbersIn(
  field: DescField,
  bounds: readonly Bound[],
  request: Message,
  part: number,
  held: number,
): readonly number[] {
  const limits = (one: Bound['side'], other: Bound['side']): readonly number[] =>
    bounds.filter(({ side }) => side === one || side === other).map(({ from }) => Number(readPath(request, from)));
  const low = Math.max(...limits('least', 'above'));
  const high = Math.min(...limits('most', 'below'));
  if (![low, high].some(Number.isFinite)) return [];
  const from = Number.isFinite(low) ? low : high > 0 ? 0 : high - Math.abs(held);
  const to = Number.isFinite(high) ? high : low > 0 ? 2 * low : low + Math.abs(held);
  const value = from + part * (to - from);
  const whole = kindOf(field) === 'whole';
  const values = whole
    ? [Math.round(value), from, from + 1, to, to - 1]
    : [Math.round(value * 100) / 100, value, from, to];
  return whole ? values.map(Math.round) : values;
}

const STEP = /^(step|interval|resolution|granularity|bucket|period|bucket (size|width)|window|step size)$/;
const HOUR = 3_600_000;

/** Moments in their order, spread over what was asked for, or in steps; what else is told of an item moves along. */
function inTime(
  items: readonly Message[],
  field: DescField,
  bounds: readonly Bound[],
  heard: Heard,
  input: DescMessage,
): void {
  const request = heard.request!; // as `settle` has seen
  const limit = (sides: readonly Bound['side'][]): number | undefined => {
    const bound = bounds.find(({ side }) => sides.includes(side));
    return bound && millisOf(readPath(request, bound.from));
  };
  const [low, high] = [limit(['least', 'above']), limit(['most', 'below'])];
  if (low === undefined && high === undefined) return;
  const from = low ?? high! - 7 * 24 * HOUR;
  const to = high ?? Math.max(from + HOUR, REFERENCE);
  const alone = items.length === 1 && heard.count !== 1;
  const [first, count] = alone ? [heard.index, Math.max(heard.count, heard.index + 1)] : [0, items.length];
  const stepped = input.fields.find(
    (one) => one.message?.typeName === 'google.protobuf.Duration' && STEP.test(wordsOf(one)),
  );
  const step = stepped && isFieldSet(request, stepped) ? millisOf(readField(request, stepped)) : undefined;
  const falls =
    items.length > 1 && (millisOf(readField(items[0]!, field)) ?? 0) > (millisOf(readField(items.at(-1)!, field)) ?? 0);
  for (const [at, item] of items.entries()) {
    const index = falls ? count - 1 - at : first + at;
    const even = from + Math.floor(((index + 0.5) / count) * (to - from));
    const moment = step && from + index * step < to ? from + index * step : even;
    const before = millisOf(readField(item, field));
    for (const other of field.parent.fields) {
      if (other.fieldKind !== 'message' || other.message.typeName !== field.message!.typeName || other.oneof) continue;
      const was = millisOf(readField(item, other));
      if (was !== undefined && before !== undefined) writeMoment(item, other, Math.round(moment + was - before));
    }
  }
}

/** Of a Timestamp, a Duration, or a text that is a time. */
function millisOf(value: unknown): number | undefined {
  if (typeof value === 'string') return Number.isNaN(Date.parse(value)) ? undefined : Date.parse(value);
  if (typeof value !== 'object' || value === null || !('seconds' in value)) return undefined;
  const { seconds, nanos } = value as { readonly seconds: bigint; readonly nanos: number }; // its fields
  return Number(seconds) * 1_000 + nanos / 1e6;
}
