// A small HTTP/2 client that does one thing: many unary calls, each with a body of its own, with as little work as
// possible, so that the server is the bottleneck. It writes prepared frames and reads frame headers; it understands
// flow control, SETTINGS and PING, and no HPACK (it asks the server for an empty table, so equal headers are equal bytes).
import { connect } from 'node:net';

const [DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE] = [0, 1, 3, 4, 6, 7, 8];
const [END_STREAM, ACK] = [1, 1];
const MAX_WINDOW = 2 ** 31 - 1;

/** @param {number} type @param {number} flags @param {number} stream @param {Buffer} payload */
function frame(type, flags, stream, payload) {
  const head = Buffer.allocUnsafe(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A string literal without Huffman code; lengths beyond 126 take more than one byte (RFC 7541, 5.1). */
function literal(text) {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const rest = bytes.length - 127;
  const size = rest < 128 ? [127, rest] : [127, (rest % 128) | 128, rest >> 7];
  return Buffer.concat([Buffer.from(size), bytes]);
}

const header = (name, value) => Buffer.concat([Buffer.from([0]), literal(name), literal(value)]);

/** The five-byte prefix of gRPC, and the message. */
export function prefixed(message) {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/**
 * Calls `path` over one connection until `calls` are answered or `seconds` have passed.
 *
 * @param {object} options
 * @param {string} [options.host]
 * @param {number} options.port
 * @param {string} options.path
 * @param {(number: number) => Buffer} options.body the message of the n-th call, without prefix
 * @param {(number: number) => [string, string][]} [options.headers] more headers of the n-th call
 * @param {number} [options.calls]
 * @param {number} [options.seconds]
 * @param {number} [options.streams] calls at a time
 * @param {(number: number, reply: Buffer) => void} [options.answered] told of each reply, with its message
 * @returns {Promise<{ sent: number, ok: number, failed: number, seconds: number, localPort: number }>}
 *   a call is ok where a message came and its trailers are those of the first call
 */
export function flood({
  host = '127.0.0.1',
  port,
  path,
  body,
  headers,
  calls = Infinity,
  seconds = Infinity,
  ...rest
}) {
  const { streams = 50, answered } = rest;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const fixed = Buffer.concat([
      Buffer.from([0x83, 0x86]),
      Buffer.concat([Buffer.from([0x04]), literal(path)]),
      Buffer.concat([Buffer.from([0x01]), literal(`${host}:${port}`)]),
      header('content-type', 'application/grpc'),
      header('te', 'trailers'),
      header('user-agent', 'flood/1.0'),
    ]);
    const open = new Map();
    let [sent, ok, failed, window, nextStream] = [0, 0, 0, 65_535, 1];
    let pending = Buffer.alloc(0);
    let trailers;
    let out = [];
    let deadline = Infinity;
    const started = performance.now();

    const more = () => {
      while (open.size < streams && sent < calls && performance.now() < deadline) {
        const data = prefixed(body(sent));
        if (data.length > window) break;
        window -= data.length;
        const extra = headers ? headers(sent).map(([name, value]) => header(name, value)) : [];
        const block = extra.length > 0 ? Buffer.concat([fixed, ...extra]) : fixed;
        out.push(frame(HEADERS, 4, nextStream, block), frame(DATA, END_STREAM, nextStream, data));
        open.set(nextStream, { number: sent, parts: [] });
        sent += 1;
        nextStream += 2;
      }
      if (out.length > 0) socket.write(Buffer.concat(out));
      out = [];
      if (open.size === 0 && (sent >= calls || performance.now() >= deadline)) finish();
    };
    const finish = () => {
      const { localPort } = socket;
      socket.removeAllListeners('close');
      socket.destroy();
      resolve({ sent, ok, failed: failed + open.size, seconds: (performance.now() - started) / 1000, localPort });
    };
    const end = (stream, block) => {
      const call = open.get(stream);
      if (!call) return;
      open.delete(stream);
      const reply = Buffer.concat(call.parts);
      trailers ??= block;
      if (block === undefined || reply.length < 5 || !block.equals(trailers)) failed += 1;
      else {
        ok += 1;
        answered?.(call.number, reply.subarray(5));
      }
    };
    const onFrame = (type, flags, stream, payload) => {
      if (type === DATA) {
        open.get(stream)?.parts.push(Buffer.from(payload));
        if (flags & END_STREAM) end(stream, undefined);
      } else if (type === HEADERS) {
        if (flags & END_STREAM) end(stream, Buffer.from(payload));
      } else if (type === RST_STREAM) end(stream, undefined);
      else if (type === SETTINGS && !(flags & ACK)) out.push(frame(SETTINGS, ACK, 0, Buffer.alloc(0)));
      else if (type === PING && !(flags & ACK)) out.push(frame(PING, ACK, 0, payload));
      else if (type === WINDOW_UPDATE && stream === 0) window += payload.readUInt32BE(0);
      else if (type === GOAWAY) reject(new Error(`The server said goodbye (code ${payload.readUInt32BE(4)}).`));
    };

    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The server closed the connection.')));
    socket.once('connect', () => {
      const settings = Buffer.alloc(12);
      settings.writeUInt16BE(1, 0); // HEADER_TABLE_SIZE: 0
      settings.writeUInt16BE(4, 6); // INITIAL_WINDOW_SIZE
      settings.writeUInt32BE(MAX_WINDOW, 8);
      const grant = Buffer.alloc(4);
      grant.writeUInt32BE(MAX_WINDOW - 65_535);
      out.push(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1'), frame(SETTINGS, 0, 0, settings));
      out.push(frame(WINDOW_UPDATE, 0, 0, grant));
      deadline = performance.now() + seconds * 1000;
      more();
    });
    socket.on('data', (chunk) => {
      const bytes = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
      let at = 0;
      while (at + 9 <= bytes.length) {
        const size = bytes.readUIntBE(at, 3);
        if (at + 9 + size > bytes.length) break;
        onFrame(
          bytes[at + 3],
          bytes[at + 4],
          bytes.readUInt32BE(at + 5) & MAX_WINDOW,
          bytes.subarray(at + 9, at + 9 + size),
        );
        at += 9 + size;
      }
      pending = bytes.subarray(at);
      more();
    });
  });
}

/** Messages of one stream, where streams are measured. */
export const STREAM = 100;

/** A message whose field 1 is this text. */
export function textMessage(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([10, bytes.length]), bytes]);
}
