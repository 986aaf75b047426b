import { expect, test } from 'vitest';
import { HELP, parseConfig, type Config } from '../../../server/config.ts';

function config(argv: readonly string[], env: Record<string, string> = {}): Config {
  const result = parseConfig(argv, env);
  if (result.kind !== 'config') throw new Error(JSON.stringify(result));
  return result.config;
}

function errors(argv: readonly string[], env: Record<string, string> = {}): readonly string[] {
  const result = parseConfig(argv, env);
  return result.kind === 'errors' ? result.errors : [];
}

test('no arguments serve ./protos on the default port with the default seed', () => {
  expect(config([])).toEqual({
    command: 'serve',
    paths: ['protos'],
    protoPaths: [],
    port: 50051,
    host: 'localhost',
    seed: '42',
    random: false,
    strict: false,
    playground: true,
    open: false,
    json: false,
  });
});

test('serve and check are commands, everything else is a path', () => {
  expect(config(['serve', 'a', 'b.proto'])).toMatchObject({ command: 'serve', paths: ['a', 'b.proto'] });
  expect(config(['check', 'a', '--json'])).toMatchObject({ command: 'check', paths: ['a'], json: true });
  expect(config(['api'])).toMatchObject({ command: 'serve', paths: ['api'] });
  expect(config(['./check'])).toMatchObject({ command: 'serve', paths: ['./check'] });
});

test('import roots may be given many times, in both forms', () => {
  expect(config(['-I', 'a', '--proto-path', 'b', '-Ic', '--proto-path=d']).protoPaths).toEqual(['a', 'b', 'c', 'd']);
});

test('flags win over the environment, which wins over the defaults', () => {
  const env = { UNDERSTUDY_PORT: '1234', UNDERSTUDY_HOST: '::1', UNDERSTUDY_SEED: 'env' };
  expect(config([], env)).toMatchObject({ port: 1234, host: '::1', seed: 'env' });
  expect(config(['--port', '0', '--host', '127.0.0.1', '--seed', 'flag'], env)).toMatchObject({
    port: 0,
    host: '127.0.0.1',
    seed: 'flag',
  });
});

test.each([
  [['--port', 'abc'], /port is "abc"/],
  [['--port', '65536'], /0 to 65535/],
  [['--port', '-1'], /port/i],
  [['--port', '1.5'], /whole number/],
  [['--port'], /port/],
  [['--bogus'], /bogus.*understudy --help/],
  [['--host', '0.0.0.0'], /loopback only/],
  [['--seed', ''], /seed/],
  [['--seed', 'two words'], /without spaces/],
  [['--seed', 'x', '--random'], /exclude each other/],
  [['check', '--port', '1'], /--port belongs to serve/],
  [['check', '--no-playground'], /--playground belongs to serve/],
  [['--json'], /--json belongs to check/],
  [['--no-random'], /no option --no-random/],
  [['serve', ''], /path is empty/],
])('%j is refused with a sentence', (argv, sentence) => {
  expect(errors(argv).join('\n')).toMatch(sentence);
});

test('every problem of the arguments is listed, not only the first', () => {
  expect(errors(['--port', 'x', '--host', 'example.com', '--seed', ''])).toHaveLength(3);
});

test('help and version win over everything that could be parsed', () => {
  expect(parseConfig(['check', '--help'], {}).kind).toBe('help');
  expect(parseConfig(['-v'], {}).kind).toBe('version');
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
    '--json',
    '--help',
    '--version',
  ])
    expect(HELP).toContain(option);
});
