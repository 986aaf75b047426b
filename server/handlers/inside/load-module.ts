import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createJiti, type Jiti, type TransformOptions } from 'jiti';
import type { ExportedService, LoadFault } from '../protocol.ts';
import * as door from '../service.ts';
import { thrownText } from './value-text.ts';

/** A file that was loaded. */
export interface LoadedModule {
  readonly services: readonly door.ServiceHandlers[];
  readonly exported: readonly ExportedService[];
  /** Files that it imports, not those of packages. */
  readonly imports: readonly string[];
}

/** Texts that were compiled before, by what they were compiled from: the compiler takes longer to load than to work. */
export interface Memo {
  readonly get: (key: string) => string | undefined;
  readonly set: (key: string, code: string) => void;
}

const require = createRequire(import.meta.url);
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
  const services = servicesOf(exports);
  const exported = services.map((one) => ({
    name: one.name,
    methods: functionsOf(one.handlers),
    style: one[door.MARK],
  }));
  const imports = Object.keys(jiti.cache).filter((name) => !/[\\/]node_modules[\\/]/.test(name) && name !== path);
  return { services, exported, imports };
}

export class Fault extends Error {
  readonly fault: LoadFault;
  constructor(fault: LoadFault) {
    super(fault.message);
    this.fault = fault;
  }
}

function servicesOf(exports: unknown): readonly door.ServiceHandlers[] {
  const found: unknown =
    typeof exports === 'object' && exports !== null && 'default' in exports ? exports.default : undefined;
  if (found === undefined)
    throw new Fault({ message: "It exports nothing by default: export default service('chat.v1.Chat', { … })." });
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  for (const one of list) if (!isService(one)) throw new Fault({ message: NO_SERVICE });
  return list.filter(isService);
}

const NO_SERVICE = "What it exports by default is no service: write service('chat.v1.Chat', { … }), or a list of them.";

function isService(value: unknown): value is door.ServiceHandlers {
  if (typeof value !== 'object' || value === null || !(door.MARK in value)) return false;
  const { name, handlers } = value as { name?: unknown; handlers?: unknown };
  return typeof name === 'string' && typeof handlers === 'object' && handlers !== null;
}

/** Names of functions of an object, those of its classes included: implementations may be instances. */
function functionsOf(handlers: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = handlers; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null)
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name === 'constructor') continue;
      const { value } = Object.getOwnPropertyDescriptor(at, name) ?? {};
      if (typeof value === 'function') names.add(name);
    }
  return [...names];
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
  const at = stack.indexOf(`${path}:`);
  const place = at < 0 ? undefined : /^(\d+):(\d+)/.exec(stack.slice(at + path.length + 1));
  const message = text
    .replace(/^(Error: )?(ParseError: )?/, '')
    .split('\n')[0]!
    .trim();
  const missing = /^(?:Error: )?Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  return {
    message:
      missing === undefined ? `It cannot be loaded: ${message}` : `It imports ${missing}, which cannot be found.`,
    line: place ? Number(place[1]) : undefined,
    column: place ? Number(place[2]) : undefined,
  };
}
