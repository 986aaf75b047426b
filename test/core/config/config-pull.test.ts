import { expect, test } from 'vitest';
import { config, errors } from './config-of.ts';

test('pull takes one address, and what it needs to get in', () => {
  expect(config(['pull', 'localhost:50051']).pull).toEqual({
    target: 'localhost:50051',
    out: 'protos-pulled',
    metadata: [],
    tls: undefined,
    timeoutMs: 10_000,
    force: false,
  });
  expect(
    config([
      'pull',
      'https://[::1]:443',
      '-o',
      'd',
      '-H',
      'authorization: Bearer a:b',
      '-H',
      'x:',
      '--timeout',
      '1.5',
      '--ca',
      'c.pem',
      '--server-name',
      'n',
      '--force',
    ]).pull,
  ).toEqual({
    target: '[::1]:443',
    out: 'd',
    metadata: [
      { key: 'authorization', value: 'Bearer a:b' },
      { key: 'x', value: '' },
    ],
    tls: { skipVerify: false, ca: 'c.pem', serverName: 'n', identity: undefined, passphrase: undefined },
    timeoutMs: 1500,
    force: true,
  });
  expect(config(['pull', 'h:1', '--tls-skip-verify']).pull?.tls).toMatchObject({ skipVerify: true });
});

test('pull shows a certificate, whose key may be locked', () => {
  const { pull } = config(['pull', 'h:1', '--cert', 'c.pem', '--key', 'k.pem'], { UNDERSTUDY_TLS_PASSPHRASE: 'open' });
  expect(pull?.tls).toMatchObject({ identity: { cert: 'c.pem', key: 'k.pem' }, passphrase: 'open', skipVerify: false });
  expect(errors(['pull', 'h:1', '--cert', 'c.pem'])).toEqual(['--cert and --key go together: the key is missing.']);
  expect(errors(['pull', 'h:1', '--key', 'k.pem'])).toEqual([
    '--cert and --key go together: the certificate is missing.',
  ]);
  expect(errors(['pull', 'h:1', '--no-tls', '--cert', 'c', '--key', 'k'])).toEqual([
    '--no-tls and --cert exclude each other.',
  ]);
  expect(errors(['--cert', 'c', '--key', 'k'])).toHaveLength(2);
});

test('everything that is wrong with a pull is told at once', () => {
  expect(errors(['pull', 'nowhere', 'more:1', '-H', 'bad', '--timeout', 'x', '--port', '1'])).toEqual([
    '--port belongs to serve, not to pull.',
    'pull takes one address, and there are 2.',
    '"nowhere" is no address: give host and port, as in localhost:50051.',
    'The timeout is "x"; it must be a number of seconds up to 3600.',
    `"bad" is no header: write -H 'key: value'.`,
  ]);
  expect(errors(['pull'])).toEqual(['pull needs the address of a server: understudy pull localhost:50051.']);
  expect(errors(['pull', 'a:1', '-I', 'x'])).toEqual([
    '--proto-path belongs to serve, check, explain, build and types, not to pull.',
  ]);
  expect(errors(['check', '-o', 'x'])).toEqual(['--out belongs to build, types and pull, not to check.']);
  expect(errors(['pull', 'a:99999', '--no-tls', '--ca', 'x'])).toHaveLength(2);
});
