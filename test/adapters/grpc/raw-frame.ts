/** Types of frames (RFC 9113, 6). */
export const [DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, CONTINUATION] = [0, 1, 3, 4, 6, 7, 9];
export const [END_STREAM, ACK, END_HEADERS] = [1, 1, 4];

export function rawFrame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A head of literals without Huffman code, of fewer than 127 bytes each (RFC 7541, 5.2). */
export const block = (entries: readonly (readonly [string, string])[]): Buffer =>
  Buffer.concat(
    entries.flatMap(([name, value]) => [
      Buffer.from([0, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]),
  );

/** How a client greets. */
export const PREFACE = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), rawFrame(SETTINGS, 0, 0)]);
