import { setTimeout } from 'node:timers/promises';
import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { VerifyResult } from '../contract/stub.ts';
import type { App } from '../app.ts';
import { methodsNamed } from '../engine/methods-named.ts';
import { receivedCalls } from './received-calls.ts';
import { failed, UnderstudyError } from './error.ts';
import { callSite } from './caller-place.ts';
import type { Expectation, Mocking, Stub } from './types.ts';
import { asPlain } from './values.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { Judging } from '../sides/stub-judging.ts';

export interface MockingOptions {
  readonly app: App;
  readonly judging: Judging;
  /** Null for calls of all sessions. */
  readonly session: string | null;
  /** The ordinal of the last call that was forgotten. */
  readonly since: () => number;
  /** Throws when the mock is closed. */
  readonly guard: () => void;
  /** Hears of what is odd and not wrong. */
  readonly onProblem: ((problem: Problem) => void) | undefined;
}

/** How long calls are let come before they are counted again, in milliseconds. */
const REST_MS = 5;
const EXPECTED = ['when', 'times', 'inOrder', 'within'];
const TIMES = ['exactly', 'atLeast', 'atMost'];
const SHOWN_NEAR = 3;

/** What tests say to a mock, for all calls or for those of a session. */
export function createMocking({ app, judging, session, since, guard, onProblem }: MockingOptions): Mocking {
  const { registry, journal } = app;
  const { memory, source } = app.stubFiles;
  const methodOf = (text: unknown): MethodPath => oneMethod(app, text);

  /** Every key that is no part of it is a mistake: what is not read would be believed to be so. */
  const expectation = (what: string, given: Expectation): Omit<Parameters<Judging['verify']>[0], 'method'> => {
    const problems = [
      ...unknownKeys(given, EXPECTED, ''),
      ...countProblems(given.times),
      ...withinProblem(given.within),
    ];
    if (problems.length > 0) throw failed('verify', what, problems);
    const { when, times = {}, inOrder } = given;
    return {
      when: when === undefined ? {} : asPlain('verify', what, when),
      times: typeof times === 'number' ? { exactly: times } : times,
      session,
      ...(inOrder && {
        inOrder: inOrder.map((step) => ({
          method: methodOf(step.method),
          when: asPlain('verify', what, step.when ?? {}),
        })),
      }),
    };
  };
  const judge = async (method: MethodPath, what: string, given: Expectation): Promise<VerifyResult> => {
    const result = await judging.verify({ method, ...expectation(what, given) }, since());
    if ('refused' in result) throw failed('verify', what, result.refused);
    return result;
  };

  return {
    async stub(method, definition) {
      guard();
      // Before anything is awaited: the stack ends there.
      const author = callSite();
      const path = methodOf(method);
      const what = `stub ${path.slice(1)}`;
      const plain = asPlain('stub', what, definition ?? null);
      const [service, name] = path.slice(1).split('/') as [string, string]; // Of a method of the schema.
      const stub: unknown = isObject(plain) ? { ...plain, method: name } : plain;
      const own = isObject(plain) ? ['method', 'service'].filter((key) => key in plain) : [];
      if (own.length > 0) throw failed('stub', what, own.map(notHere));
      const added = await memory.add({ service, stubs: [stub], session }, author);
      if ('refused' in added) throw failed('stub', what, added.refused.map(inner));
      for (const problem of added.problems) onProblem?.(problem);
      const [id] = added.ids;
      if (id === undefined) throw failed('stub', what, added.problems.map(inner));
      const remove = async (): Promise<void> => void (await memory.remove(id));
      const made: Stub = {
        id,
        get hits() {
          return source.current?.list({ method: path, session }).find((one) => one.id === id)?.hits ?? 0;
        },
        remove,
        [Symbol.asyncDispose]: remove,
      };
      return made;
    },

    async verify(method, expected = {}) {
      guard();
      const path = methodOf(method);
      const what = `verify ${path.slice(1)}`;
      const until = performance.now() + (expected.within ?? 0);
      for (;;) {
        guard();
        const { seq } = journal;
        const result = await judge(path, what, expected);
        if (result.ok) return result;
        if (performance.now() >= until) throw unmet(what, result);
        await changed(app, seq, until);
      }
    },

    async calls(method, when) {
      guard();
      const path = method === undefined ? undefined : methodOf(method);
      const asked = { method: path, session, since: since() };
      if (path === undefined || when === undefined) return receivedCalls(journal, registry, asked);
      const { calls } = await judge(path, `look for calls of ${path.slice(1)}`, { when, times: { atLeast: 0 } });
      return receivedCalls(journal, registry, { ...asked, ids: new Set(calls) });
    },
  };
}

/** Waits until something is another than it was at `seq`, or it is late. */
async function changed({ journal }: App, seq: number, until: number): Promise<void> {
  const waiting = new AbortController();
  const leave = journal.subscribe(() => waiting.abort());
  try {
    if (journal.seq === seq)
      await setTimeout(Math.max(1, until - performance.now()), undefined, { signal: waiting.signal });
  } catch {
    // Something came.
  } finally {
    leave();
  }
  await setTimeout(Math.min(REST_MS, Math.max(1, until - performance.now())));
}

function oneMethod({ registry }: App, text: unknown): MethodPath {
  const schema = registry.current;
  const what = `find the method ${typeof text === 'string' ? text : String(text)}`;
  const fault = (message: string, hint: string): UnderstudyError =>
    failed('method', what, [{ severity: 'error', code: 'unknown-method', message, hint }]);
  if (typeof text !== 'string') throw fault('A method is a text.', "Write 'shop.v1.Catalog/GetProduct'.");
  const [path, ...others] = methodsNamed(schema, text);
  if (path === undefined) {
    const near = schema.nearest(`/${text.replace(/^\/+/, '')}`).map((one) => one.slice(1));
    const all = schema.services.map(({ name }) => name).slice(0, 10);
    throw fault(
      `There is no method ${text}.`,
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are the services ${all.join(', ')}.`,
    );
  }
  if (others.length === 0) return path;
  const all = [path, ...others].map((one) => one.slice(1));
  throw fault(`${all.length} methods have this name.`, `Write one of ${all.slice(0, 5).join(', ')}.`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notHere = (path: string): Problem => ({
  severity: 'error',
  code: 'stub-conflict',
  path,
  message: `${path} is said by the first argument.`,
  hint: 'Leave it out.',
});

/** A path in what was given. */
const inner = (problem: Problem): Problem => {
  if (problem.path === undefined) return problem;
  const { path, ...rest } = problem;
  const own = path.replace(/^stubs\[0\]\.?/, '');
  return own === '' ? rest : { ...rest, path: own };
};

const expectationProblem = (path: string, message: string, hint: string): Problem => ({
  severity: 'error',
  code: 'bad-expectation',
  path,
  message,
  hint,
});

function unknownKeys(given: unknown, known: readonly string[], before: string): readonly Problem[] {
  if (!isObject(given)) return [expectationProblem(before, 'This is no object.', `Write { ${known.join(', ')} }.`)];
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = nearestWord(key, known);
      const hint = OF_WHEN.includes(key)
        ? `Write when: { ${key}: … }.`
        : near
          ? `Did you mean ${near}?`
          : `There is ${known.join(', ')}.`;
      return expectationProblem(`${before}${key}`, `There is no key ${key}.`, hint);
    });
}

const OF_WHEN = ['request', 'metadata', 'cel', 'first', 'last', 'any', 'all', 'count'];

function countProblems(times: Expectation['times']): readonly Problem[] {
  if (times === undefined) return [];
  const counts = typeof times === 'number' ? { times } : times;
  const odd = typeof times === 'number' ? [] : unknownKeys(times, TIMES, 'times.');
  const wrong = Object.entries(isObject(counts) ? counts : {})
    .filter(([, count]) => count !== undefined && !(Number.isInteger(count) && Number(count) >= 0))
    .map(([key, count]) =>
      expectationProblem(
        key === 'times' ? key : `times.${key}`,
        `${String(count)} is no count.`,
        'Write a whole number.',
      ),
    );
  return [...odd, ...wrong];
}

const withinProblem = (within: unknown): readonly Problem[] =>
  within === undefined || (typeof within === 'number' && within >= 0 && within <= 3_600_000)
    ? []
    : [expectationProblem('within', `${String(within)} is no time.`, 'Write milliseconds, up to an hour.')];

function unmet(what: string, { message, near }: VerifyResult): UnderstudyError {
  const lines = near.slice(0, SHOWN_NEAR).map(({ call, because }) => `call ${call}: ${because}`);
  const text = [`Failed to ${what}: ${message}`, ...lines].join('\n  ');
  return new UnderstudyError('verify', text, [{ severity: 'error', code: 'unmet', message }]);
}
