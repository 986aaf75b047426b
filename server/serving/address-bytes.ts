import { isIP } from 'node:net';

/** The four or sixteen bytes of an IP address; undefined for what is none. A zone (`%eth0`) is no part of them. */
export function addressBytes(address: string): Uint8Array | undefined {
  const bare = address.replace(/%.*$/, '');
  const version = isIP(bare);
  if (version === 4) return Uint8Array.from(bare.split('.'), Number);
  if (version !== 6) return undefined;
  // The last 32 bits may be written as IPv4.
  const [, head = bare, tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(bare) ?? [];
  const four = tail === undefined ? [] : tail.split('.').map(Number);
  const words = tail === undefined ? head : `${head}${hex(four[0]!, four[1]!)}:${hex(four[2]!, four[3]!)}`;
  const [left = '', right] = words.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? [] : new Array<string>(8 - before.length - after.length).fill('0');
  return Uint8Array.from(
    [...before, ...zeros, ...after].flatMap((word) => {
      const value = Number.parseInt(word, 16);
      return [value >> 8, value & 255];
    }),
  );
}

const hex = (high: number, low: number): string => ((high << 8) | low).toString(16);
