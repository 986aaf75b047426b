import { expect, test } from 'vitest';
import { config, errors } from './config-of.ts';

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
    strictWorld: false,
    validate: false,
    worldFiles: [],
    playground: true,
    tls: undefined,
    cors: [],
    maxMessageBytes: undefined,
    watch: true,
    cache: true,
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

test('explain takes a method first, with or without its slash, then paths', () => {
  const asked = { command: 'explain', method: '/shop.v1.Catalog/GetProduct' };
  expect(config(['explain', 'shop.v1.Catalog/GetProduct'])).toMatchObject({ ...asked, paths: ['protos'] });
  expect(config(['explain', '/shop.v1.Catalog/GetProduct', 'api', 'b.proto'])).toMatchObject({
    ...asked,
    paths: ['api', 'b.proto'],
  });
  expect(errors(['explain'])).toEqual(['explain needs a method: understudy explain shop.v1.Catalog/GetProduct.']);
});

test('types writes beside the protos, or where it is told, and nothing but TypeScript', () => {
  expect(config(['types'])).toMatchObject({ command: 'types', paths: ['protos'] });
  expect(config(['types', 'api', '-I', 'x', '-o', 'src/api.d.ts'])).toMatchObject({
    paths: ['api'],
    protoPaths: ['x'],
    out: 'src/api.d.ts',
  });
  expect(errors(['types', '-o', 'api.json'])).toEqual([
    'types writes TypeScript: -o must end in .ts, not be "api.json".',
  ]);
  expect(errors(['types', '--port', '1'])).toEqual(['--port belongs to serve, not to types.']);
});

test('files with entities may be given many times, to serve and to check', () => {
  expect(config(['--world', 'a.world.yaml', '--world=b.json']).worldFiles).toEqual(['a.world.yaml', 'b.json']);
  expect(config(['check', '--world', 'a.yml']).worldFiles).toEqual(['a.yml']);
  expect(errors(['--world', 'a.proto'])).toEqual(['--world takes a .yaml, .yml or .json file, not "a.proto".']);
});

test('a strict world and checked requests can be asked for by flag and by environment', () => {
  const on = { strictWorld: true, validate: true };
  const env = { UNDERSTUDY_STRICT_WORLD: '1', UNDERSTUDY_VALIDATE: 'true' };
  expect(config(['--strict-world', '--validate'])).toMatchObject(on);
  expect(config([], env)).toMatchObject(on);
  expect(config(['--no-strict-world'], env)).toMatchObject({ strictWorld: false, validate: true });
  expect(config([], { UNDERSTUDY_STRICT_WORLD: '0', UNDERSTUDY_VALIDATE: '' })).toMatchObject({
    strictWorld: false,
    validate: false,
  });
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
  [['--no-port'], /^There is no option --no-port\. See understudy --help\.$/],
  [['--tls=true'], /--tls takes no value, and "true" was given/],
  [['--port', '--tls'], /--port needs a value\. One that begins with a dash is written --port=--tls\./],
  [['pull', 'a:1', '-H'], /^-H needs a value\. See understudy pull --help\.$/],
  [
    ['build', 'api', '-o', 'api/shop.proto'],
    /build writes a descriptor set: -o must end in \.binpb.*"api\/shop\.proto"/,
  ],
  [['build', 'api', '-o', 'shop.stubs.yaml'], /build writes a descriptor set/],
  [['serve', ''], /path is empty/],
])('%j is refused with a sentence', (argv, sentence) => {
  expect(errors(argv).join('\n')).toMatch(sentence);
});

test('what the environment says of serving is of no concern to other commands, and named where it is wrong', () => {
  const env = { UNDERSTUDY_PORT: 'x', UNDERSTUDY_HOST: 'far' };
  expect(config(['check'], env).command).toBe('check');
  expect(errors([], env)).toEqual([
    expect.stringContaining('"x" (UNDERSTUDY_PORT)'),
    expect.stringContaining('"far" (UNDERSTUDY_HOST)'),
  ]);
});

test('every problem of the arguments is listed, not only the first', () => {
  expect(errors(['--port', 'x', '--host', 'example.com', '--seed', ''])).toHaveLength(3);
});

test('build takes paths and the file to write', () => {
  expect(config(['build', 'api', '-I', 'third', '-o', 'x.binpb'])).toMatchObject({
    command: 'build',
    paths: ['api'],
    protoPaths: ['third'],
    out: 'x.binpb',
  });
  expect(errors(['build', 'api'])).toEqual(['build needs a file to write: -o api.binpb.']);
});

test('watching and the cache can be turned off', () => {
  expect(config(['--no-watch', '--no-cache'])).toMatchObject({ watch: false, cache: false });
  expect(config(['check', '--no-cache'])).toMatchObject({ cache: false });
});
