import { setImmediate } from 'node:timers/promises';
import { decodeMessage } from '../codec/decode.ts';
import type { CallMisses } from '../contract/mock-api.ts';
import { MASK } from '../contract/metadata.ts';
import { problem, type Problem } from '../contract/problem.ts';
import { sessionOf } from '../contract/session.ts';
import type { VerifyRequest } from '../contract/stub.ts';
import type { MockSource } from '../http/mock-routes.ts';
import type { Refused } from '../http/world-routes.ts';
import type { MockSideOptions } from './mock-side.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { VerifyTarget } from '../stubs/verify.ts';
import { callOf, tryStubs } from './stub-try.ts';
import type { Received } from '../traffic/exchange.ts';

/** What judges calls, and moves what stubs remember. */
export interface Judging extends Pick<MockSource, 'attempt' | 'misses' | 'scenarios' | 'move'> {
  /** `since`: only calls with a greater ordinal. */
  verify(request: VerifyRequest, since?: number): ReturnType<MockSource['verify']>;
}

/** Calls that are read from the journal at one go. */
const PAGE = 500;

const refused = (status: Refused['status'], ...problems: readonly Problem[]): Refused => ({
  status,
  refused: problems,
});

/** Judges requests that nobody sent, and calls of the journal, against stubs and matchers. */
export function createJudging({ registry, journal, stubFiles, handlerFiles, mode }: MockSideOptions): Judging {
  const { source } = stubFiles;

  /** A method with a matcher as in `when`, or what is wrong with it. `path`: of the matcher in the request. */
  const target = async (
    { method: path, when }: Pick<VerifyRequest, 'method' | 'when'>,
    at: string,
  ): Promise<VerifyTarget | { readonly problems: readonly Problem[] }> => {
    const method = registry.current.method(path);
    if (!method)
      return { problems: [problem('unknown-method', `There is no method ${path}.`, 'See GET /api/schema.')] };
    const { compileTarget } = await import('../stubs/compile-target.ts');
    const compiled = await compileTarget(method, when, registry.current);
    if (!('problems' in compiled)) return compiled;
    return { problems: compiled.problems.map((one) => ({ ...one, path: (one.path ?? 'when').replace(/^when/, at) })) };
  };

  return {
    async attempt(request) {
      const method = registry.current.method(request.method);
      if (!method) throw new Error(`${request.method} was known a moment ago.`);
      return tryStubs(
        source.current,
        method,
        request,
        handlerFiles.source.find(method.path),
        mode?.strict ? 'refuse' : 'world',
      );
    },

    async misses(id): Promise<CallMisses | Refused | undefined> {
      const received = journal.received(id);
      if (!received) return undefined;
      const method = registry.current.method(received.method);
      if (!method)
        return refused(
          404,
          problem('unknown-method', `${received.method} is no method of the schema of today.`, 'Call again.'),
        );
      const store = source.current;
      if (!store?.has(method.path)) return { misses: [], verdicts: [] };
      const { metadata, count, halfClosed } = received;
      const call = callOf(method, metadata, messagesOf(method, received), null, count, halfClosed);
      return {
        misses: store.misses(call).map((miss) => ({ ...miss, because: honest(miss.because) })),
        verdicts: store.judge(call).map((one) => ({
          ...one,
          conditions: one.conditions.map((each) => ({ ...each, because: honest(each.because) })),
        })),
      };
    },

    scenarios: (session) => source.current?.scenarios(session) ?? [],

    move({ name, state, session }) {
      const known = source.current?.scenarios(session) ?? [];
      const one = known.find((scenario) => scenario.name === name);
      if (!one || !source.current) {
        const names = known.map((scenario) => scenario.name).join(', ');
        const hint = names === '' ? 'No stub names a scenario.' : `There are ${names}.`;
        return refused(404, problem('unknown-scenario', `There is no scenario ${JSON.stringify(name)}.`, hint, 'name'));
      }
      if (!one.states.includes(state))
        return refused(
          400,
          problem(
            'unknown-state',
            `No stub knows the state ${JSON.stringify(state)} of ${name}.`,
            `It has ${one.states.join(', ')}.`,
            'state',
          ),
        );
      source.current.setScenario(name, state, session ?? '');
      return source.current.scenarios(session);
    },

    async verify(request, since = 0) {
      const own = await target(request, 'when');
      const steps = await Promise.all(
        (request.inOrder ?? []).map((step, index) => target(step, `inOrder[${index}].when`)),
      );
      const problems = [own, ...steps].flatMap((one) => ('problems' in one ? one.problems : []));
      if ('problems' in own || problems.length > 0) return refused(400, ...problems);
      const inOrder = request.inOrder ? steps.flatMap((one) => ('problems' in one ? [] : [one])) : null;
      const { times, session } = request;
      const { Verifying } = await import('../stubs/verify.ts');
      const verifying = new Verifying({ ...own, times, session, inOrder });
      const asked = new Set([own, ...(inOrder ?? [])].map(({ method }) => method.path as string));
      const only = asked.size === 1 ? own.method.path : undefined;
      // What comes while it is counted is not counted: it would never end where calls never do.
      const { recorded } = journal.stats();
      for (let after = since; ;) {
        const { calls } = journal.list({ after, limit: PAGE, method: only });
        const last = calls.at(-1);
        for (const { id, method: path, ordinal } of calls) {
          const received = asked.has(path) && ordinal <= recorded ? journal.received(id) : undefined;
          const method = received && registry.current.method(path);
          if (!received || !method) continue;
          const { metadata, count, halfClosed } = received;
          const named = sessionOf(metadata);
          const messages = (): ReturnType<typeof messagesOf> => messagesOf(method, received);
          verifying.hear({
            id,
            method: path,
            metadata,
            whole: received.whole,
            session: named,
            halfClosed,
            messages,
            count,
          });
        }
        if (!last || last.ordinal >= recorded) return verifying.result();
        after = last.ordinal;
        await setImmediate();
      }
    },
  };
}

/** A secret that was masked is not what the call had: whether it was met is not known. */
const honest = (because: string): string =>
  because.includes(`is ${MASK}`) ? because.replace(/is •••.*/, 'is a secret: what it was is not kept') : because;

/** Of long streams the first and the last so many messages are matched, as while the call goes on. */
const KEPT = 100;

/** The request messages that were kept; what cannot be decoded is left out. */
function messagesOf({ desc }: SchemaMethod, { requests }: Received) {
  const ends = requests.length > 2 * KEPT ? [...requests.slice(0, KEPT), ...requests.slice(-KEPT)] : requests;
  return ends.flatMap((bytes) => {
    const decoded = decodeMessage(desc.input, bytes);
    return 'message' in decoded ? [decoded.message] : [];
  });
}
