import type { Metadata, MetadataEntry } from '../../contract/metadata.ts';
import type { MetadataValue } from '../service.ts';

const KEY = /^[0-9a-z_.-]+$/;
const TEXT = /^[ -~]*$/;
const RESERVED =
  /^(grpc-|:)|^(content-type|content-length|te|connection|transfer-encoding|keep-alive|upgrade|proxy-connection)$/;
/** Characters of headers, and of trailers, of one call. */
const MOST = 32 * 1024;

/** Metadata that a handler sets; throws where a key or value cannot be sent. */
export class HeadersOut {
  readonly #entries: MetadataEntry[] = [];
  #size = 0;

  get metadata(): Metadata {
    return this.#entries;
  }

  add(name: unknown, given: MetadataValue): void {
    if (typeof name !== 'string') throw new TypeError(`The name of metadata must be a string, not ${typeof name}.`);
    const key = name.toLowerCase();
    if (!KEY.test(key)) throw new TypeError(`"${name}" is no name of metadata: use a-z, 0-9, "-", "_" and ".".`);
    if (RESERVED.test(key)) throw new TypeError(`"${key}" belongs to the protocol and cannot be set.`);
    const binary = key.endsWith('-bin');
    const bytes = given instanceof Uint8Array;
    if (!bytes && typeof given !== 'string')
      throw new TypeError(
        `The value of "${key}" must be a string${binary ? ' (base64) or bytes' : ''}, not ${typeof given}.`,
      );
    if (bytes && !binary) throw new TypeError(`"${key}" cannot hold bytes; name it "${key}-bin".`);
    const value = bytes ? Buffer.from(given).toString('base64') : given;
    if (!TEXT.test(value)) throw new TypeError(`The value of "${key}" is not printable ASCII; name it "${key}-bin".`);
    this.#size += key.length + value.length;
    if (this.#size > MOST)
      throw new RangeError(`The metadata is larger than ${MOST} characters, which clients refuse.`);
    this.#entries.push({ key, value });
  }
}
