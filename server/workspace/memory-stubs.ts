import type { Problem } from '../contract/problem.ts';
import type { StubAddRequest } from '../contract/mock-api.ts';
import type { Registry } from '../schema/registry.ts';
import { readStubs, type StubTools } from './read-stubs.ts';
import type { StubSpec } from '../stubs/spec.ts';
import type { StubStore } from '../stubs/store.ts';

/** Who adds a stub, or where in a test: what stands in place of its file. */
export type StubAuthor = 'api' | { readonly file: string; /** 1-based. */ readonly line: number };

const placeOf = (author: StubAuthor): { readonly file: string; readonly line: number } =>
  author === 'api' ? { file: author, line: 1 } : author;

/** Ids of the stubs that came in, with warnings about them; or why none of them did. */
export type Added =
  { readonly ids: readonly string[]; readonly problems: readonly Problem[] } | { readonly refused: readonly Problem[] };

/** Stubs that live as long as the process does, as they were given: another schema reads them again. */
export interface MemoryStubs {
  /** Either all of them come in or none. Those of the same id are replaced. */
  add(request: StubAddRequest, author?: StubAuthor): Promise<Added>;
  /** False where there is no such stub. */
  enable(id: string, enabled: boolean): Promise<boolean>;
  /** False where there is no such stub. */
  remove(id: string): Promise<boolean>;
  /** Forgets those of a session, or all of them: what `StubStore.reset` has taken out does not come back. */
  forget(session: string | null): void;
}

/** A stub as it was given. */
interface Given {
  readonly service: string | undefined;
  readonly stub: unknown;
  readonly session: string | null;
  readonly unmatched: StubAddRequest['unmatched'];
  readonly author: StubAuthor;
}

interface Sources {
  readonly registry: Registry;
  readonly tools: () => Promise<StubTools>;
  readonly store: () => Promise<StubStore>;
}

/** How many stubs come in before those of sessions that ended are looked for. */
const PRUNE_AFTER = 1_000;

export function createMemoryStubs({ registry, tools, store }: Sources): MemoryStubs {
  const given = new Map<string, Given>();
  /** What the schema of the day does not take. */
  const broken = new Set<string>();
  let count = 0;
  let follows = false;
  let pruneAt = PRUNE_AFTER;
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: the newest is tried first. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act, act);
    last = turn;
    return turn;
  };

  const read = async (all: readonly Given[]): Promise<{ specs: readonly StubSpec[]; problems: readonly Problem[] }> => {
    const { author, service, unmatched } = all[0] ?? { author: 'api' };
    const { file, line } = placeOf(author);
    const json = asText({
      ...(service !== undefined && { service }),
      ...(unmatched && { unmatched }),
      stubs: all.map(({ stub }) => stub),
    });
    if (json === undefined) return { specs: [], problems: [NO_JSON] };
    // It is told to be where it was written: in that line of that file.
    const text = '\n'.repeat(line - 1) + json;
    const { specs, problems } = await readStubs(await tools(), registry.current, file, text, 'json');
    // What came as a value has paths but no lines.
    return { specs, problems: problems.map(({ file: _, line: __, column: ___, ...problem }) => problem) };
  };

  /** Sessions end, and their stubs with them. */
  const prune = (held: StubStore): void => {
    for (const id of given.keys()) if (!broken.has(id) && !held.inMemory(id)) given.delete(id);
    pruneAt = given.size + PRUNE_AFTER;
  };
  const readAgain = async (): Promise<void> => {
    const held = await store();
    prune(held);
    const fresh: StubSpec[] = [];
    for (const [id, one] of given) {
      const [spec] = (await read([one])).specs;
      if (spec) {
        broken.delete(id);
        fresh.push(named(spec, id, one.session));
      } else {
        broken.add(id);
        held.remove(id);
      }
    }
    held.put(fresh);
  };

  return {
    add: (request, author = 'api') =>
      inTurn(async (): Promise<Added> => {
        const { service, session, unmatched } = request;
        const all = request.stubs.map((stub): Given => ({ service, stub, session, unmatched, author }));
        const { specs, problems } = await read(all);
        const errors = problems.filter(({ severity }) => severity === 'error');
        if (errors.length > 0) return { refused: errors };
        const held = await store();
        const faults = specs.flatMap((spec) => misfit(spec, session, held));
        if (faults.length > 0) return { refused: faults };
        const fresh = specs.map((spec) =>
          named(spec, ownId(spec) ?? `${placeOf(author).file}#${(count += 1)}`, session),
        );
        const full = held.put(fresh);
        if (full.length > 0) return { refused: full };
        if (given.size >= pruneAt) prune(held);
        fresh.forEach(({ id, place }) => {
          const one = all[indexOf(place.path)];
          if (one) given.set(id, one);
          broken.delete(id);
        });
        // Where that fails, which it must not, stubs answer as they did before.
        if (!follows) registry.subscribe(() => void inTurn(readAgain).catch(() => undefined));
        follows = true;
        return { ids: fresh.map(({ id }) => id), problems };
      }),
    enable: (id, enabled) =>
      inTurn(async () => {
        const one = given.get(id);
        const held = await store();
        if (!one || !held.inMemory(id)) return false;
        const next = { ...one, stub: { ...Object(one.stub), enabled } as unknown };
        const [spec] = (await read([next])).specs;
        if (!spec) return false;
        given.set(id, next);
        held.put([named(spec, id, one.session)]);
        return true;
      }),
    remove: (id) =>
      inTurn(async () => {
        const known = given.delete(id);
        broken.delete(id);
        return (await store()).remove(id) || known;
      }),
    forget(session) {
      for (const [id, one] of given) {
        const own = (one.stub as { readonly session?: unknown } | null)?.session; // As it was given; it was read before.
        if (session === null || one.session === session || own === session) given.delete(id);
      }
      for (const id of broken) if (!given.has(id)) broken.delete(id);
    },
  };
}

const indexOf = (path: string): number => Number(/\[(\d+)\]/.exec(path)?.[1] ?? 0);

/** The id that was given, where one was. */
const ownId = ({ id, place }: StubSpec): string | undefined =>
  id === `${place.file}#${indexOf(place.path) + 1}` ? undefined : id;

const named = (spec: StubSpec, id: string, session: string | null): StubSpec => ({
  ...spec,
  id,
  session: spec.session ?? session,
});

/** Why a stub that is whole cannot come in all the same. */
function misfit(spec: StubSpec, session: string | null, store: StubStore): readonly Problem[] {
  const { path } = spec.place;
  const id = ownId(spec);
  const problem = (code: string, key: string, message: string, hint: string): Problem => ({
    severity: 'error',
    code,
    message,
    hint,
    path: `${path}.${key}`,
  });
  const other = id === undefined ? undefined : store.find(id);
  if (other && other.added === 0)
    return [
      problem(
        'stub-duplicate-id',
        'id',
        `"${other.spec.id}" is the id of a stub in ${other.spec.place.file} already.`,
        'Choose another one.',
      ),
    ];
  const forSession = spec.session ?? session;
  if (other && other.spec.session !== forSession) {
    const whose = other.spec.session === null ? 'all sessions' : `the session ${other.spec.session}`;
    const message = `"${other.spec.id}" is the id of a stub of ${whose} already.`;
    return [problem('stub-duplicate-id', 'id', message, 'Leave the id out, or put the name of the session into it.')];
  }
  if (session !== null && spec.session !== null && spec.session !== session)
    return [
      problem(
        'stub-conflict',
        'session',
        `The stub is for the session ${spec.session}, and the request for ${session}.`,
        'Name one of them.',
      ),
    ];
  return [];
}

const NO_JSON: Problem = {
  severity: 'error',
  code: 'stub-wrong-type',
  message: 'The stubs are no JSON.',
  hint: 'Write objects as in a file of stubs.',
  path: 'stubs',
};

/** Undefined for what JSON cannot say: a circle. 64-bit numbers of the library become text, as in ProtoJSON. */
function asText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
  } catch {
    return undefined;
  }
}
