import type { Explanation, Origins } from '../contract/origin.ts';
import { explain, type ExplainOptions } from '../engine/explain.ts';
import { originsOf } from '../engine/origins.ts';
import type { Refused, WorldSource } from '../http/world-routes.ts';
import type { Registry } from '../schema/registry.ts';
import type { Journal } from '../traffic/journal.ts';
import { sessionName } from '../traffic/session-name.ts';
import type { HandlerFiles } from '../workspace/handler-files.ts';
import type { StubFiles } from '../workspace/stub-files.ts';
import type { WorldFiles } from '../workspace/world-files.ts';
import type { SessionWorlds } from '../world/session-worlds.ts';

export interface OriginSideOptions {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly sessions: SessionWorlds;
  readonly worldFiles: WorldFiles;
  readonly stubFiles: Pick<StubFiles, 'source'>;
  readonly handlerFiles: Pick<HandlerFiles, 'source' | 'report'>;
  readonly seed: string;
  /** How the server runs. */
  readonly mode: ExplainOptions;
}

/** Handlers as explanations tell of them. */
export const handlersOf = ({
  source,
  report,
}: Pick<HandlerFiles, 'source' | 'report'>): ExplainOptions['handlers'] => ({
  find: (path) => source.find(path),
  problems: report.problems,
});

const refused = (status: Refused['status'], code: string, message: string, hint: string): Refused => ({
  status,
  refused: [{ severity: 'error', code, message, hint }],
});

/** Answers how a method is answered, and where the values of a recorded message came from. */
export function createOriginSide(options: OriginSideOptions): Pick<WorldSource, 'explain' | 'origins'> {
  const { registry, journal, sessions, worldFiles, mode } = options;
  return {
    async explain(path): Promise<Explanation | undefined> {
      const method = registry.current.method(path);
      if (!method) return undefined;
      const store = options.stubFiles.source.current;
      const stubs = store?.list({ method: method.path });
      const unmatched = store?.unmatched(mode.strict ? 'refuse' : 'world', '').find((one) => one.method === path);
      const handlers = handlersOf(options.handlerFiles);
      return explain(method, { ...mode, hints: worldFiles.hints.current, stubs, unmatched, handlers });
    },
    async origins(call, direction, index): Promise<Origins | Refused | undefined> {
      if (!journal.has(call)) return undefined;
      const exchange = journal.exchange(call, direction, index);
      if (!exchange)
        return refused(404, 'unknown-message', `The call has no message ${index} ${direction}.`, 'Count from 1.');
      const { message, requests, answers } = exchange;
      if (!message)
        return refused(
          404,
          'message-dropped',
          'The bytes of this message were dropped to stay within bounds.',
          'Call again.',
        );
      const method = registry.current.method(exchange.method);
      if (!method)
        return refused(404, 'unknown-method', `${exchange.method} is no method of the schema of today.`, 'Call again.');
      const answeredBy = answers[Math.min(index, answers.length) - 1];
      const seed = direction === 'down' && answeredBy && 'seed' in answeredBy ? answeredBy.seed : options.seed;
      const { current: hints } = worldFiles.hints;
      const world = sessions.peek(sessionName(exchange.metadata) ?? '');
      return (
        originsOf({ method, seed, direction, index, message, requests, answeredBy, hints, world }) ??
        refused(
          404,
          'message-unreadable',
          'The bytes are no message of this type.',
          'The schema may have changed since.',
        )
      );
    },
  };
}
