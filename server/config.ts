import { parseArgs } from 'node:util';
import { DEFAULT_PULL_FOLDER, parsePull, type PullConfig } from './config-pull.ts';

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
  readonly playground: boolean;
  /** Serve the protos as they are saved. */
  readonly watch: boolean;
  /** Keep the compiled form of large trees in the system's folder for caches. */
  readonly cache: boolean;
  /** Open the page in the browser when ready. */
  readonly open: boolean;
  /** `check` prints JSON. */
  readonly json: boolean;
  /** File that `build` writes. */
  readonly out?: string;
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

const COMMANDS = ['serve', 'check', 'build', 'pull'] as const;
const DEFAULT_PORT = 50051;
/** Fixed, so that the same protos give the same answers on every machine. */
const DEFAULT_SEED = '42';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

export const HELP = `Understudy stands in for gRPC services: it serves every service of your .proto files with believable, reproducible
answers, and shows a page where you call any method and watch every client's calls.

Usage
  understudy [serve] [paths…]          serve the protos in these folders and files (default: protos)
  understudy check [paths…]            compile everything, print each problem, exit 1 on errors
  understudy build [paths…] -o FILE    write a descriptor set, imports and comments included
  understudy pull HOST:PORT [-o DIR]   write the protos of a running server, which its reflection tells

A path is a folder, a .proto file, a .zip of them, or a descriptor set (.binpb .pb .protoset .desc .json).

Options of all
  -I, --proto-path DIR   a folder that imports are looked up in; may be given more than once (not with pull)
      --no-cache         compile everything, and keep nothing for the next start (not with pull)
      --help             show this help
      --version          show the version

Options of serve
      --port N           port to listen on, 0 for any free one (default ${DEFAULT_PORT}; UNDERSTUDY_PORT)
      --host HOST        address to listen on (default localhost, IPv4 and IPv6; UNDERSTUDY_HOST)
      --seed TEXT        the same seed gives the same answers, everywhere (default ${DEFAULT_SEED}; UNDERSTUDY_SEED)
      --random           another seed for each call; the seed stands in the answer's headers
      --strict           answer only what is configured; everything else is UNIMPLEMENTED
      --no-playground    serve no page
      --no-watch         do not reload protos when they are saved
      --open             open the page in your browser

Options of check
      --json             print { files, services, methods, problems } as JSON

Options of build
  -o, --out FILE         the file to write: JSON where it ends in .json, else binary

Options of pull
  -o, --out DIR          the folder to write to (default ${DEFAULT_PULL_FOLDER})
      --force            overwrite files that are there and differ
  -H, --header 'K: V'    metadata of the request; may be given more than once
      --tls              the server speaks TLS
      --ca FILE          trust these certificate authorities (PEM)
      --server-name NAME the name that the certificate is for, where it is not the host
      --tls-skip-verify  take any certificate
      --timeout SECONDS  give up after so long (default 10)

Examples
  understudy                             serve ./protos on localhost:${DEFAULT_PORT}
  understudy api/ -I third_party --port 0
  understudy check api/ --json
  understudy build api/ -o api.binpb     for buf curl --schema, grpcurl -protoset
  understudy pull staging:443 --tls -H 'authorization: Bearer …'
`;

const OPTIONS = {
  'proto-path': { type: 'string', short: 'I', multiple: true },
  port: { type: 'string' },
  host: { type: 'string' },
  seed: { type: 'string' },
  random: { type: 'boolean' },
  strict: { type: 'boolean' },
  playground: { type: 'boolean' },
  watch: { type: 'boolean' },
  cache: { type: 'boolean' },
  open: { type: 'boolean' },
  json: { type: 'boolean' },
  out: { type: 'string', short: 'o' },
  force: { type: 'boolean' },
  header: { type: 'string', short: 'H', multiple: true },
  tls: { type: 'boolean' },
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
  seed: ['serve'],
  random: ['serve'],
  strict: ['serve'],
  playground: ['serve'],
  watch: ['serve'],
  cache: ['serve', 'check', 'build'],
  open: ['serve'],
  json: ['check'],
  'proto-path': ['serve', 'check', 'build'],
  out: ['build', 'pull'],
  force: ['pull'],
  header: ['pull'],
  tls: ['pull'],
  'tls-skip-verify': ['pull'],
  ca: ['pull'],
  'server-name': ['pull'],
  timeout: ['pull'],
};

/**
 * Command line (without node and script) and environment → Config, with every problem listed.
 * Flags win over `UNDERSTUDY_PORT`, `UNDERSTUDY_HOST` and `UNDERSTUDY_SEED`, which win over the defaults.
 */
export function parseConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ConfigResult {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
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
  const paths = named === undefined ? positionals : positionals.slice(1);
  for (const [name, commands] of Object.entries(BELONGS))
    if (Object.hasOwn(values, name) && !commands.includes(command))
      errors.push(`--${name} belongs to ${commands.join(' and ')}, not to ${command}.`);
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
  const pull = command === 'pull' ? parsePull(paths, values, errors) : undefined;
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
      playground: values.playground ?? true,
      watch: values.watch ?? true,
      cache: values.cache ?? true,
      open: values.open ?? false,
      json: values.json ?? false,
      ...(command === 'build' && values.out !== undefined && { out: values.out }),
      ...(pull && { pull }),
    },
  };
}

/** Node's own texts say what and where; only the first sentence is for people. */
function argumentError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const first = text.split(/\. |\n/)[0] ?? text;
  return `${first.replace(/\.$/, '')}. See understudy --help.`;
}
