import { crc32, inflateRawSync } from 'node:zlib';

/** A file of an archive. */
export interface ZipEntry {
  /** With slashes, below the root of the archive. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is read of an archive at most. A source tree of 10,000 protos is 60 MB. */
export interface ZipLimits {
  readonly files: number;
  /** Bytes of one file, and of all together, unpacked. */
  readonly fileBytes: number;
  readonly allBytes: number;
}

export const ZIP_LIMITS: ZipLimits = { files: 20_000, fileBytes: 16 * 1024 * 1024, allBytes: 256 * 1024 * 1024 };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record with the longest comment that it can have. */
const MAX_TAIL = 22 + 0xffff;

/** Why an archive is refused: half a sentence. */
class ZipError extends Error {}

/**
 * Reads the files of a zip that `wanted` asks for. Names that lead out of the archive, links, encrypted files, zip64 and
 * archives over many disks are refused, and so is what unpacks to more than the limits: what an entry says of its size is
 * checked against what comes out of it.
 */
export function readZip(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  limits: ZipLimits = ZIP_LIMITS,
): { readonly entries: readonly ZipEntry[] } | { readonly why: string } {
  try {
    return { entries: [...readEntries(bytes, wanted, limits)] };
  } catch (error) {
    if (error instanceof ZipError) return { why: error.message };
    // A DataView that is asked beyond its end: the archive was cut.
    if (error instanceof RangeError) return { why: 'the archive is cut short or broken' };
    throw error;
  }
}

function* readEntries(bytes: Uint8Array, wanted: (name: string) => boolean, limits: ZipLimits): Iterable<ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (view.getUint16(end + 4, true) !== 0) throw new ZipError('the archive is spread over several parts');
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff)
    throw new ZipError('the archive is in the zip64 format, which is not read');
  const seen = new Set<string>();
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== CENTRAL) throw new ZipError('the archive has no list of its files');
    const nameLength = view.getUint16(at + 28, true);
    const name = nameOf(bytes.subarray(at + 46, at + 46 + nameLength), view.getUint16(at + 8, true));
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (!name.endsWith('/') && wanted(name)) {
      checkName(name, view.getUint32(at + 38, true), view.getUint8(at + 5));
      if (seen.has(name)) throw new ZipError(`"${name}" is in the archive twice`);
      seen.add(name);
      if (seen.size > limits.files) throw new ZipError(`the archive has more than ${limits.files} files`);
      const content = unpack(bytes, view, at, name, Math.min(limits.fileBytes, limits.allBytes - total), limits);
      total += content.length;
      yield { name, bytes: content };
    }
    at = next;
  }
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - MAX_TAIL); at--)
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at;
  throw new ZipError('it is no zip archive');
}

function nameOf(raw: Uint8Array, flags: number): string {
  if ((flags & 1) !== 0) throw new ZipError('the archive is encrypted');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    throw new ZipError('the name of a file in it is not UTF-8');
  }
}

/** What could lead out of the place where an archive is unpacked, or hide where it leads. */
function checkName(name: string, attributes: number, madeBy: number): void {
  const parts = name.split('/');
  const bad = parts.some((part) => part === '' || part === '.' || part === '..');
  if (bad || /[\0\\]|^[A-Za-z]:/.test(name))
    throw new ZipError(`${JSON.stringify(name.slice(0, 200))} leads out of the archive`);
  // Unix keeps the kind of a file in the upper half: 0xa000 is a symbolic link.
  if (madeBy === 3 && ((attributes >>> 16) & 0xf000) === 0xa000) throw new ZipError(`"${name}" is a symbolic link`);
}

function unpack(
  bytes: Uint8Array,
  view: DataView,
  central: number,
  name: string,
  room: number,
  limits: ZipLimits,
): Uint8Array {
  const method = view.getUint16(central + 10, true);
  const crc = view.getUint32(central + 16, true);
  const packed = view.getUint32(central + 20, true);
  const size = view.getUint32(central + 24, true);
  const local = view.getUint32(central + 42, true);
  if (packed === 0xffffffff || size === 0xffffffff || local === 0xffffffff)
    throw new ZipError('the archive is in the zip64 format, which is not read');
  if (size > limits.fileBytes) throw new ZipError(`"${name}" has more than ${limits.fileBytes} bytes`);
  if (size > room) throw new ZipError(`its files have more than ${limits.allBytes} bytes`);
  if (view.getUint32(local, true) !== LOCAL) throw new ZipError(`"${name}" is not where the archive says`);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length) throw new ZipError('the archive is cut short or broken');
  const raw = bytes.subarray(start, start + packed);
  const content = method === 0 ? raw.slice() : method === 8 ? inflate(raw, size, name) : undefined;
  if (!content) throw new ZipError(`"${name}" is compressed by method ${method}, which is not read`);
  if (content.length !== size || crc32(content) !== crc) throw new ZipError(`"${name}" is damaged`);
  return content;
}

/** Never more than was said, plus the one byte that shows that it was too little. */
function inflate(raw: Uint8Array, size: number, name: string): Uint8Array {
  try {
    return inflateRawSync(raw, { maxOutputLength: size + 1 });
  } catch {
    throw new ZipError(`"${name}" is damaged`);
  }
}
