import type { Problem } from './contract/problem.ts';
import type { StubList } from './contract/stub.ts';
import { readNow } from './files/world-file.ts';
import type { Registry, Schema } from './schema/registry.ts';
import type { prepareStubs, triedStubs } from './stubs/compile-stub.ts';
import type { parseStubs } from './stubs/parse-stubs.ts';
import type { StubSpec } from './stubs/spec.ts';
import type { StubStore } from './stubs/store.ts';

/** What came of the files of stubs. */
export interface StubReport {
  readonly files: StubList['files'];
  readonly problems: readonly Problem[];
}

/** The files of stubs, as they are in force. */
export interface StubFiles {
  /** Read by the engine for each call; undefined until there was such a file. */
  readonly source: { readonly current: StubStore | undefined };
  readonly report: StubReport;
  /** Reads what there is now, against the schema of the day. One at a time; never rejects for what is in the files. */
  load(paths: readonly string[]): Promise<StubReport>;
}

const NOTHING: StubReport = { files: [], problems: [] };

/** One file: what was read last, and the last version without errors. */
interface Known {
  text: string | undefined;
  good: string | undefined;
  schema: Schema | undefined;
  state: StubList['files'][number];
}

interface Tools {
  readonly parseStubs: typeof parseStubs;
  readonly prepareStubs: typeof prepareStubs;
  readonly triedStubs: typeof triedStubs;
  readonly store: StubStore;
}

/** Holds files of stubs against the schema. What reads and matches stubs is loaded with the first of them. */
export function createStubFiles(registry: Registry, now: () => number): StubFiles {
  const source: { current: StubStore | undefined } = { current: undefined };
  const known = new Map<string, Known>();
  let report = NOTHING;
  let last: Promise<unknown> = Promise.resolve();

  const loadNow = async (paths: readonly string[]): Promise<StubReport> => {
    if (paths.length === 0 && known.size === 0) return NOTHING;
    const [{ parseStubs }, { prepareStubs, triedStubs }, { StubStore }] = await Promise.all([
      import('./stubs/parse-stubs.ts'),
      import('./stubs/compile-stub.ts'),
      import('./stubs/store.ts'),
    ]);
    source.current ??= new StubStore(now);
    const tools: Tools = { parseStubs, prepareStubs, triedStubs, store: source.current };
    for (const file of [...known.keys()])
      if (!paths.includes(file)) {
        known.delete(file);
        source.current.removeFile(file);
      }
    for (const file of paths) {
      let one = known.get(file);
      if (!one) known.set(file, (one = { text: undefined, good: undefined, schema: undefined, state: none(file) }));
      one.state = await loadFile(tools, registry.current, file, one);
    }
    const files = [...known.values()].map(({ state }) => state);
    return (report = { files, problems: files.flatMap(({ problems }) => problems) });
  };

  return {
    source,
    get report() {
      return report;
    },
    load(paths) {
      const turn = last.then(
        () => loadNow(paths),
        () => loadNow(paths),
      );
      last = turn;
      return turn;
    },
  };
}

async function loadFile(tools: Tools, schema: Schema, file: string, known: Known): Promise<Known['state']> {
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
      ? (tools.store.removeFile(file), { file, stubs: 0, problems, held: false })
      : hold(tools, schema, file, known.good, problems);
  }
  const { text } = read;
  if (known.text === text && known.schema === schema) return known.state;
  known.text = text;
  known.schema = schema;
  const made = await taken(tools, schema, file, text);
  const faulty = made.problems.some(({ severity }) => severity === 'error');
  if (!faulty) known.good = text;
  // The same text under another schema: there is no better version of it.
  else if (known.good !== undefined && known.good !== text) return hold(tools, schema, file, known.good, made.problems);
  tools.store.setFile(file, made.specs);
  return { file, stubs: made.specs.length, problems: made.problems, held: false };
}

/** The last good version, with the problems of what is on disk. */
async function hold(
  tools: Tools,
  schema: Schema,
  file: string,
  good: string,
  problems: readonly Problem[],
): Promise<Known['state']> {
  const { specs } = await taken(tools, schema, file, good);
  tools.store.setFile(file, specs);
  const held: Problem = {
    severity: 'warning',
    code: 'stubs-held',
    file,
    message: `The last version of ${file} without errors is in force.`,
  };
  return { file, stubs: specs.length, problems: [...problems, held], held: true };
}

/** What of a text can answer calls, and what is wrong with the rest. */
async function taken(
  { parseStubs, prepareStubs, triedStubs }: Tools,
  schema: Schema,
  file: string,
  text: string,
): Promise<{ readonly specs: readonly StubSpec[]; readonly problems: readonly Problem[] }> {
  const { stubs, problems: found } = parseStubs(text, file, schema);
  const problems = [...found, ...stubs.flatMap(notPlayed)];
  const playable = stubs.filter(({ does }) => does.kind === 'reply' || does.kind === 'replies');
  await prepareStubs(playable);
  const { problems: faults, broken } = triedStubs(playable);
  return { specs: playable.filter((spec) => !broken.has(spec)), problems: [...problems, ...faults] };
}

/** What can be written already and is not done yet. */
function notPlayed({ place, does, fault }: StubSpec): readonly Problem[] {
  const { file, line, path } = place;
  const say = (what: string, below: string, then: string): Problem => ({
    severity: 'warning',
    code: 'stub-not-played',
    file,
    line,
    path: `${path}.${below}`,
    message: `${what} are not played yet: ${then}.`,
  });
  if (does.kind === 'script') return [say('Scripts', 'script', 'this stub answers nothing')];
  if (fault)
    return [say('Faults', 'fault', does.kind === 'fault' ? 'this stub does nothing' : 'only the reply counts')];
  return [];
}

const none = (file: string): Known['state'] => ({ file, stubs: 0, problems: [], held: false });
