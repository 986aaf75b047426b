import { DEFAULT_PORT, DEFAULT_SEED } from './config-help.ts';
import { BELONGS, commandMeant, COMMANDS, readWords, type Command } from './config-options.ts';
import { parseCors, parseMaxMessage, type Cors } from './config-limits.ts';
import { parsePull, type PullConfig } from './config-pull.ts';
import { parseTls, type TlsConfig } from './config-tls.ts';

/** What the command line and the environment asked for, complete and checked. */
export interface Config {
  readonly command: Command;
  /** No command was named, and the first path may be a slip of this one. */
  readonly meant?: Command;
  /** Folders, files, zips and descriptor sets, as the person wrote them. */
  readonly paths: readonly string[];
  /** Import roots (`-I`), as the person wrote them. */
  readonly protoPaths: readonly string[];
  /** 0 for any free port. */
  readonly port: number;
  /** `localhost` stands for both loopback families. */
  readonly host: string;
  readonly seed: string;
  /** Another seed for each call. */
  readonly random: boolean;
  /** Answer only what somebody configured. */
  readonly strict: boolean;
  /** Only what was created, listed or written in a file exists. */
  readonly strictWorld: boolean;
  /** Check requests against the rules of the schema (protovalidate). */
  readonly validate: boolean;
  /** Files with entities, beside those that lie beside the protos. */
  readonly worldFiles: readonly string[];
  readonly playground: boolean;
  /** Undefined: plain text. */
  readonly tls: TlsConfig | undefined;
  /** Pages elsewhere that may call the services. */
  readonly cors: Cors;
  /** Largest message of a client; undefined for the default, 4 MB. */
  readonly maxMessageBytes: number | undefined;
  /** Serve the protos as they are saved. */
  readonly watch: boolean;
  /** Keep the compiled form of large trees in the system's folder for caches. */
  readonly cache: boolean;
  /** Open the page in the browser when ready. */
  readonly open: boolean;
  /** `check` and `explain` print JSON. */
  readonly json: boolean;
  /** File that `build` writes, or `types`: it has a place of its own where none is given. */
  readonly out?: string;
  /** The method that `explain` is asked about: `/shop.v1.Catalog/GetProduct`. */
  readonly method?: string;
  /** What `pull` is to do; there with `pull` only. */
  readonly pull?: PullConfig;
}

/** `help` and `version` are answers of their own; `errors` holds every problem, one sentence each. */
export type ConfigResult =
  | { readonly kind: 'config'; readonly config: Config }
  /** Of one command, or of all. */
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'errors'; readonly errors: readonly string[] };

/** What is served where no path is named. */
export const DEFAULT_PATH = 'protos';
export const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Command line (without node and script) and environment → Config, with every problem listed.
 * Flags win over `UNDERSTUDY_PORT`, `_HOST`, `_SEED`, `_STRICT_WORLD` and `_VALIDATE`, which win over the defaults.
 */
export function parseConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const words = readWords(argv);
  if ('errors' in words) return { kind: 'errors', errors: words.errors };
  const { values, positionals, named, noCors } = words;
  const [first, second] = positionals;
  if (first === 'help') return { kind: 'help', command: COMMANDS.find((name) => name === second) };
  if (values.help) return { kind: 'help', command: named };
  if (values.version) return { kind: 'version' };

  const errors: string[] = [];
  const command = named ?? 'serve';
  const meant = named === undefined && first !== undefined ? commandMeant(first) : undefined;
  const paths = positionals.slice(named === undefined ? 0 : command === 'explain' ? 2 : 1);
  const method = command === 'explain' ? second : undefined;
  if (command === 'explain' && !method)
    errors.push('explain needs a method: understudy explain shop.v1.Catalog/GetProduct.');
  const instead = meant === undefined || meant === 'serve' ? '' : ` Did you mean understudy ${meant}?`;
  for (const [name, commands] of Object.entries(BELONGS))
    if (Object.hasOwn(values, name) && !commands.includes(command))
      errors.push(`--${name} belongs to ${listed(commands)}, not to ${command}.${instead}`);
  for (const path of paths) if (path.trim() === '') errors.push('A path is empty.');

  // What stands in the environment stands there for all commands, and only this one looks at it.
  const serves = command === 'serve';
  const port = serves ? readPort(values.port, env['UNDERSTUDY_PORT'], errors) : DEFAULT_PORT;
  const host = serves ? readHost(values.host, env['UNDERSTUDY_HOST'], errors) : 'localhost';
  const seed = values.seed ?? (env['UNDERSTUDY_SEED'] || DEFAULT_SEED);
  // A seed travels in a header of every answer.
  if (!/^[\x21-\x7e]{1,64}$/.test(seed))
    errors.push('The seed must be 1 to 64 visible ASCII characters, without spaces.');
  if (values.random && values.seed !== undefined) errors.push('--seed and --random exclude each other.');
  if (command === 'build' && !values.out) errors.push('build needs a file to write: -o api.binpb.');
  // What a slip of the fingers would overwrite is somebody's work.
  if (command === 'build' && /\.(proto|ya?ml|[cm]?[jt]s)$/i.test(values.out ?? ''))
    errors.push(`build writes a descriptor set: -o must end in .binpb, .json or the like, not be "${values.out}".`);
  if (command === 'types' && values.out !== undefined && !/\.m?ts$/.test(values.out))
    errors.push(`types writes TypeScript: -o must end in .ts, not be "${values.out}".`);
  const pull = command === 'pull' ? parsePull(paths, values, env['UNDERSTUDY_TLS_PASSPHRASE'], errors) : undefined;
  if (noCors && command !== 'serve') errors.push(`--no-cors belongs to serve, not to ${command}.`);
  const tls = command === 'serve' ? parseTls(values, env['UNDERSTUDY_TLS_PASSPHRASE'], errors) : undefined;
  const cors = parseCors(values.cors, noCors, errors);
  const maxMessageBytes = parseMaxMessage(values['max-message'], errors);
  const worldFiles = values.world ?? [];
  for (const file of worldFiles)
    if (!isWorldFile(file)) errors.push(`--world takes a .yaml, .yml or .json file, not "${file}".`);

  if (errors.length > 0) return { kind: 'errors', errors };
  return {
    kind: 'config',
    config: {
      command,
      ...(meant !== undefined && { meant }),
      paths: paths.length > 0 ? paths : [DEFAULT_PATH],
      protoPaths: values['proto-path'] ?? [],
      port,
      host,
      seed,
      random: values.random ?? false,
      strict: values.strict ?? false,
      strictWorld: values['strict-world'] ?? isOn(env['UNDERSTUDY_STRICT_WORLD']),
      validate: values.validate ?? isOn(env['UNDERSTUDY_VALIDATE']),
      worldFiles,
      playground: values.playground ?? true,
      tls,
      cors,
      maxMessageBytes,
      watch: values.watch ?? true,
      cache: values.cache ?? true,
      open: values.open ?? false,
      json: values.json ?? false,
      ...((command === 'build' || command === 'types') && values.out !== undefined && { out: values.out }),
      ...(method !== undefined && { method: `/${method.replace(/^\//, '')}` }),
      ...(pull && { pull }),
    },
  };
}

function readPort(given: string | undefined, env: string | undefined, errors: string[]): number {
  const text = given ?? (env || String(DEFAULT_PORT));
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  const from = given === undefined ? ' (UNDERSTUDY_PORT)' : '';
  if (!(port >= 0 && port <= 65535))
    errors.push(`The port is "${text}"${from}; it must be a whole number from 0 to 65535.`);
  return port;
}

function readHost(given: string | undefined, env: string | undefined, errors: string[]): string {
  const host = given ?? (env || 'localhost');
  const from = given === undefined ? ' (UNDERSTUDY_HOST)' : '';
  if (!LOOPBACK.has(host))
    errors.push(
      `The host is "${host}"${from}; this version listens on loopback only: localhost, 127.0.0.1 or ::1. ` +
        'Other addresses need an access token, which it does not have yet.',
    );
  return host;
}

/** By its ending: what is in it decides whether it can be read. */
const isWorldFile = (file: string): boolean => /\.(ya?ml|json)$/i.test(file);

const isOn = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false', 'no'].includes(value);

/** `a, b and c` */
const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), words.at(-1)].filter((part) => part !== '').join(' and ');
