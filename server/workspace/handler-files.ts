import { resolve } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import type { HandlerSource } from '../engine/handler-source.ts';
import type { Disk } from '../files/disk.ts';
import { importsOf } from '../files/imports-of.ts';
import type { HandlerReport, Handlers } from '../handlers/handlers.ts';
import type { HandlerFile } from '../handlers/load-files.ts';
import type { Registry } from '../schema/registry.ts';

/** The files of handlers, as they are in force. */
export interface HandlerFiles extends AsyncDisposable {
  /** Asked by the engine for each call; it knows nothing while there is no such file. */
  readonly source: HandlerSource;
  readonly report: HandlerReport;
  /** Every file, absolute, that handlers import or ever did. */
  readonly imports: ReadonlySet<string>;
  /**
   * Serves what is in these files now; where neither they nor what they import has changed, nothing is loaded. One at a
   * time; never rejects for what is in the files.
   */
  load(paths: readonly string[]): Promise<HandlerReport>;
}

export interface HandlerFilesOptions {
  readonly registry: Registry;
  /** Reads them, so that they are watched. */
  readonly disk: Disk;
  /** What no call shows. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** Handlers that stand in no file; they come first. */
  readonly given?: HandlerSource | undefined;
}

const NOTHING: HandlerReport = { files: [], problems: [], imports: [] };
/** Imported files of which only the run tells. */
const MOST_IMPORTS = 2_000;

/** Reads files of handlers and has them run. What runs them is loaded with the first of them. */
export function createHandlerFiles({ registry, disk, onProblem, given }: HandlerFilesOptions): HandlerFiles {
  let handlers: Handlers | undefined;
  let unreadable: readonly Problem[] = [];
  /** What was loaded: the texts of files and imports, by absolute path. */
  let texts = new Map<string, string | undefined>();
  /** Of each file, the last text that could be read. */
  let lastTexts: ReadonlyMap<string, string> = new Map();
  let served = '';
  const imports = new Set<string>();
  const told = seldom(onProblem);
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  const textOf = (path: string): string | undefined => {
    const read = disk.read(path);
    return 'text' in read ? read.text : undefined;
  };
  const report = (): HandlerReport => {
    if (!handlers) return NOTHING;
    const { report: made } = handlers;
    return unreadable.length === 0 ? made : { ...made, problems: [...unreadable, ...made.problems] };
  };
  const isSame = (paths: readonly string[]): boolean =>
    paths.join('\n') === served && [...texts].every(([path, text]) => textOf(path) === text);

  const loadNow = async (paths: readonly string[]): Promise<HandlerReport> => {
    if ((paths.length === 0 && !handlers) || isSame(paths)) return report();
    const { createHandlers } = await import('../handlers/handlers.ts');
    if (closed) return report();
    handlers ??= createHandlers({ registry, onProblem: told });
    texts = new Map();
    served = paths.join('\n');
    const problems: Problem[] = [];
    const files: HandlerFile[] = [];
    for (const file of paths) {
      const path = resolve(file);
      const read = disk.read(file);
      if ('why' in read) problems.push(cannotBeRead(file, read.why));
      // One that cannot be read for a while goes on answering.
      const text = 'text' in read ? read.text : lastTexts.get(path);
      texts.set(path, textOf(path));
      if (text !== undefined) files.push({ file, path, text });
    }
    lastTexts = new Map(files.map(({ path, text }) => [path, text]));
    unreadable = problems;
    // Before they are run: what changes meanwhile is another change.
    const named = importsOf(paths, disk);
    for (const path of named) texts.set(path, textOf(path));
    const { imports: met } = await handlers.load(files);
    for (const path of new Set([...named, ...met.slice(0, MOST_IMPORTS)])) {
      imports.add(path);
      if (!texts.has(path)) texts.set(path, textOf(path));
    }
    return report();
  };

  return {
    source: {
      find: (path) => given?.find(path) ?? handlers?.find(path),
      // Asked for what was found only.
      open: (request, listener) => (given?.find(request.path) ? given : handlers!).open(request, listener),
    },
    get report() {
      return report();
    },
    imports,
    load(paths) {
      const turn = last.then(() => loadNow(paths));
      last = turn.catch(() => undefined);
      return turn;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      await handlers?.[Symbol.asyncDispose]();
      await last;
    },
  };
}

const cannotBeRead = (file: string, why: string): Problem => ({
  severity: 'error',
  code: 'unreadable',
  file,
  message: `${file} cannot be read: ${why}.`,
  hint: 'Check its permissions and its size.',
});

const MOST_KINDS = 1_000;

/** What happens again and again is told the 1st, 10th, 100th … time. */
function seldom(tell: ((problem: Problem) => void) | undefined): (problem: Problem) => void {
  const counts = new Map<string, number>();
  return (problem) => {
    const key = JSON.stringify([problem.code, problem.file, problem.message]);
    const count = (counts.get(key) ?? 0) + 1;
    if (counts.size >= MOST_KINDS) counts.clear();
    counts.set(key, count);
    if (!/^10*$/.test(String(count))) return;
    tell?.(count === 1 ? problem : { ...problem, message: `${problem.message} (${count} times)` });
  };
}
