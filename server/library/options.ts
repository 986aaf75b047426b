import { LOOPBACK } from '../config/config.ts';
import { DEFAULT_SEED } from '../config/config-help.ts';
import { isMessageLimit, readOrigin, type Cors } from '../config/config-limits.ts';
import type { TlsConfig } from '../config/config-tls.ts';
import type { Problem } from '../contract/problem.ts';
import type { ServiceHandlers } from '../handlers/service.ts';
import { nearestWord } from '../schema/nearest.ts';
import { readTls, type TlsOptions } from './tls-options.ts';

/** What `startUnderstudy` is asked for. */
export interface UnderstudyOptions {
  /**
   * Folders, `.proto` files, zips of them and descriptor sets, from the working directory. Files beside them (stubs,
   * entities, hints, handlers) count as they do for the command.
   */
  readonly protos: string | readonly string[];
  /** Folders that imports are looked up in, as `-I`. */
  readonly protoPath?: string | readonly string[];
  /** Default 0: any free one. */
  readonly port?: number;
  /** `localhost` (default, both families), `127.0.0.1` or `::1`. */
  readonly host?: string;
  /** The same seed gives the same answers. Default `42`. */
  readonly seed?: string;
  /** Refuse what nobody configured. */
  readonly strict?: boolean;
  /** What nobody created, listed or wrote in a file is NOT_FOUND. */
  readonly strictWorld?: boolean;
  /** Check requests by the rules of the schema. */
  readonly validate?: boolean;
  /** Files with entities, beside those that lie beside the protos. */
  readonly world?: string | readonly string[];
  /** Answer with these, in this thread: what `service` and `grpcImplementation` made. */
  readonly handlers?: ServiceHandlers | readonly ServiceHandlers[];
  /**
   * Speak TLS: `true` makes a certificate, which clients trust by `mock.ca`. Default false, plain text.
   */
  readonly tls?: boolean | TlsOptions;
  /**
   * Origins of pages that may call, besides those of localhost: `https://app.example.com`; `*` for all; `false` for none
   * at all.
   */
  readonly cors?: string | readonly string[] | false;
  /** Bytes of the largest message of a client. Default 4 MB, as gRPC has it. */
  readonly maxMessageBytes?: number;
  /** Serve what is saved. Default false. */
  readonly watch?: boolean;
  /** Serve the page at `http://address`. Default false. */
  readonly playground?: boolean;
  /**
   * Hears of what is wrong in protos and in files beside them, of what handlers leave behind, and of pages that may not
   * call. Without it, errors at the start are a rejection and everything else is silent.
   */
  readonly onProblem?: (problem: Problem) => void;
}

/** Options, complete and checked. */
export interface LibraryConfig {
  readonly paths: readonly string[];
  readonly protoPaths: readonly string[];
  readonly worldFiles: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly seed: string;
  readonly random: false;
  readonly strict: boolean;
  readonly strictWorld: boolean;
  readonly validate: boolean;
  readonly playground: boolean;
  readonly tls: TlsConfig | undefined;
  readonly cors: Cors;
  readonly maxMessageBytes: number | undefined;
  readonly watch: boolean;
  readonly handlers: readonly ServiceHandlers[];
  readonly onProblem: ((problem: Problem) => void) | undefined;
}

const KINDS: Readonly<Record<keyof UnderstudyOptions, string>> = {
  protos: 'paths',
  protoPath: 'paths',
  port: 'number',
  host: 'string',
  seed: 'string',
  strict: 'boolean',
  strictWorld: 'boolean',
  validate: 'boolean',
  world: 'paths',
  handlers: 'object',
  tls: 'tls',
  cors: 'origins',
  maxMessageBytes: 'number',
  watch: 'boolean',
  playground: 'boolean',
  onProblem: 'function',
};

/** What was given → options, with every problem. */
export function readOptions(
  given: unknown,
): { readonly config: LibraryConfig } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wrong = (path: string, message: string, hint: string): void =>
    void problems.push({ severity: 'error', code: 'bad-option', path, message, hint });
  if (typeof given !== 'object' || given === null)
    return { problems: [problem('It takes an object of options.', "Write startUnderstudy({ protos: 'protos' }).")] };
  // What it holds is looked at key by key.
  const options = given as Partial<Record<keyof UnderstudyOptions, unknown>>;
  for (const [key, value] of Object.entries(options)) {
    const kind = Object.hasOwn(KINDS, key) ? KINDS[key as keyof UnderstudyOptions] : undefined;
    if (kind === undefined) {
      const near = nearestWord(key, Object.keys(KINDS));
      wrong(
        key,
        `There is no option ${key}.`,
        near ? `Did you mean ${near}?` : `There is ${Object.keys(KINDS).join(', ')}.`,
      );
    } else if (value !== undefined && !fits(kind, value)) wrong(key, `${key} is ${shown(value)}.`, EXPECTED[kind]!);
  }
  const { protos, port = 0, host = 'localhost', seed = DEFAULT_SEED } = options;
  if (protos === undefined || (Array.isArray(protos) && protos.length === 0))
    wrong('protos', 'It says no protos.', "Name folders or .proto files: { protos: 'protos' }.");
  if (typeof port === 'number' && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    wrong('port', `port is ${port}.`, 'Give a whole number up to 65535, or 0 for any free one.');
  if (typeof host === 'string' && !LOOPBACK.has(host))
    wrong('host', `host is ${shown(host)}.`, 'It listens on localhost, 127.0.0.1 or ::1 only.');
  if (typeof seed === 'string' && !/^[\x21-\x7e]{1,64}$/.test(seed))
    wrong('seed', `seed is ${shown(seed)}.`, 'Give 1 to 64 visible ASCII characters, without spaces.');
  const { maxMessageBytes } = options;
  if (typeof maxMessageBytes === 'number' && !isMessageLimit(maxMessageBytes))
    wrong('maxMessageBytes', `maxMessageBytes is ${maxMessageBytes}.`, 'Give a whole number of bytes up to 256 MB.');
  const tls = readTls(options.tls, wrong);
  if (problems.length > 0) return { problems };
  const config: LibraryConfig = {
    paths: listOf(protos),
    protoPaths: listOf(options.protoPath),
    worldFiles: listOf(options.world),
    // Each was held against its kind above.
    port: port as number,
    host: host as string,
    seed: seed as string,
    random: false,
    strict: options.strict === true,
    strictWorld: options.strictWorld === true,
    validate: options.validate === true,
    playground: options.playground === true,
    tls,
    cors: options.cors === false ? null : listOf<string>(options.cors).flatMap((text) => readOrigin(text) ?? []),
    maxMessageBytes: maxMessageBytes as number | undefined,
    watch: options.watch === true,
    handlers: listOf(options.handlers),
    onProblem: options.onProblem as LibraryConfig['onProblem'],
  };
  return { config };
}

const EXPECTED: Readonly<Record<string, string>> = {
  paths: 'Give a path, or a list of paths.',
  number: 'Give a number.',
  string: 'Give a text.',
  boolean: 'Give true or false.',
  function: 'Give a function.',
  tls: 'Give true, or { cert, key } with paths or PEM texts.',
  origins: "Give an origin such as 'https://app.example.com', a list of them, '*' for all, or false for none.",
  object: "Give what service('chat.v1.Chat', { … }) answers, or a list of them.",
};

function fits(kind: string, value: unknown): boolean {
  if (kind === 'tls') return typeof value === 'boolean' || (typeof value === 'object' && value !== null);
  if (kind === 'origins') {
    const isOrigin = (one: unknown): boolean => typeof one === 'string' && readOrigin(one) !== undefined;
    return value === false || (Array.isArray(value) ? value.every(isOrigin) : isOrigin(value));
  }
  if (kind !== 'paths') return typeof value === kind && value !== null;
  const isPath = (one: unknown): boolean => typeof one === 'string' && one.trim() !== '';
  return Array.isArray(value) ? value.every(isPath) : isPath(value);
}

/** One, or a list of them. */
const listOf = <T>(value: unknown): readonly T[] =>
  // Of the kind that the option has, by `fits`.
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? `"${value.slice(0, 100)}"`
    : value === null
      ? 'null'
      : Array.isArray(value)
        ? 'a list'
        : typeof value === 'object'
          ? 'an object'
          : String(value);

const problem = (message: string, hint: string): Problem => ({ severity: 'error', code: 'bad-option', message, hint });
