import type { Problem } from './contract/problem.ts';
import type { StubList } from './contract/stub.ts';
import { readNow } from './files/world-file.ts';
import { createMemoryStubs, type MemoryStubs } from './memory-stubs.ts';
import { loadStubTools, readStubs, type StubTools } from './read-stubs.ts';
import type { Registry, Schema } from './schema/registry.ts';
import type { StubStore } from './stubs/store.ts';
import type { ResourceIndex } from './world/resource-index.ts';

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
      if (!one) known.set(file, (one = { text: undefined, good: undefined, schema: undefined, state: none(file) }));
      one.state = await loadFile(hands, registry.current, file, one);
    }
    const files = [...known.values()].map(({ state }) => state);
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
    store,
    tools,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function loadFile(hands: Hands, schema: Schema, file: string, known: Known): Promise<Known['state']> {
  const read = readNow(file);
  if ('why' in read) {
    const problem = {
      severity: 'error',
      code: 'unreadable',
      file,
      hint: 'Check its permissions and its size.',
    } as const;
    const problems = [{ ...problem, message: `${file} cannot be read: ${read.why}.` }];
    known.text = undefined;
    return known.good === undefined
      ? (hands.store.removeFile(file), { file, stubs: 0, problems, held: false })
      : hold(hands, schema, file, known.good, problems);
  }
  const { text } = read;
  if (known.text === text && known.schema === schema) return known.state;
  known.text = text;
  known.schema = schema;
  const made = await readStubs(hands.tools, schema, file, text);
  const faulty = made.problems.some(({ severity }) => severity === 'error');
  if (!faulty) known.good = text;
  // The same text under another schema: there is no better version of it.
  else if (known.good !== undefined && known.good !== text) return hold(hands, schema, file, known.good, made.problems);
  hands.store.setFile(file, made.specs);
  return { file, stubs: made.specs.length, problems: made.problems, held: false };
}

/** The last good version, with the problems of what is on disk. */
async function hold(
  { tools, store }: Hands,
  schema: Schema,
  file: string,
  good: string,
  problems: readonly Problem[],
): Promise<Known['state']> {
  const { specs } = await readStubs(tools, schema, file, good);
  store.setFile(file, specs);
  const held: Problem = {
    severity: 'warning',
    code: 'stubs-held',
    file,
    message: `The last version of ${file} without errors is in force.`,
  };
  return { file, stubs: specs.length, problems: [...problems, held], held: true };
}

const none = (file: string): Known['state'] => ({ file, stubs: 0, problems: [], held: false });
