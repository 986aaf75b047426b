import { expect, test } from 'vitest';
import { helpText } from '../../../server/config/config-help.ts';
import { BELONGS, COMMANDS, OPTIONS, type OptionName } from '../../../server/config/config-options.ts';
import { parseConfig } from '../../../server/config/config.ts';
import { config, errors } from './config-of.ts';

test.each([
  [['--prot', '0'], 'There is no option --prot. Did you mean --port? See understudy --help.'],
  [['check', '--jsn'], 'There is no option --jsn. Did you mean --json? See understudy check --help.'],
  [['--no-wacth'], 'There is no option --no-wacth. Did you mean --no-watch? See understudy --help.'],
  [['--tls-certificate', 'x'], 'There is no option --tls-certificate. Did you mean --tls-cert? See understudy --help.'],
  [['--proto', 'x'], 'There is no option --proto. Did you mean --proto-path? See understudy --help.'],
  [['-p', '0'], 'There is no option -p. Did you mean --port? See understudy --help.'],
  // As grpcurl and curl have it.
  [['pull', 'a:1', '--cacert', 'x'], 'There is no option --cacert. Did you mean --ca? See understudy pull --help.'],
  [
    ['pull', 'a:1', '--plaintext'],
    'There is no option --plaintext. Did you mean --no-tls? See understudy pull --help.',
  ],
  // Of the command that was named, before those of others.
  [['pull', 'a:1', '--crt', 'x'], 'There is no option --crt. Did you mean --cert? See understudy pull --help.'],
  [['--__proto__'], 'There is no option --__proto__. See understudy --help.'],
  [['--constructor=1'], 'There is no option --constructor. See understudy --help.'],
])('%j: the option that was likely meant is named', (argv, sentence) => {
  expect(errors(argv)).toEqual([sentence]);
});

test('every option that there is not is told at once', () => {
  expect(errors(['check', '--jsn', '--bogus', '-q'])).toHaveLength(3);
});

test('a slip of a command is a path that may be meant to be that command', () => {
  expect(config(['chekc', 'api'])).toMatchObject({ command: 'serve', meant: 'check', paths: ['chekc', 'api'] });
  expect(config(['sevre'])).toMatchObject({ meant: 'serve' });
  expect(config(['protos'])).not.toHaveProperty('meant');
  expect(config(['check', 'biuld'])).not.toHaveProperty('meant');
  expect(errors(['biuld', 'api', '-o', 'x.binpb'])).toEqual([
    '--out belongs to build, types and pull, not to serve. Did you mean understudy build?',
  ]);
});

test('help and version win over everything that could be parsed', () => {
  expect(parseConfig(['check', '--help'], {}).kind).toBe('help');
  expect(parseConfig(['-v'], {}).kind).toBe('version');
});

test('help is of one command where one was named', () => {
  expect(parseConfig(['pull', '--help'], {})).toEqual({ kind: 'help', command: 'pull' });
  expect(parseConfig(['help', 'check'], {})).toEqual({ kind: 'help', command: 'check' });
  expect(parseConfig(['help'], {})).toEqual({ kind: 'help', command: undefined });
  expect(parseConfig(['-h'], {})).toEqual({ kind: 'help', command: undefined });
});

test('the help of each command names each option that belongs to it, once, and no other', () => {
  const names = Object.keys(OPTIONS) as OptionName[]; // They are its keys.
  for (const command of COMMANDS) {
    const options = helpText(command).split('Options\n')[1]!.split('\n\n')[0]!;
    const shown = [...options.matchAll(/^ {2}(?:-\w, | {4})--(no-(?!cors))?([\w-]+)/gm)].map(([, , name]) => name);
    const own = names.filter((name) => BELONGS[name]?.includes(command) ?? true);
    expect(shown.toSorted(), command).toEqual([...own, ...(command === 'serve' ? ['no-cors'] : [])].toSorted());
  }
  expect(helpText('explain')).not.toContain('not with pull');
});

test('the help names every option', () => {
  for (const option of [
    '--proto-path',
    '--port',
    '--host',
    '--seed',
    '--random',
    '--strict',
    '--no-playground',
    '--open',
    '--world',
    '--strict-world',
    '--validate',
    '--tls',
    '--tls-cert',
    '--tls-key',
    '--tls-client-ca',
    '--tls-client-auth',
    '--cors',
    '--no-cors',
    '--max-message',
    '--json',
    '--help',
    '--version',
  ])
    expect(helpText()).toContain(option);
});
