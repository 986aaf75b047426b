import { BELONGS, OPTIONS, type Command, type OptionName } from './config-options.ts';
import { DEFAULT_PULL_FOLDER } from './config-pull.ts';

export const DEFAULT_PORT = 50051;
/** Fixed, so that the same protos give the same answers on every machine. */
export const DEFAULT_SEED = '42';

const ABOUT = `Understudy stands in for gRPC services: it serves every service of your .proto files with believable, reproducible
answers, and shows a page where you call any method and watch every client's calls.`;

const USAGE: Readonly<Record<Command, string>> = {
  serve: '[serve] [paths…]          serve the protos in these folders and files (default: protos)',
  check: 'check [paths…]            compile everything, print each problem, exit 1 on errors',
  explain: 'explain METHOD [paths…]   say how a call to a method is answered, and why',
  build: 'build [paths…] -o FILE    write a descriptor set, imports and comments included',
  types: 'types [paths…] [-o FILE]  write the TypeScript types that handlers are written with',
  pull: 'pull HOST:PORT [-o DIR]   write the protos of a running server, which its reflection tells',
};

const HELPS = 'COMMAND --help            what there is to say of one command';

const PATHS =
  'A path is a folder, a .proto file, a .zip of them, or a descriptor set (.binpb .pb .protoset .desc .json).';

/** What is read besides protos, and read again when it is saved. */
const BESIDE = [
  '*.stubs.yaml            how calls are answered: stubs, scenarios, scripts, faults (.yml, .json)',
  '*.handlers.ts           the same in code (.mts, .js, .mjs)',
  '*.world.yaml            entities to begin with (.yml, .json)',
  'understudy.hints.yaml   what values of fields look like',
];

/** Each row begins with its option, by which `BELONGS` tells whose it is; what goes on in further lines is indented. */
interface Group {
  readonly of: readonly Command[] | 'all';
  readonly rows: readonly string[];
}

const GROUPS: readonly Group[] = [
  {
    of: 'all',
    rows: [
      '-I, --proto-path DIR   a folder that imports are looked up in; may be given more than once (not with pull)',
      '    --no-cache         compile everything, and keep nothing for the next start (not with pull)',
      '-h, --help             show this help',
      '-v, --version          show the version',
    ],
  },
  {
    of: ['serve'],
    rows: [
      `    --port N           port to listen on, 0 for any free one (default ${DEFAULT_PORT}; UNDERSTUDY_PORT)`,
      '    --host HOST        address to listen on (default localhost, IPv4 and IPv6; UNDERSTUDY_HOST)',
      `    --seed TEXT        the same seed gives the same answers, everywhere (default ${DEFAULT_SEED}; UNDERSTUDY_SEED)`,
      "    --random           another seed for each call; the seed stands in the answer's headers",
      '    --strict           answer only what is configured; everything else is UNIMPLEMENTED',
      '    --strict-world     what nobody created, listed or wrote in a file is NOT_FOUND (UNDERSTUDY_STRICT_WORLD=1)',
      "    --validate         check requests by the schema's protovalidate rules (UNDERSTUDY_VALIDATE=1)",
      `    --world FILE       entities to begin with; may be given more than once. Files named *.world.yaml beside the
                       protos are read anyway`,
      '    --tls              speak TLS, with a certificate that is made here, and say how to trust it',
      '    --tls-cert FILE    speak TLS with this certificate (PEM, its chain below it)',
      '    --tls-key FILE     its private key (PEM; UNDERSTUDY_TLS_PASSPHRASE unlocks it)',
      '    --tls-client-ca FILE  clients must show a certificate of these authorities (PEM)',
      '    --tls-client-auth request  serve clients without one all the same (default require)',
      '    --cors ORIGIN      pages of this origin may call, besides those of localhost; * for all; may be given more than once',
      '    --no-cors          no page elsewhere may call',
      '    --max-message SIZE largest message of a client: 65536, 64K, 16MB (default 4MB)',
      '    --no-playground    serve no page',
      '    --no-watch         do not reload protos when they are saved',
      '    --open             open the page in your browser',
    ],
  },
  { of: ['check', 'explain'], rows: ['    --json             print what there is to say as JSON'] },
  { of: ['build'], rows: ['-o, --out FILE         the file to write: JSON where it ends in .json, else binary'] },
  {
    of: ['types'],
    rows: ['-o, --out FILE         the file to write (default understudy-types.d.ts, beside the protos)'],
  },
  {
    of: ['pull'],
    rows: [
      `-o, --out DIR          the folder to write to (default ${DEFAULT_PULL_FOLDER})`,
      '    --force            overwrite files that are there and differ',
      "-H, --header 'K: V'    metadata of the request; may be given more than once",
      '    --tls              the server speaks TLS: not needed beside the next five',
      '    --ca FILE          trust these certificate authorities (PEM)',
      '    --cert FILE        show this certificate to a server that asks who calls (PEM, its chain below it)',
      '    --key FILE         its private key (PEM; UNDERSTUDY_TLS_PASSPHRASE unlocks it)',
      '    --server-name NAME the name that the certificate of the server is for, where it is not the host',
      '    --tls-skip-verify  take any certificate',
      '    --timeout SECONDS  give up after so long (default 10)',
    ],
  },
];

const EXAMPLES: readonly (readonly [Command, string])[] = [
  ['serve', `understudy                             serve ./protos on localhost:${DEFAULT_PORT}`],
  ['serve', 'understudy api/ -I third_party --port 0'],
  ['check', 'understudy check api/ --json'],
  ['explain', 'understudy explain shop.v1.Catalog/GetProduct'],
  ['build', 'understudy build api/ -o api.binpb     for buf curl --schema, grpcurl -protoset'],
  [
    'types',
    'understudy types api/                  for api/chat.handlers.ts and such files, which answer calls with code',
  ],
  ['pull', "understudy pull staging:443 --tls -H 'authorization: Bearer …'"],
];

/** What `--help` says of one command, or of all. */
export function helpText(command?: Command): string {
  const examples = EXAMPLES.filter(([of]) => command === undefined || of === command).map(([, line]) => line);
  const paths = command === 'pull' ? [] : [PATHS, ''];
  const parts = command === undefined ? wholeHelp() : [...section('Options', rowsOf(command))];
  const usage = command === undefined ? [...Object.values(USAGE), HELPS] : [USAGE[command]];
  return [
    ...(command === undefined ? [ABOUT, ''] : []),
    ...section(
      'Usage',
      usage.map((line) => `understudy ${line}`),
    ),
    ...paths,
    ...(command === undefined || command === 'serve'
      ? section('Read beside the protos, and again when saved', BESIDE)
      : []),
    ...parts,
    ...section(examples.length === 1 ? 'Example' : 'Examples', examples),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

const section = (title: string, lines: readonly string[]): readonly string[] => [
  title,
  ...lines.map((line) => `  ${line}`.replaceAll('\n', '\n  ')),
  '',
];

const wholeHelp = (): readonly string[] =>
  GROUPS.flatMap(({ of, rows }) => section(`Options of ${of === 'all' ? 'all' : of.join(' and ')}`, rows));

/** The options of one command: its own first, those of all last. */
function rowsOf(command: Command): readonly string[] {
  const isOwn = ({ of }: Group): boolean => of !== 'all' && of.includes(command);
  const shown = new Set<string>();
  const order = [...GROUPS.filter(isOwn), ...GROUPS.filter((one) => one.of !== 'all' && !isOwn(one)), GROUPS[0]!];
  return order.flatMap((group) =>
    group.rows.flatMap((row) => {
      const flag = /--(\S+)/.exec(row)![1]!; // Each row has one.
      if (shown.has(flag) || !(BELONGS[optionOf(flag)] ?? [command]).includes(command)) return [];
      shown.add(flag);
      return [row.replace(' (not with pull)', '')];
    }),
  );
}

/** `port` of `port`, `cache` of `no-cache`; `help` of what is none, which a test finds. */
const optionOf = (flag: string): OptionName =>
  (Object.keys(OPTIONS) as OptionName[]).find((name) => name === flag.replace(/^no-/, '')) ?? 'help'; // Its keys.
