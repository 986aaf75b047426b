import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti, type Jiti, type TransformOptions } from 'jiti';
import type { LoadFault } from '../protocol.ts';
import * as door from '../service.ts';
import { exportedServices, ExportFault, type Exported } from './exported-services.ts';
import { thrownText } from './value-text.ts';

/** A file that was loaded. */
export interface LoadedModule extends Exported {
  /** Files that it imports, not those of packages. */
  readonly imports: readonly string[];
}

/** Texts that were compiled before, by what they were compiled from: the compiler takes longer to load than to work. */
export interface Memo {
  readonly get: (key: string) => string | undefined;
  readonly set: (key: string, code: string) => void;
}

const require = createRequire(import.meta.url);
/** Modules of our own may stand in the same cache. */
const OURS = fileURLToPath(new URL('../../', import.meta.url));
type Transform = (options: TransformOptions) => { code: string; error?: unknown };
let compiler: Transform | undefined;

function memoized({ get, set }: Memo): Transform {
  return (options) => {
    const { source, filename, async, ts, jsx } = options as TransformOptions & { readonly async?: boolean };
    const key = JSON.stringify([filename, async, ts, jsx, source]);
    const known = get(key);
    if (known !== undefined) return { code: known };
    compiler ??= require(join(dirname(require.resolve('jiti/package.json')), 'dist/babel.cjs')) as Transform;
    const made = compiler(options);
    if (!made.error) set(key, made.code);
    return made;
  };
}

/** Evaluates the text of a file of handlers. Rejects with a `Fault`. */
export async function loadModule(path: string, text: string, memo: Memo): Promise<LoadedModule> {
  const jiti: Jiti = createJiti(path, {
    fsCache: false,
    moduleCache: true,
    interopDefault: true,
    transform: memoized(memo),
    // Whoever writes handlers beside their protos need not have installed what runs them.
    virtualModules: { understudy: door },
  });
  let exports: unknown;
  try {
    exports = await jiti.evalModule(text, { filename: path, async: true, forceTranspile: true });
  } catch (error) {
    throw new Fault(faultOf(error, path));
  }
  const { services, exported } = servicesOf(exports);
  const imports = Object.keys(jiti.cache).filter(
    (name) => !/[\\/]node_modules[\\/]/.test(name) && !name.startsWith(OURS) && name !== path,
  );
  return { services, exported, imports };
}

export class Fault extends Error {
  readonly fault: LoadFault;
  constructor(fault: LoadFault) {
    super(fault.message);
    this.fault = fault;
  }
}

function servicesOf(exports: unknown): Exported {
  const found: unknown =
    typeof exports === 'object' && exports !== null && 'default' in exports ? exports.default : undefined;
  if (found === undefined)
    throw new Fault({ message: "It exports nothing by default: export default service('chat.v1.Chat', { … })." });
  const made = exportedServices(found);
  if (made instanceof ExportFault) throw new Fault({ message: `Of what it exports by default: ${made.message}` });
  return made;
}

/** `Unexpected token` and its place: the loader writes `ParseError: … \n /path/a.handlers.ts:3:53`. */
function faultOf(thrown: unknown, path: string): LoadFault {
  const text = thrownText(thrown);
  let stack = '';
  try {
    stack = thrown instanceof Error ? `${thrown.message}\n${thrown.stack ?? ''}` : '';
  } catch {
    // Nothing more is known.
  }
  const place = placeOf(stack);
  const own = place?.file === path ? place : undefined;
  const message = text
    .replace(/^(Error: )?(ParseError: )?/, '')
    .split('\n')[0]!
    .trim();
  const missing = /^(?:Error: )?Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  const elsewhere = place && !own ? ` (${relative(dirname(path), place.file)}:${place.line})` : '';
  return {
    message:
      missing === undefined
        ? `It cannot be loaded: ${message}${elsewhere}`
        : `It imports ${missing}, which cannot be found${elsewhere}.`,
    line: own?.line,
    // Columns of what runs are those of what was made of the text.
    column: /ParseError/.test(text) ? own?.column : undefined,
  };
}

/** The first place that is neither ours nor of a package. */
function placeOf(stack: string): { readonly file: string; readonly line: number; readonly column: number } | undefined {
  for (const [, file, line, column] of stack.matchAll(/((?:\/|[A-Z]:[\\/])[^\s:()'"]+\.[cm]?[jt]sx?):(\d+):(\d+)/g))
    if (!/[\\/]node_modules[\\/]/.test(file!) && !file!.startsWith(OURS))
      return { file: file!, line: Number(line), column: Number(column) };
  return undefined;
}
