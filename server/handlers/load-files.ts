import type { Problem } from '../contract/problem.ts';
import type { LoadedFile } from './bind-handlers.ts';
import type { HandlerThread, LoadResult } from './handler-thread.ts';
import type { HandlerProblemCode } from './problem-codes.ts';
import type { LoadFault } from './protocol.ts';

/** A file of handlers as it is on disk now. */
export interface HandlerFile {
  /** As a person names it. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** A file that a thread has. */
export interface Loaded extends LoadedFile {
  readonly path: string;
  /** Not what is on disk, or not with what it imports now. */
  readonly held: boolean;
  readonly imports: readonly string[];
}

/** Of a problem with a file whose last good version answers. */
export const HELD = 'Its last good version goes on answering.';

/**
 * Loads files into a thread of its own. A text that ends the thread is left out, and the others begin again. Undefined
 * where there is to be no thread any more.
 */
export async function loadFiles(
  files: readonly HandlerFile[],
  lastGood: ReadonlyMap<string, string>,
  newThread: () => HandlerThread | undefined,
): Promise<
  | {
      readonly thread: HandlerThread;
      readonly loaded: readonly Loaded[];
      readonly problems: readonly Problem[];
    }
  | undefined
> {
  const deadly = new Map<string, LoadFault>();
  for (;;) {
    const thread = newThread();
    if (!thread) return undefined;
    const loaded: Loaded[] = [];
    const problems: Problem[] = [];
    for (const { file, path, text } of files) {
      const texts = [...new Set([text, lastGood.get(file) ?? text])];
      let fault: LoadFault | undefined;
      for (const tried of texts) {
        const key = `${file}\0${tried}`;
        const result: LoadResult = deadly.has(key) ? { fault: deadly.get(key)! } : await thread.load(file, path, tried);
        if ('died' in result) {
          deadly.set(key, { message: result.died.replace(/ The thread of the handlers was ended.*/, '') });
          break;
        }
        if ('services' in result) {
          loaded.push({ file, path, text: tried, held: tried !== text, ...result });
          break;
        }
        fault ??= result.fault;
      }
      if (thread.dead) break;
      if (fault) problems.push(problemOf(file, fault, loaded.at(-1)?.file === file));
    }
    if (!thread.dead) return { thread, loaded, problems };
  }
}

const problemOf = (file: string, { message, line, column }: LoadFault, held: boolean): Problem => ({
  severity: 'error',
  code: 'handler-load' satisfies HandlerProblemCode,
  file,
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
  // What was thrown ends as whoever threw it likes; the hint is another sentence.
  message: /[.!?…]$/.test(message) ? message : `${message}.`,
  hint: held ? HELD : 'Its methods stay mocked until it can be loaded.',
});
