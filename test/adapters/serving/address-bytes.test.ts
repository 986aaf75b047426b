import { expect, test } from 'vitest';
import { addressBytes } from '../../../server/serving/address-bytes.ts';

test.each([
  ['127.0.0.1', '7f000001'],
  ['255.0.10.200', 'ff000ac8'],
  ['::', '00'.repeat(16)],
  ['::1', `${'00'.repeat(15)}01`],
  ['2001:db8::', `20010db8${'00'.repeat(12)}`],
  ['2001:db8::ff00:42:8329', '20010db8000000000000ff0000428329'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
  ['::ffff:192.168.0.9', '00000000000000000000ffffc0a80009'],
  ['fe80::1%eth0', `fe80${'00'.repeat(13)}01`],
])('%s is the bytes %s', (address, hex) => {
  expect(Buffer.from(addressBytes(address)!).toString('hex')).toBe(hex);
});

test.each(['', 'localhost', '1.2.3', '1.2.3.4.5', 'a pipe', ':::', '::1::'])('%j is no address', (text) => {
  expect(addressBytes(text)).toBeUndefined();
});
