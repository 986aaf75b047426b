import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { ParseContext } from './parse-context.ts';
import { readShape, type Members, type ReadMember } from './parse-shape.ts';
import { DURATION_PATTERN, LONGEST_MS } from './schema-kinds.ts';
import type { DelaySpec } from './spec.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION = new RegExp(DURATION_PATTERN);
const HINT = 'Write a number with its unit: 120ms, 1.5s, 2m.';

/** `1.5s` → milliseconds. */
export function readDuration(ctx: ParseContext, node: JsonNode, path: string): number | undefined {
  const match = node.kind === 'string' ? DURATION.exec(node.value) : undefined;
  if (!match)
    return ctx.report(node.at, path, 'stub-duration', `Expected a length of time, found ${describeNode(node)}.`, HINT);
  const ms = Number(match[1]) * UNITS[match[2]!]!;
  if (ms > LONGEST_MS)
    return ctx.report(node.at, path, 'stub-duration', 'Nothing waits longer than a day.', 'Write at most 24h.');
  return ms;
}

/** `120ms`, `{ normal: { mean, sd } }`, `{ uniform: { from, to } }` or `{ p50, p99 }`; null where there is none. */
export function readDelay(ctx: ParseContext, member: ReadMember | undefined): DelaySpec | null {
  if (!member) return null;
  const { node, path } = member;
  if (node.kind !== 'object') {
    const ms = readDuration(ctx, node, path);
    return ms === undefined ? null : { kind: 'fixed', ms };
  }
  const delay = readShape(ctx, node, 'delay', path);
  if (!delay) return null;
  const normal = inner(ctx, delay, 'normal', ['mean', 'sd']);
  if (normal) return { kind: 'normal', mean: normal[0], sd: normal[1] };
  const uniform = inner(ctx, delay, 'uniform', ['from', 'to']);
  if (uniform) {
    const [from, to] = uniform;
    if (from > to)
      ctx.report(
        node.at,
        `${path}.uniform.to`,
        'stub-range',
        'The longest delay is shorter than the shortest.',
        'Swap from and to.',
      );
    return { kind: 'uniform', from, to };
  }
  const quantiles = pair(ctx, delay, ['p50', 'p99']);
  if (!quantiles) return null;
  const [p50, p99] = quantiles;
  if (p50 > p99) ctx.report(node.at, `${path}.p99`, 'stub-range', 'p99 is shorter than p50.', 'Swap the two.');
  else if (p50 === 0 && p99 > 0)
    ctx.report(node.at, `${path}.p50`, 'stub-range', 'A p50 of 0 says nothing about what lies between.', 'Write 1ms.');
  return { kind: 'percentiles', p50, p99 };
}

function inner(
  ctx: ParseContext,
  delay: Members,
  key: 'normal' | 'uniform',
  names: readonly [string, string],
): readonly [number, number] | undefined {
  const member = delay.get(key);
  const shape = member && readShape(ctx, member.node, key, member.path);
  return shape && pair(ctx, shape, names);
}

function pair(
  ctx: ParseContext,
  members: Members,
  names: readonly [string, string],
): readonly [number, number] | undefined {
  const [left, right] = names.map((name) => {
    const member = members.get(name);
    return member && readDuration(ctx, member.node, member.path);
  });
  return left === undefined || right === undefined ? undefined : [left, right];
}
