import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearestWord } from '../schema/nearest.ts';

export type Command = (typeof COMMANDS)[number];

export const COMMANDS = ['serve', 'check', 'explain', 'build', 'types', 'pull'] as const;

export const OPTIONS = {
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
  cert: { type: 'string' },
  key: { type: 'string' },
  'server-name': { type: 'string' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

export type OptionName = keyof typeof OPTIONS;

/** Which commands an option belongs to; those that are not here belong to all. */
export const BELONGS: Readonly<Partial<Record<OptionName, readonly Command[]>>> = {
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
  cert: ['pull'],
  key: ['pull'],
  'server-name': ['pull'],
  timeout: ['pull'],
};

/** Flags that are on, so that they can be turned off: `--no-watch`; the others cannot. */
const NEGATIVE: readonly OptionName[] = ['playground', 'watch', 'cache', 'tls', 'strict-world', 'validate', 'cors'];

/** What other tools call what there is here: grpcurl, curl, buf and protoc. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  p: 'port',
  V: 'version',
  plaintext: 'no-tls',
  insecure: 'tls-skip-verify',
  k: 'tls-skip-verify',
  cacert: 'ca',
  servername: 'server-name',
  authority: 'server-name',
  output: 'out',
  'import-path': 'proto-path',
  proto_path: 'proto-path',
  'max-time': 'timeout',
};

/** The command that a word is likely meant to be; undefined where it is none. */
export function commandMeant(word: string): Command | undefined {
  const near = nearestWord(word, COMMANDS);
  return COMMANDS.find((name) => name === near);
}

/** A command line by its words; nothing of it has been judged. */
export interface Words {
  readonly values: ReturnType<typeof strictly>['values'];
  readonly positionals: readonly string[];
  /** The command that was named. */
  readonly named: Command | undefined;
  /** `--no-cors`: the parser negates flags only, and this is one that an option with a value shares its name with. */
  readonly noCors: boolean;
}

/** Reads the words, or says what is wrong with them, one sentence each: options that there are not, values that lack. */
export function readWords(argv: readonly string[]): Words | { readonly errors: readonly string[] } {
  const args = argv.filter((word) => word !== '--no-cors');
  const options: ParseArgsConfig['options'] = OPTIONS;
  const { tokens, positionals } = parseArgs({ ...MANNER, args, options, strict: false, tokens: true });
  const named = COMMANDS.find((name) => name === positionals[0]);
  const errors = wrongWords(tokens, named);
  if (errors.length > 0) return { errors };
  return { ...strictly(args), named, noCors: args.length < argv.length };
}

const MANNER = { allowPositionals: true, allowNegative: true } as const;

function strictly(args: string[]) {
  return parseArgs({ ...MANNER, args, options: OPTIONS, strict: true });
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

function wrongWords(tokens: readonly Token[], named: Command | undefined): readonly string[] {
  const help = `See understudy ${named ? `${named} ` : ''}--help.`;
  return tokens.flatMap((token) => {
    if (token.kind !== 'option') return [];
    const { name, rawName, value, inlineValue } = token;
    const known = Object.hasOwn(OPTIONS, name) ? (name as OptionName) : undefined; // One of its keys.
    const negated = rawName === `--no-${name}`;
    if (known === undefined || (negated && !NEGATIVE.includes(known)))
      return [`There is no option ${rawName}. ${known === undefined ? asked(rawName, named ?? 'serve') : ''}${help}`];
    if (OPTIONS[known].type === 'boolean')
      return value === undefined ? [] : [`${rawName} takes no value, and "${value}" was given. ${help}`];
    if (value === undefined) return [`${rawName} needs a value. ${help}`];
    // Most likely the value was forgotten, and this is the next option.
    return inlineValue || !/^-./.test(value)
      ? []
      : [`${rawName} needs a value. One that begins with a dash is written ${joined(rawName, value)}. ${help}`];
  });
}

const joined = (option: string, value: string): string =>
  option.startsWith('--') ? `${option}=${value}` : `${option}${value}`;

/** `Did you mean --port? `: an option of the command rather than one of another. Empty where none is near. */
function asked(rawName: string, command: Command): string {
  const word = rawName.replace(/^-+/, '');
  const isOf = (name: OptionName): boolean => BELONGS[name]?.includes(command) ?? true;
  const names = Object.keys(OPTIONS) as OptionName[]; // They are its keys.
  const words = [...names.filter(isOf), ...names.filter((name) => !isOf(name))];
  // The one that has most in common with it comes first.
  const longer = (word.length < 3 ? [] : words)
    .filter((name) => name.startsWith(word) || (name.length > 2 && word.startsWith(name)))
    .sort((left, right) => Math.min(right.length, word.length) - Math.min(left.length, word.length));
  const near =
    (Object.hasOwn(ELSEWHERE, word) ? ELSEWHERE[word] : undefined) ??
    (rawName.startsWith('--no-')
      ? nearestWord(
          word,
          NEGATIVE.map((name) => `no-${name}`),
        )
      : rawName.startsWith('--')
        ? (nearestWord(word, words) ?? longer[0])
        : undefined);
  return near === undefined ? '' : `Did you mean --${near}? `;
}
