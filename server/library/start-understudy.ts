import { randomBytes } from 'node:crypto';
import type { App } from '../app.ts';
import { SESSION_KEY } from '../contract/invocation.ts';
import type { Problem } from '../contract/problem.ts';
import { failed, UnderstudyError } from './error.ts';
import { createMocking, type MockingOptions } from './mocking.ts';
import { readOptions, type LibraryConfig, type UnderstudyOptions } from './options.ts';
import { callSite } from './caller-place.ts';
import type { Session, Understudy } from './types.ts';
import { createMockWorld } from './mock-world.ts';
import type { Loaded } from '../workspace/load.ts';

const START = 'start Understudy';

/**
 * Starts a mock of what the protos say, on a port of its own in this process; any number of them at once. It prints
 * nothing. What is wrong with options, protos or files beside them is a rejection that says what to do.
 *
 *     await using mock = await startUnderstudy({ protos: 'protos' });
 *     await mock.stub('shop.v1.Catalog/GetProduct', { when: { request: { sku: 'A' } }, reply: { message: { sku: 'A' } } });
 */
export async function startUnderstudy(options: UnderstudyOptions): Promise<Understudy> {
  // Before anything is awaited: the stack ends there.
  const site = callSite();
  const read = readOptions(options);
  if ('problems' in read) throw failed('options', START, read.problems);
  const { config } = read;
  // Files of handlers import this module for their types: it must cost nothing.
  const [{ loadSchema }, { cacheFolder }] = await Promise.all([
    import('../workspace/load.ts'),
    import('../files/schema-cache.ts'),
  ]);
  const loaded = loadSchema(config, undefined, cacheFolder(process.platform, process.env));
  if (loaded.unusable.length > 0) throw failed('protos', START, loaded.unusable);
  const app = await start(config, loaded, site);
  try {
    judgeStart(config, loaded, app);
    return await mockOf(config, app);
  } catch (error) {
    await app.close(0);
    throw error;
  }
}

async function start(config: LibraryConfig, loaded: Loaded, site: Site): Promise<App> {
  const { onProblem } = config;
  const [{ startApp }, handlers] = await Promise.all([import('../app.ts'), localHandlers(config, site)]);
  const app = await startApp({ ...config, handlers }, loaded, {
    // A defect of ours is nobody's fault, and must not go by unseen.
    onDefect: (error) => process.emitWarning(error instanceof Error ? error : String(error), 'UnderstudyDefect'),
    onReload: ({ problems }) => problems.forEach((problem) => onProblem?.(problem)),
    onData: ({ problems }) => problems.forEach((problem) => onProblem?.(problem)),
    onProblem,
  });
  if (!('problem' in app)) return app;
  const { problem } = app;
  const hint = problem.code === 'port-in-use' ? 'Leave port out: any free one is taken.' : problem.hint;
  const what = problem.code.startsWith('port-') || problem.code.startsWith('host-') ? 'port' : 'options';
  throw failed(what, START, [{ ...problem, ...(hint !== undefined && { hint }) }]);
}

type Site = ReturnType<typeof callSite>;
type Given = NonNullable<Parameters<typeof import('../app.ts').startApp>[0]['handlers']>;

/** Handlers that were given, as what makes them for a schema; undefined where none were. */
async function localHandlers({ handlers }: LibraryConfig, site: Site): Promise<Given | undefined> {
  if (handlers.length === 0) return undefined;
  const { exportedLocally, createLocalHandlers } = await import('../handlers/local-handlers.ts');
  const exported = exportedLocally(handlers);
  if ('problem' in exported) throw failed('handler', START, [exported.problem]);
  return (registry, now) => {
    const made = createLocalHandlers(registry, exported, now, site);
    if (made.problems.length > 0) throw failed('handler', START, made.problems);
    return made;
  };
}

/** What is wrong at the start is a rejection, unless somebody hears of it. */
function judgeStart({ onProblem }: LibraryConfig, { schema }: Loaded, app: App): void {
  const beside = [app.worldFiles, app.stubFiles, app.handlerFiles].flatMap(({ report }) => report.problems);
  const problems = [...schema.problems, ...beside, ...(app.tls?.problems ?? [])];
  if (onProblem) return problems.forEach((problem) => onProblem(problem));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw failed('protos', START, errors);
}

async function mockOf({ paths, seed, onProblem }: LibraryConfig, app: App): Promise<Understudy> {
  const [{ createMockSide }, { createJudging }, { createWorldSide }] = await Promise.all([
    import('../sides/mock-side.ts'),
    import('../sides/stub-judging.ts'),
    import('../sides/world-side.ts'),
  ]);
  const side = { ...app, paths, seed };
  const mockSide = createMockSide(side);
  const judging = createJudging(side);
  let closed = false;
  const guard = (): void => {
    if (closed) throw new UnderstudyError('closed', 'Failed to use the mock: it is closed.');
  };
  /** What can be said of all calls (null) or of those of a session. */
  const partOf = (session: string | null) => {
    let since = 0;
    const options: MockingOptions = { app, judging, session, since: () => since, guard, onProblem };
    const world = createMockWorld(() => {
      guard();
      return createWorldSide({ ...side, session, files: app.worldFiles });
    });
    const reset: Understudy['reset'] = async ({ stubs = true, world = true, calls = true, faults = true } = {}) => {
      guard();
      await mockSide.reset({ session, stubs, world, calls, faults });
      if (faults && session === null) app.health.reset();
      // Calls that are still open stay in the journal, and are nobody's from here on.
      if (calls) since = app.journal.stats().recorded;
    };
    return { ...createMocking(options), world, reset };
  };
  const close: Understudy['close'] = async ({ graceMs = 0 } = {}) => {
    closed = true;
    await app.close(graceMs);
  };

  return {
    ...partOf(null),
    health: {
      set(service, status) {
        guard();
        if (!app.health.set(service, status))
          throw new RangeError('So many services have a state that no more are kept.');
      },
      reset(service) {
        guard();
        app.health.reset(service);
      },
    },
    address: app.address,
    ca: app.tls?.ca ?? null,
    port: app.port,
    session(name = randomBytes(6).toString('hex')): Session {
      guard();
      const fault = sessionFault(name);
      if (fault) throw failed('options', 'open a session', [fault]);
      const part = partOf(name);
      return {
        ...part,
        name,
        metadata: { [SESSION_KEY]: name },
        async [Symbol.asyncDispose]() {
          if (closed) return;
          await part.reset();
          app.stubFiles.source.current?.endSession(name);
        },
      };
    },
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** A name travels as metadata. */
const sessionFault = (name: unknown): Problem | undefined =>
  typeof name === 'string' && /^[\x21-\x7e]{1,200}$/.test(name)
    ? undefined
    : {
        severity: 'error',
        code: 'bad-session',
        message: 'The name of a session is 1 to 200 visible ASCII characters, without spaces.',
        hint: 'Leave it out: each session gets a name of its own.',
      };
