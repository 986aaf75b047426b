import { expect, test } from 'vitest';
import { readOrigin } from '../../../server/config/config-limits.ts';
import { parseConfig, type Config } from '../../../server/config/config.ts';
import { readOptions, type LibraryConfig } from '../../../server/library/options.ts';

function config(argv: readonly string[], env: Record<string, string> = {}): Config {
  const result = parseConfig(argv, env);
  if (result.kind !== 'config') throw new Error(JSON.stringify(result));
  return result.config;
}

function errors(argv: readonly string[]): readonly string[] {
  const result = parseConfig(argv, {});
  return result.kind === 'errors' ? result.errors : [];
}

const own = { identity: undefined, passphrase: undefined, clientCa: undefined, clientAuth: 'require' };

test('--tls makes a certificate; one of your own, or one of clients, means TLS as well', () => {
  expect(config(['--tls']).tls).toEqual(own);
  expect(config(['--no-tls']).tls).toBeUndefined();
  expect(config(['--tls-cert', 'c.pem', '--tls-key', 'k.pem'], { UNDERSTUDY_TLS_PASSPHRASE: 'pw' }).tls).toEqual({
    ...own,
    identity: { cert: 'c.pem', key: 'k.pem' },
    passphrase: 'pw',
  });
  expect(config(['--tls-client-ca', 'ca.pem', '--tls-client-auth', 'request']).tls).toEqual({
    ...own,
    clientCa: 'ca.pem',
    clientAuth: 'request',
  });
  expect(config(['check']).tls).toBeUndefined();
});

test.each([
  [['--tls-cert', 'c.pem'], '--tls-cert and --tls-key go together: the key is missing.'],
  [['--tls-key', 'k.pem'], '--tls-cert and --tls-key go together: the certificate is missing.'],
  [['--no-tls', '--tls-client-ca', 'c.pem'], '--no-tls and --tls-client-ca exclude each other.'],
  [
    ['--tls', '--tls-client-auth', 'require'],
    '--tls-client-auth needs --tls-client-ca, the authorities that certificates of clients come from.',
  ],
  [
    ['--tls-client-ca', 'c', '--tls-client-auth', 'maybe'],
    '--tls-client-auth is "maybe"; it must be require or request.',
  ],
  [['--tls-client-ca', ' '], '--tls-client-ca is empty.'],
  [['check', '--tls'], '--tls belongs to serve and pull, not to check.'],
  [['--cors', 'x', '--cors', '*'], '"x" is no origin: write --cors https://app.example.com, or --cors \'*\' for all.'],
  [['--cors', '*', '--no-cors'], '--cors and --no-cors exclude each other.'],
  [['check', '--no-cors'], '--no-cors belongs to serve, not to check.'],
  [['--max-message', '0'], '--max-message is "0"; it must be a number of bytes up to 256MB: 65536, 64K, 16MB.'],
  [['--max-message', '1G'], '--max-message is "1G"; it must be a number of bytes up to 256MB: 65536, 64K, 16MB.'],
])('%j is refused: %s', (argv, sentence) => {
  expect(errors(argv)).toEqual([sentence]);
});

test('pages elsewhere are those of localhost, more, all or none', () => {
  expect(config([]).cors).toEqual([]);
  expect(config(['--cors', 'https://App.example.com:443/', '--cors=*']).cors).toEqual(['https://app.example.com', '*']);
  expect(config(['--no-cors']).cors).toBeNull();
});

test.each([
  ['http://localhost:80', 'http://localhost'],
  ['HTTPS://a.test:8443', 'https://a.test:8443'],
  ['capacitor://localhost', 'capacitor://localhost'],
  ['null', 'null'],
  ['file://', 'file://'],
  ['FILE://', 'file://'],
  ['app://.', 'app://.'],
  ['file:///', undefined],
  ['https://a.test/path', undefined],
  ['https://user@a.test', undefined],
  ['https://*.a.test', undefined],
  ['a.test', undefined],
  ['https://', undefined],
])('the origin %s is read as %s', (text, origin) => {
  expect(readOrigin(text)).toBe(origin);
});

test('the largest message is told in bytes, or with a unit', () => {
  expect(config([]).maxMessageBytes).toBeUndefined();
  const sizes = ['65536', '64K', '64kb', '16MB', '16MiB', '1b'].map((text) => config(['--max-message', text]));
  expect(sizes.map(({ maxMessageBytes }) => maxMessageBytes)).toEqual([65536, 65536, 65536, 16777216, 16777216, 1]);
});

function library(given: object): LibraryConfig | string {
  const read = readOptions({ protos: 'p', ...given });
  return 'config' in read ? read.config : read.problems.map(({ path, message }) => `${path}: ${message}`).join(' ');
}

test('the library takes the same, with PEM texts in place of files', () => {
  expect(library({})).toMatchObject({ tls: undefined, cors: [], maxMessageBytes: undefined });
  expect(library({ tls: true, cors: false, maxMessageBytes: 9 })).toMatchObject({
    tls: own,
    cors: null,
    maxMessageBytes: 9,
  });
  expect(library({ tls: { cert: 'c', key: 'k', clientCa: 'a', clientAuth: 'request' }, cors: ['*'] })).toMatchObject({
    tls: { identity: { cert: 'c', key: 'k' }, clientCa: 'a', clientAuth: 'request' },
    cors: ['*'],
  });
});

test.each([
  [{ tls: 'yes' }, 'tls: tls is "yes".'],
  [{ tls: { cert: 'c' } }, 'tls: tls.cert and tls.key go together.'],
  [{ tls: { ca: 'c' } }, 'tls.ca: There is no option tls.ca.'],
  [{ tls: { clientAuth: 'maybe' } }, 'tls.clientAuth: tls.clientAuth is "maybe".'],
  [{ cors: 'nowhere' }, 'cors: cors is "nowhere".'],
  [{ cors: true }, 'cors: cors is true.'],
  [{ maxMessageBytes: 0.5 }, 'maxMessageBytes: maxMessageBytes is 0.5.'],
])('of the options %j the library says: %s', (given, sentence) => {
  expect(library(given)).toBe(sentence);
});
