import type { Problem } from '../contract/problem.ts';
import type { HandlerSource } from '../engine/handler-source.ts';
import type { StubProblemCode } from '../stubs/parse-problems.ts';
import type { StubStore } from '../stubs/store.ts';

/**
 * Stubs of files that can never answer: a handler has their method, and handlers come first (`engine/decide`). Those that
 * are nothing but a fault break what the handler answers; those that are switched off are meant to say nothing.
 */
export function stubsBehindHandlers(stubs: StubStore | undefined, find: HandlerSource['find']): readonly Problem[] {
  const problems = (stubs?.list() ?? []).flatMap(({ method, file, lines, enabled, kind }): readonly Problem[] => {
    const handler = enabled && kind !== 'fault' && file !== null && lines ? find(method) : undefined;
    if (!handler || !lines || file === null) return [];
    return [
      {
        severity: 'warning',
        code: 'stub-behind-handler' satisfies StubProblemCode,
        file,
        line: lines[0],
        message: `This stub never answers: a handler answers ${method.slice(1)}, ${handler.file}:${handler.line}.`,
        hint: 'Remove one of the two.',
      },
    ];
  });
  // As they stand in their files, not as they would be tried.
  return problems.toSorted((left, right) => (placeOf(left) < placeOf(right) ? -1 : 1));
}

const placeOf = ({ file = '', line = 0 }: Problem): string => `${file}:${String(line).padStart(9, '0')}`;
