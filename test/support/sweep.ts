import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { encodeJson } from '../../server/codec/encode-json.ts';
import { createEngine } from '../../server/engine/engine.ts';
import type { Step } from '../../server/engine/conversation.ts';
import type { Schema, SchemaMethod } from '../../server/schema/registry.ts';
import { emptyWorld } from './empty-world.ts';

/** What a call to each method of a corpus came to. */
export interface Sweep {
  readonly methods: number;
  readonly messages: number;
  /** Answered by the world, and not by generated data alone. */
  readonly byWorld: number;
  /** One sentence each. */
  readonly wrong: readonly string[];
  /** Calls that did not end with OK: `NAME: message`, and the method. */
  readonly refused: readonly Refusal[];
  /** The most values in one message. */
  readonly most: number;
  readonly mostIn: string;
  readonly figures: {
    /** Reading the descriptors of a method's file and of what it imports. */
    readonly descriptors: Figures;
    /** The first answer of a method, which makes the plans. */
    readonly first: Figures;
    /** Later ones. */
    readonly warm: Figures;
    /** Both together. */
    readonly all: Figures;
  };
}

export interface Refusal {
  readonly path: string;
  readonly code: number;
  readonly message: string;
}

/** Ends of calls that are right, though not OK: each with its cause. */
const CAUSES: readonly { readonly cause: string; readonly fits: (refusal: Refusal) => boolean }[] = [
  {
    cause: 'ALREADY_EXISTS: nothing was deleted yet, so there is nothing to undelete (google.aip.dev/164)',
    fits: ({ path, code, message }) =>
      code === 6 && /\/(Undelete|Restore)\w*$/.test(path) && message.endsWith('so there is nothing to undelete.'),
  },
  {
    cause: 'INVALID_ARGUMENT: the schema marks the id of what is changed as OUTPUT_ONLY, so that no example has it',
    fits: ({ path, code }) => code === 3 && /\.StreetViewPublishService\/(BatchUpdatePhotos|UpdatePhoto)$/.test(path),
  },
];

/** Calls whose end has no known cause, one sentence each. */
export const unexplained = ({ refused }: Sweep): readonly string[] =>
  refused
    .filter((refusal) => !CAUSES.some(({ fits }) => fits(refusal)))
    .map(({ path, code, message }) => `${path}: ${code} ${message}`);

export interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly sum: number;
  /** The slowest methods. */
  readonly slowest: readonly string[];
}

/**
 * Calls methods with their example request, as a client does: through the engine, with a world that remembers nothing
 * yet. Each message of an answer decodes, and encodes to the same bytes again; a second call to the same world says the
 * same. `chosen` says which services; `again`, how often a method is called after its first answer.
 */
export function sweep(schema: Schema, chosen: (service: string, index: number) => boolean, again = 2): Sweep {
  const world = emptyWorld();
  const engine = createEngine({ seed: 'seed', random: null, strict: false, now: () => 0, world });
  const wrong: string[] = [];
  const refused: Refusal[] = [];
  const descriptors: Timing[] = [];
  const first: Timing[] = [];
  const warm: Timing[] = [];
  let [most, mostIn, messages, byWorld] = [0, '', 0, 0];

  for (const service of schema.services.filter(({ name }, index) => chosen(name, index)))
    for (const { path } of service.methods) {
      const begun = performance.now();
      const method = schema.method(path)!; // the schema lists it
      const { input } = method.desc;
      descriptors.push({ path, ms: performance.now() - begun });
      const example = encodeJson(input, engine.example(method).json, method.types);
      if ('problems' in example) {
        wrong.push(`${path}: ${example.problems[0]!.message}`);
        continue;
      }
      let inWorld = false;
      const answer = (): readonly Step[] => {
        const call = engine.open(method, []);
        try {
          const turns = [call.opening, call.receive(example.bytes), call.halfClose()];
          inWorld ||= turns.some(({ answeredBy }) => answeredBy?.by === 'world');
          return turns.flatMap(({ steps }) => steps);
        } catch (error) {
          wrong.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
          return [];
        } finally {
          call.close?.();
        }
      };
      const runs = Array.from({ length: 1 + again }, () => {
        world.reset();
        return timed(path, answer);
      });
      const [cold, next] = [runs[0]!, runs[1]!];
      if (inWorld) byWorld += 1;
      first.push(cold.timing);
      // The quickest one: a collection of garbage belongs to no answer.
      warm.push({ path, ms: Math.min(...runs.slice(1).map(({ timing }) => timing.ms)) });
      const said = cold.result.flatMap((step) => (step.do === 'message' ? [step.bytes] : []));
      messages += said.length;
      const end = cold.result.at(-1);
      if (end?.do === 'end' && end.status.code !== 0)
        refused.push({ path, code: end.status.code, message: end.status.message });
      else if (said.length === 0) wrong.push(`${path}: no answer`);
      for (const bytes of said) {
        const count = check(method, bytes, wrong);
        if (count > most) [most, mostIn] = [count, path];
      }
      if (!same(next.result, cold.result)) wrong.push(`${path}: another answer the second time`);
    }
  return {
    methods: warm.length,
    messages,
    byWorld,
    wrong,
    refused,
    most,
    mostIn,
    figures: {
      descriptors: figures(descriptors),
      first: figures(first),
      warm: figures(warm),
      all: figures([...first, ...warm]),
    },
  };
}

const same = (left: readonly Step[], right: readonly Step[]): boolean =>
  left.length === right.length &&
  left.every((step, index) => {
    const other = right[index]!;
    return step.do !== 'message' || (other.do === 'message' && Buffer.from(step.bytes).equals(other.bytes));
  });

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
    sum: timings.reduce((sum, { ms }) => sum + ms, 0),
    slowest: sorted.slice(-8).reverse().map(({ path, ms }) => `${ms.toFixed(1)} ms ${path}`), // prettier-ignore
  };
}

const line = (name: string, { p50, p99, max, sum }: Figures): string =>
  `  ${name.padEnd(12)} p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms, together ${(sum / 1_000).toFixed(1)} s`;

const causes = ({ refused }: Sweep): readonly string[] =>
  CAUSES.map(({ cause, fits }) => `  ${refused.filter(fits).length} × ${cause}`);

/** For the log of a run. */
export function told(name: string, result: Sweep): string {
  const { descriptors, first, warm, all } = result.figures;
  return [
    `${name}: ${result.methods} methods (${result.byWorld} answered by the world), ${result.messages} messages of at most ${result.most} values (${result.mostIn}), ${result.refused.length} refused`,
    line('descriptors', descriptors),
    line('first', first),
    line('warm', warm),
    line('first + warm', all),
    ...causes(result),
    ...first.slowest.map((one) => `    first: ${one}`),
    ...warm.slowest.map((one) => `    warm: ${one}`),
    ...descriptors.slowest.slice(0, 3).map((one) => `    descriptors: ${one}`),
  ].join('\n');
}
