import type { StubAdded, StubCheck } from '../contract/mock-api.ts';
import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { StubInfo, StubList } from '../contract/stub.ts';
import type { HandlerFiles } from '../workspace/handler-files.ts';
import type { MockSource } from '../http/mock-routes.ts';
import type { Refused } from '../http/world-routes.ts';
import type { Registry } from '../schema/registry.ts';
import type { StubFiles } from '../workspace/stub-files.ts';
import type { StubDisk } from './stub-disk.ts';
import { createJudging, type Judging } from './stub-judging.ts';
import type { Journal } from '../traffic/journal.ts';
import type { FaultSwitches } from '../stubs/fault-switches.ts';
import type { SessionWorlds } from '../world/session-worlds.ts';
import type { WorldFiles } from '../workspace/world-files.ts';

/** What the API of stubs is made from. */
export interface MockSideOptions {
  /** What is served: stubs are written below it. */
  readonly paths: readonly string[];
  readonly seed: string;
  /** `strict`: unmatched calls are refused, where no file says otherwise. */
  readonly mode?: { readonly strict?: boolean | undefined };
  readonly registry: Registry;
  readonly journal: Journal;
  readonly worldFiles: WorldFiles;
  readonly stubFiles: StubFiles;
  readonly handlerFiles: Pick<HandlerFiles, 'source'>;
  readonly sessions: SessionWorlds;
  readonly faults: FaultSwitches;
}

const NO_SUCH: (id: string) => Refused = (id) => ({
  status: 404,
  refused: [
    {
      severity: 'error',
      code: 'unknown-stub',
      message: `There is no stub ${JSON.stringify(id.slice(0, 200))}.`,
      hint: 'GET /api/stubs lists what is there.',
      path: 'id',
    },
  ],
});

/** Connects the routes of stubs to files, memory and what was recorded. */
export function createMockSide(options: MockSideOptions): MockSource {
  const { registry, stubFiles, journal, worldFiles } = options;
  const { source, memory } = stubFiles;
  const otherwise = options.mode?.strict ? 'refuse' : 'world';

  const list = (method?: MethodPath, session: string | null = null): StubList => {
    const store = source.current;
    const { files } = stubFiles.report;
    if (!store) return { revision: 0, stubs: [], unmatched: { otherwise, methods: [] }, files };
    const methods = store.unmatched(otherwise, session ?? '').filter((one) => (method ?? one.method) === one.method);
    return {
      revision: store.revision,
      stubs: store.list({ ...(method !== undefined && { method }), session }),
      unmatched: { otherwise, methods },
      files,
    };
  };
  /** In the order in which they were given. */
  const infos = (ids: readonly string[]): readonly StubInfo[] => {
    const methods = new Set(ids.flatMap((id) => source.current?.find(id)?.spec.method.path ?? []));
    const all = new Map([...methods].flatMap((method) => list(method).stubs).map((info) => [info.id, info]));
    return ids.flatMap((id) => all.get(id) ?? []);
  };
  const lacking = (id: string): Refused => {
    const held = source.current?.find(id);
    return held ? refusedFor(400, inFile(held.spec.place.file)) : NO_SUCH(id);
  };
  // Loaded with the first file that somebody looks at: what reads YAML takes a while, and nobody waits for it before.
  let loading: Promise<StubDisk> | undefined;
  const disk = (): Promise<StubDisk> =>
    (loading ??= import('./stub-disk.ts').then(({ createStubDisk }) => createStubDisk(options, list, NO_SUCH)));
  const judging: Judging = createJudging(options);

  return {
    knows: (method): method is MethodPath => registry.current.method(method) !== undefined,
    list,
    async add(request): Promise<StubAdded | Refused> {
      const added = await memory.add(request);
      return 'refused' in added
        ? { status: 400, refused: added.refused }
        : { stubs: infos(added.ids), problems: added.problems };
    },
    async remove(id) {
      return (await memory.remove(id)) ? undefined : lacking(id);
    },
    file: async (file) => (await disk()).file(file),
    save: async (request) => (await disk()).save(request),
    make: async (request) => (await disk()).make(request),
    unmatched: async (request) => (await disk()).unmatched(request),
    async edit(request) {
      const { id, edit } = request;
      if (!source.current?.inMemory(id)) return (await disk()).edit(request);
      if (edit.do === 'move') return refusedFor(400, NOT_MOVED);
      const known = edit.do === 'remove' ? await memory.remove(id) : await memory.enable(id, edit.enabled);
      return known ? list() : NO_SUCH(id);
    },
    async check({ file, text }): Promise<StubCheck> {
      const { whole, problems } = await stubFiles.check(file, text);
      return {
        problems,
        stubs: whole.map(({ id, method, place }) => ({ id, method: method.path, lines: [place.line, place.lastLine] })),
      };
    },
    ...judging,
    schema: async () => (await import('../stubs/schema-json.ts')).stubsJsonSchema(),
    async reset({ session, stubs, world, calls, faults }) {
      source.current?.reset({ stubs, ...(session !== null && { session }) });
      if (stubs) memory.forget(session);
      if (world) {
        options.sessions.reset(session ?? undefined);
        if (session === null) await worldFiles.reset();
      }
      if (calls) journal.clear(session ?? undefined);
      // Switches are for all calls, whatever their session.
      if (faults && session === null) options.faults.clear();
      return undefined;
    },
  };
}

const refusedFor = (status: Refused['status'], ...refused: readonly Problem[]): Refused => ({ status, refused });

const inFile = (file: string): Problem => ({
  severity: 'error',
  code: 'stub-in-file',
  message: `This stub stands in ${file}.`,
  hint: 'Use POST /api/stubs/edit, or edit the file.',
  path: 'id',
});

const NOT_MOVED: Problem = {
  severity: 'error',
  code: 'stub-in-memory',
  message: 'This stub stands in no file: it has no place to be moved from.',
  hint: 'Give it a priority.',
  path: 'edit.do',
};
