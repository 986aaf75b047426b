import type { Problem } from '../contract/problem.ts';
import type { StubList } from '../contract/stub.ts';
import { readNow } from '../files/world-file.ts';
import { createMemoryStubs, type MemoryStubs } from './memory-stubs.ts';
import { loadStubTools, readStubs, type ReadStubs, type StubTools } from './read-stubs.ts';
import type { Registry, Schema } from '../schema/registry.ts';
import type { StubSpec } from '../stubs/spec.ts';
import type { StubStore } from '../stubs/store.ts';
import type { ResourceIndex } from '../world/resource-index.ts';

/** What came of the files of stubs. */
export interface StubReport {
  readonly files: StubList['files'];
  readonly problems: readonly Problem[];
}

/** The stubs of files and of memory, as they are in force. */
export interface StubFiles {
  /** Read by the engine for each call; undefined until there was a stub. */
  readonly source: { readonly current: StubStore | undefined };
  readonly report: StubReport;
  /** Stubs that stand in no file. */
  readonly memory: MemoryStubs;
  /** Reads what there is now, against the schema of the day. One at a time; never rejects for what is in the files. */
  load(paths: readonly string[]): Promise<StubReport>;
  /** Reads one file, known or new, as it is on disk now: somebody has written it. */
  loadOne(file: string): Promise<StubReport>;
  /** What a text would be, were it saved in a file: what is wrong with it, by itself and beside the other files. */
  check(file: string, text: string): Promise<ReadStubs>;
  /** What holds the stubs; made where there was none yet. */
  store(): Promise<StubStore>;
  /** What reads stubs. */
  tools(): Promise<StubTools>;
  /** Hears of other stubs, files and states, while they change. Returns the way out. */
  subscribe(listener: () => void): () => void;
}

const NOTHING: StubReport = { files: [], problems: [] };

/** One file: what was read last, and the last version without errors. */
interface Known {
  text: string | undefined;
  good: string | undefined;
  schema: Schema | undefined;
  state: StubList['files'][number];
  /** What it says, or said last without errors. */
  specs: readonly StubSpec[];
  /** What of it the store has: not what another file has the id of. */
  inForce: readonly StubSpec[];
}

interface Hands {
  readonly tools: StubTools;
  readonly store: StubStore;
}

/** Holds files of stubs against the schema. What reads and matches stubs is loaded with the first of them. */
export function createStubFiles(
  registry: Registry,
  now: () => number,
  resources?: () => Promise<ResourceIndex>,
): StubFiles {
  const source: { current: StubStore | undefined } = { current: undefined };
  const known = new Map<string, Known>();
  let report = NOTHING;
  let last: Promise<unknown> = Promise.resolve();

  let loading: Promise<StubTools> | undefined;
  const tools = (): Promise<StubTools> => (loading ??= loadStubTools(resources));
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const store = async (): Promise<StubStore> => {
    const { StubStore } = await tools();
    if (!source.current) {
      source.current = new StubStore(now);
      source.current.subscribe(changed);
    }
    return source.current;
  };

  const loadNow = async (paths: readonly string[]): Promise<StubReport> => {
    if (paths.length === 0 && known.size === 0) return NOTHING;
    const hands: Hands = { tools: await tools(), store: await store() };
    for (const file of [...known.keys()])
      if (!paths.includes(file)) {
        known.delete(file);
        hands.store.removeFile(file);
      }
    for (const file of paths) {
      let one = known.get(file);
      if (!one) known.set(file, (one = unread(file)));
      await loadFile(hands.tools, registry.current, file, one);
    }
    const files = settled(known, hands);
    report = { files, problems: files.flatMap(({ problems }) => problems) };
    changed();
    return report;
  };
  const inTurn = (act: () => Promise<StubReport>): Promise<StubReport> => {
    const turn = last.then(act, act);
    last = turn;
    return turn;
  };

  return {
    source,
    get report() {
      return report;
    },
    memory: createMemoryStubs({ registry, tools, store }),
    load: (paths) => inTurn(() => loadNow(paths)),
    loadOne: (file) => inTurn(() => loadNow([...new Set([...known.keys(), file])].sort())),
    async check(file, text) {
      const hands = await tools();
      const made = await readStubs(hands, registry.current, file, text);
      // What is broken may be what the rest wants.
      if (made.problems.some(({ severity }) => severity === 'error')) return made;
      const others = [...known]
        .filter(([name]) => name !== file)
        .map(([name, { inForce }]) => ({ name, specs: inForce }));
      const found = among(hands, [...others, { name: file, specs: made.specs }]);
      return { ...made, problems: [...made.problems, ...found.filter((one) => one.file === file)] };
    },
    store,
    tools,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Reads a file, where it is another one or means something else by now. */
async function loadFile(tools: StubTools, schema: Schema, file: string, known: Known): Promise<void> {
  const read = readNow(file);
  if ('why' in read) {
    const problem = {
      severity: 'error',
      code: 'unreadable',
      file,
      message: `${file} cannot be read: ${read.why}.`,
      hint: 'Check its permissions and its size.',
    } as const;
    known.text = undefined;
    return hold(tools, schema, known, [problem]);
  }
  const { text } = read;
  if (known.text === text && known.schema === schema) return;
  known.text = text;
  known.schema = schema;
  const made = await readStubs(tools, schema, file, text);
  const faulty = made.problems.some(({ severity }) => severity === 'error');
  if (!faulty) known.good = text;
  // The same text under another schema: there is no better version of it.
  else if (known.good !== undefined && known.good !== text) return hold(tools, schema, known, made.problems);
  known.specs = made.specs;
  const { specs, problems, unmatched } = made;
  known.state = { file, stubs: specs.length, problems, held: false, unmatched };
}

/** The last good version, where there is one, with the problems of what is on disk. */
async function hold(tools: StubTools, schema: Schema, known: Known, problems: readonly Problem[]): Promise<void> {
  const { file } = known.state;
  const { good } = known;
  const made = good === undefined ? undefined : await readStubs(tools, schema, file, good);
  known.specs = made?.specs ?? [];
  const unmatched = made?.unmatched ?? null;
  const held: Problem = {
    severity: 'warning',
    code: 'stubs-held',
    file,
    message: `The last version of ${file} without errors is in force.`,
  };
  const all = good === undefined ? problems : [...problems, held];
  known.state = { file, stubs: known.specs.length, problems: all, held: good !== undefined, unmatched };
}

/** Brings the store to what the files say. An id belongs to a stub in memory, else to the first file that has it, by name. */
function settled(known: ReadonlyMap<string, Known>, { store, tools }: Hands): StubList['files'] {
  const owners = new Map<string, StubSpec>();
  const files = [...known.values()].sort((left, right) => (left.state.file < right.state.file ? -1 : 1));
  const parts = files.map((one) => {
    const ownerOf = (id: string): StubSpec | undefined =>
      owners.get(id) ?? (store.inMemory(id) ? store.find(id)?.spec : undefined);
    const doubled = one.specs.flatMap((spec) => {
      const owner = ownerOf(spec.id);
      return owner ? [{ spec, owner }] : [];
    });
    const lost = new Set(doubled.map(({ spec }) => spec));
    const inForce = lost.size === 0 ? one.specs : one.specs.filter((spec) => !lost.has(spec));
    const same = inForce.length === one.inForce.length && inForce.every((spec, at) => spec === one.inForce[at]);
    if (!same) store.setFile(one.state.file, inForce);
    one.inForce = inForce;
    const twice = doubled.map(({ spec, owner }) => taken(spec, owner, owners.get(spec.id) !== owner));
    for (const spec of inForce) owners.set(spec.id, spec);
    return { one, twice };
  });
  const found = among(
    tools,
    files.map(({ state, inForce }) => ({ name: state.file, specs: inForce })),
  );
  return parts.map(({ one: { state, inForce }, twice }) => {
    const problems = [...twice, ...found.filter(({ file }) => file === state.file)];
    if (problems.length === 0) return state;
    return { ...state, stubs: inForce.length, problems: [...state.problems, ...problems] };
  });
}

/** What shows where all files are looked at: a state is known to all of them, and any stub can take the calls of another. */
function among(
  { lostStates, hiddenStubs }: StubTools,
  files: readonly { readonly name: string; readonly specs: readonly StubSpec[] }[],
): readonly Problem[] {
  const specs = files.toSorted((left, right) => (left.name < right.name ? -1 : 1)).flatMap((one) => one.specs);
  return [...lostStates(specs), ...hiddenStubs(specs)];
}

const taken = ({ id, place: { file, line, path } }: StubSpec, owner: StubSpec, inMemory: boolean): Problem => ({
  severity: 'error',
  code: 'stub-duplicate-id',
  file,
  line,
  path: `${path}.id`,
  message: `"${id}" is the id of a stub ${inMemory ? 'in memory' : `in ${owner.place.file}, line ${owner.place.line},`} already.`,
  hint: 'Choose another one.',
});

const unread = (file: string): Known => ({
  text: undefined,
  good: undefined,
  schema: undefined,
  state: { file, stubs: 0, problems: [], held: false, unmatched: null },
  specs: [],
  inForce: [],
});
