import { parseArgs } from 'node:util';
import { DEFAULT_PORT, DEFAULT_SEED } from './config-help.ts';
import { parseCors, parseMaxMessage, type Cors } from './config-limits.ts';
import { parsePull, type PullConfig } from './config-pull.ts';
import { parseTls, type TlsConfig } from './config-tls.ts';

/** What the command line and the environment asked for, complete and checked. */
export interface Config {
  readonly command: Command;
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

export type Command = (typeof COMMANDS)[number];

/** `help` and `version` are answers of their own; `errors` holds every problem, one sentence each. */
export type ConfigResult =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'errors'; readonly errors: readonly string[] };

const COMMANDS = ['serve', 'check', 'explain', 'build', 'types', 'pull'] as const;
export const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

const OPTIONS = {
  'proto-path': { type: 'string', short: 'I', multiple: true },
  port: { type: 'string' },
  host: { type: 'string' },
  seed: { type: 'string' },
  random: { type: 'boolean' },
  strict: { type: 'boolean' },
  'strict-world': { type: 'boolean' },
  validate: { type: 'boolean' },
  world: { type: 'string', multiple: true },
  playground: { type: 'boolean' },
  watch: { type: 'boolean' },
  cache: { type: 'boolean' },
  open: { type: 'boolean' },
  json: { type: 'boolean' },
  out: { type: 'string', short: 'o' },
  force: { type: 'boolean' },
  header: { type: 'string', short: 'H', multiple: true },
  tls: { type: 'boolean' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-client-ca': { type: 'string' },
  'tls-client-auth': { type: 'string' },
  cors: { type: 'string', multiple: true },
  'max-message': { type: 'string' },
  'tls-skip-verify': { type: 'boolean' },
  ca: { type: 'string' },
  'server-name': { type: 'string' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Which commands an option belongs to; those that are not here belong to all. */
const BELONGS: Readonly<Partial<Record<keyof typeof OPTIONS, readonly Command[]>>> = {
  port: ['serve'],
  host: ['serve'],
  seed: ['serve', 'explain'],
  random: ['serve'],
  strict: ['serve'],
  'strict-world': ['serve', 'explain'],
  validate: ['serve', 'explain'],
  world: ['serve', 'check'],
  playground: ['serve'],
  watch: ['serve'],
  cache: ['serve', 'check', 'explain', 'build', 'types'],
  open: ['serve'],
  json: ['check', 'explain'],
  'proto-path': ['serve', 'check', 'explain', 'build', 'types'],
  out: ['build', 'types', 'pull'],
  force: ['pull'],
  header: ['pull'],
  tls: ['serve', 'pull'],
  'tls-cert': ['serve'],
  'tls-key': ['serve'],
  'tls-client-ca': ['serve'],
  'tls-client-auth': ['serve'],
  cors: ['serve'],
  'max-message': ['serve'],
  'tls-skip-verify': ['pull'],
  ca: ['pull'],
  'server-name': ['pull'],
  timeout: ['pull'],
};

/**
 * Command line (without node and script) and environment → Config, with every problem listed.
 * Flags win over `UNDERSTUDY_PORT`, `_HOST`, `_SEED`, `_STRICT_WORLD` and `_VALIDATE`, which win over the defaults.
 */
export function parseConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ConfigResult {
  // The parser negates flags only, and this is a flag that an option with a value shares its name with.
  const noCors = argv.includes('--no-cors');
  let parsed;
  try {
    parsed = parseArgs({
      args: argv.filter((word) => word !== '--no-cors'),
      options: OPTIONS,
      allowPositionals: true,
      allowNegative: true,
      strict: true,
    });
  } catch (error) {
    return { kind: 'errors', errors: [argumentError(error)] };
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };

  const errors: string[] = [];
  const first = positionals[0];
  const named = COMMANDS.find((name) => name === first);
  const command = named ?? 'serve';
  const paths = positionals.slice(named === undefined ? 0 : command === 'explain' ? 2 : 1);
  const method = command === 'explain' ? positionals[1] : undefined;
  if (command === 'explain' && !method)
    errors.push('explain needs a method: understudy explain shop.v1.Catalog/GetProduct.');
  for (const [name, commands] of Object.entries(BELONGS))
    if (Object.hasOwn(values, name) && !commands.includes(command))
      errors.push(`--${name} belongs to ${listed(commands)}, not to ${command}.`);
  for (const path of paths) if (path.trim() === '') errors.push('A path is empty.');

  const portText = values.port ?? (env['UNDERSTUDY_PORT'] || String(DEFAULT_PORT));
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : NaN;
  if (!(port >= 0 && port <= 65535))
    errors.push(`The port is "${portText}"; it must be a whole number from 0 to 65535.`);

  const host = values.host ?? (env['UNDERSTUDY_HOST'] || 'localhost');
  if (!LOOPBACK.has(host))
    errors.push(
      `The host is "${host}"; this version listens on loopback only: localhost, 127.0.0.1 or ::1. ` +
        'Other addresses need an access token, which it does not have yet.',
    );

  const seed = values.seed ?? (env['UNDERSTUDY_SEED'] || DEFAULT_SEED);
  // A seed travels in a header of every answer.
  if (!/^[\x21-\x7e]{1,64}$/.test(seed))
    errors.push('The seed must be 1 to 64 visible ASCII characters, without spaces.');
  if (values.random && values.seed !== undefined) errors.push('--seed and --random exclude each other.');
  if (command === 'build' && !values.out) errors.push('build needs a file to write: -o api.binpb.');
  if (command === 'types' && values.out !== undefined && !/\.m?ts$/.test(values.out))
    errors.push(`types writes TypeScript: -o must end in .ts, not be "${values.out}".`);
  const pull = command === 'pull' ? parsePull(paths, values, errors) : undefined;
  if (noCors && command !== 'serve') errors.push(`--no-cors belongs to serve, not to ${command}.`);
  const tls = command === 'serve' ? parseTls(values, env['UNDERSTUDY_TLS_PASSPHRASE'], errors) : undefined;
  const cors = parseCors(values.cors, noCors, errors);
  const maxMessageBytes = parseMaxMessage(values['max-message'], errors);
  const worldFiles = values.world ?? [];
  for (const file of worldFiles)
    if (!isWorldFile(file)) errors.push(`--world takes a .yaml, .yml or .json file, not "${file}".`);
  for (const name of ['random', 'strict', 'open', 'json', 'force', 'tls-skip-verify', 'help', 'version'] as const)
    if (values[name] === false) errors.push(`There is no option --no-${name}.`);

  if (errors.length > 0) return { kind: 'errors', errors };
  return {
    kind: 'config',
    config: {
      command,
      paths: paths.length > 0 ? paths : ['protos'],
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

/** By its ending: what is in it decides whether it can be read. */
const isWorldFile = (file: string): boolean => /\.(ya?ml|json)$/i.test(file);

const isOn = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false', 'no'].includes(value);

/** `a, b and c` */
const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), words.at(-1)].filter((part) => part !== '').join(' and ');

/** Node's own texts say what and where; only the first sentence is for people. */
function argumentError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const first = text.split(/\. |\n/)[0] ?? text;
  return `${first.replace(/\.$/, '')}. See understudy --help.`;
}
