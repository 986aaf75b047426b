import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { encodeJson } from '../../server/codec/encode-json.ts';
import { exampleRequest } from '../../server/engine/example.ts';
import { generated } from '../../server/engine/generated.ts';
import type { Schema, SchemaMethod } from '../../server/schema/registry.ts';

/** What a call to each method of a corpus came to. */
export interface Sweep {
  readonly methods: number;
  /** One sentence each. */
  readonly wrong: readonly string[];
  /** The most values in one answer. */
  readonly most: number;
  /** Milliseconds of CPU for an answer of a method that was called before. */
  readonly warm: Figures;
  /** The same for the first call, which reads descriptors and makes plans. */
  readonly first: Figures;
}

export interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** The slowest methods. */
  readonly slowest: readonly string[];
}

/**
 * Calls methods with their example request, twice: each answer decodes, and encodes to the same bytes again. `chosen`
 * says which services.
 */
export function sweep(schema: Schema, chosen: (service: string, index: number) => boolean): Sweep {
  const wrong: string[] = [];
  const first: Timing[] = [];
  const warm: Timing[] = [];
  let most = 0;
  for (const service of schema.services.filter(({ name }, index) => chosen(name, index)))
    for (const { path } of service.methods) {
      const method = schema.method(path)!; // the schema lists it
      const example = encodeJson(method.desc.input, exampleRequest(method, 'seed'), method.types);
      if ('problems' in example) {
        wrong.push(`${path}: ${example.problems[0]!.message}`);
        continue;
      }
      const answer = (): readonly Uint8Array[] => {
        const call = generated(method, 'seed');
        call.heard(fromBinary(method.desc.input, example.bytes), example.bytes);
        const steps = method.kind === 'bidi_streaming' ? call.reply().steps : call.conclude().steps;
        if (steps.length === 0) wrong.push(`${path}: no answer`);
        return steps.flatMap((step) => (step.do === 'message' ? [step.bytes] : []));
      };
      first.push(timed(path, answer).timing);
      const result = answer();
      // The middle one of three: a collection of garbage belongs to no answer.
      const three = [0, 1, 2].map(() => timed(path, answer).timing.ms).sort((x, y) => x - y);
      warm.push({ path, ms: three[1]! / Math.max(1, result.length) });
      for (const bytes of result) most = Math.max(most, check(method, bytes, wrong));
    }
  return { methods: warm.length, wrong, most, warm: figures(warm), first: figures(first) };
}

interface Timing {
  readonly path: string;
  readonly ms: number;
}

/** CPU and not the clock: other tests run beside this one. */
function timed<T>(path: string, run: () => T): { readonly timing: Timing; readonly result: T } {
  const before = process.cpuUsage();
  const result = run();
  const used = process.cpuUsage(before);
  return { timing: { path, ms: (used.user + used.system) / 1_000 }, result };
}

function check(method: SchemaMethod, bytes: Uint8Array, wrong: string[]): number {
  const { output } = method.desc;
  const message = fromBinary(output, bytes);
  if (!Buffer.from(toBinary(output, message)).equals(bytes))
    wrong.push(`${method.path}: other bytes after a round trip`);
  return nodes(message);
}

/** Values in a message as the library keeps it. */
function nodes(value: unknown): number {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return 1;
  let sum = 1;
  for (const [name, item] of Object.entries(value)) if (name !== '$typeName' && name !== '$unknown') sum += nodes(item);
  return sum;
}

function figures(timings: readonly Timing[]): Figures {
  const sorted = timings.toSorted((x, y) => x.ms - y.ms);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.ms ?? 0;
  return {
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    slowest: sorted.slice(-5).reverse().map(({ path, ms }) => `${ms.toFixed(1)} ms ${path}`), // prettier-ignore
  };
}

/** For the log of a run. */
export const told = (name: string, { methods, most, warm, first }: Sweep): string =>
  [
    `${name}: ${methods} methods, at most ${most} values`,
    `  answer: p50 ${warm.p50.toFixed(2)} ms, p99 ${warm.p99.toFixed(1)} ms, max ${warm.max.toFixed(1)} ms`,
    `  first:  p50 ${first.p50.toFixed(2)} ms, p99 ${first.p99.toFixed(1)} ms, max ${first.max.toFixed(1)} ms`,
    ...warm.slowest.map((line) => `    ${line}`),
    ...first.slowest.map((line) => `    first: ${line}`),
  ].join('\n');
