import type { Problem } from '../contract/problem.ts';
import type { Unmatched } from '../contract/stub.ts';
import type { Schema } from '../schema/registry.ts';
import type { NamedResources } from '../stubs/cel-library.ts';
import { LineIndex } from '../stubs/line-index.ts';
import { byPlace } from '../stubs/parse-context.ts';
import type { triedStubs } from '../stubs/compile-stub.ts';
import type { parseStubs } from '../stubs/parse-stubs.ts';
import type { hiddenStubs } from '../stubs/hidden-stubs.ts';
import type { lostStates } from '../stubs/scenario-states.ts';
import type { StubSpec } from '../stubs/spec.ts';
import type { StubStore } from '../stubs/store.ts';
import type { ResourceIndex } from '../world/resource-index.ts';

/** What reads and matches stubs. It is loaded with the first of them. */
export interface StubTools {
  readonly parseStubs: typeof parseStubs;
  readonly prepareStubs: (specs: readonly StubSpec[]) => Promise<void>;
  readonly triedStubs: typeof triedStubs;
  readonly lostStates: typeof lostStates;
  readonly hiddenStubs: typeof hiddenStubs;
  readonly StubStore: typeof StubStore;
}

/** `resources`: of the schema of the day, for expressions that ask the world. */
export async function loadStubTools(resources?: () => Promise<ResourceIndex>): Promise<StubTools> {
  const [{ parseStubs }, { prepareStubs, triedStubs }, { lostStates }, { hiddenStubs }, { StubStore }] =
    await Promise.all([
      import('../stubs/parse-stubs.ts'),
      import('../stubs/compile-stub.ts'),
      import('../stubs/scenario-states.ts'),
      import('../stubs/hidden-stubs.ts'),
      import('../stubs/store.ts'),
    ]);
  const named = resources && (async () => namesOf(await resources()));
  const prepare: StubTools['prepareStubs'] = (specs) => prepareStubs(specs, named);
  return { parseStubs, prepareStubs: prepare, triedStubs, lostStates, hiddenStubs, StubStore };
}

const namesOf = (index: ResourceIndex): NamedResources => ({
  find(name) {
    const kind = index.find(name);
    return kind ? { desc: kind.resource.desc } : index.unknown(name);
  },
});

/** What a text says. */
export interface ReadStubs {
  /** Stubs that can answer calls. */
  readonly specs: readonly StubSpec[];
  /** Each stub of the text that is whole, those whose patterns or expressions are wrong included. */
  readonly whole: readonly StubSpec[];
  readonly unmatched: Unmatched | null;
  readonly problems: readonly Problem[];
}

/** What of a text can answer calls, and what is wrong with the rest. */
export async function readStubs(
  { parseStubs, prepareStubs, triedStubs }: StubTools,
  schema: Schema,
  file: string,
  text: string,
  format?: 'json',
): Promise<ReadStubs> {
  const { stubs, unmatched, problems } = parseStubs(text, file, schema, format);
  await prepareStubs(stubs);
  const { problems: faults, broken } = triedStubs(stubs, new LineIndex(text));
  const specs = stubs.filter((spec) => !broken.has(spec));
  return { specs, whole: stubs, unmatched, problems: [...problems, ...faults].sort(byPlace) };
}
