import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { addressBytes } from './address-bytes.ts';
import { type ListeningSocket, type OpenSocket, SERVER_ID, type SocketBook } from './socket-book.ts';

/**
 * The varints of a request, by the numbers of their fields: all that requests of channelz consist of. Undefined where the
 * bytes are no message.
 */
export function readNumbers(message: Uint8Array): ReadonlyMap<number, bigint> | undefined {
  try {
    const reader = new BinaryReader(message);
    const found = new Map<number, bigint>();
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      // What nobody asks for is not kept.
      if (wire === WireType.Varint && field <= LAST_FIELD) found.set(field, BigInt(reader.int64()));
      else reader.skip(wire, field);
    }
    return found;
  } catch {
    return undefined;
  }
}

/** Of any request. */
const LAST_FIELD = 3;

/** A value of a field; undefined, zero and empty text are not written. */
type Value = number | string | boolean | Uint8Array | undefined;

/** A message of some fields, by their numbers; one that stands twice is repeated. */
export function message(...fields: readonly (readonly [field: number, value: Value])[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [field, value] of fields) {
    if (typeof value === 'string') {
      if (value !== '') writer.tag(field, WireType.LengthDelimited).string(value);
    } else if (value instanceof Uint8Array) writer.tag(field, WireType.LengthDelimited).bytes(value);
    else if (value) writer.tag(field, WireType.Varint).int64(Number(value));
  }
  return writer.finish();
}

/** `google.protobuf.Timestamp` of milliseconds; undefined for never. */
function timestamp(ms: number): Uint8Array | undefined {
  if (Number.isNaN(ms)) return undefined;
  const seconds = Math.floor(ms / 1000);
  return message([1, seconds], [2, Math.round((ms - seconds * 1000) * 1e6)]);
}

/** `Server`. */
export function serverMessage(book: SocketBook): Uint8Array {
  return message(
    [1, message([5, SERVER_ID], [6, book.name])],
    [
      2,
      message(
        [2, book.callsStarted],
        [3, book.callsSucceeded],
        [4, book.callsFailed],
        [5, timestamp(book.lastCallStarted)],
      ),
    ],
    ...book.listening.map((one) => [3, socketRef(one.id, place(one.address, one.port))] as const),
  );
}

/** `SocketRef` of a connection. */
export function openSocketRef({ id, socket }: OpenSocket): Uint8Array {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  return socketRef(id, `${place(remoteAddress, remotePort)} -> ${place(localAddress, localPort)}`);
}

function socketRef(id: number, name: string): Uint8Array {
  return message([3, id], [4, name]);
}

const place = (address = 'unknown', port = 0): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** `Socket` of where the server listens. */
export function listeningSocketMessage({ id, address, port }: ListeningSocket): Uint8Array {
  return message([1, socketRef(id, place(address, port))], [2, message()], [3, addressMessage(address, port)]);
}

/** `Socket` of a connection. */
export function openSocketMessage(open: OpenSocket): Uint8Array {
  const { socket, counts } = open;
  const windows = counts.windows?.();
  const data = message(
    [1, counts.streamsStarted],
    [2, counts.streamsSucceeded],
    [3, counts.streamsFailed],
    [4, counts.messagesSent],
    [5, counts.messagesReceived],
    [6, counts.keepAlivesSent],
    [8, timestamp(counts.lastStreamStarted)],
    [9, timestamp(counts.lastMessageSent)],
    [10, timestamp(counts.lastMessageReceived)],
    [11, windows && message([1, windows.local])],
    [12, windows && message([1, windows.remote])],
  );
  return message(
    [1, openSocketRef(open)],
    [2, data],
    [3, addressMessage(socket.localAddress, socket.localPort)],
    [4, addressMessage(socket.remoteAddress, socket.remotePort)],
    [5, securityMessage(socket)],
  );
}

/** `Address`; undefined where the system does not tell. */
function addressMessage(address: string | undefined, port: number | undefined): Uint8Array | undefined {
  const bytes = address === undefined ? undefined : addressBytes(address);
  return bytes && message([1, message([1, bytes], [2, port])]);
}

/** `Security`; undefined for plain text. */
function securityMessage(socket: Socket): Uint8Array | undefined {
  if (!isSecure(socket)) return undefined;
  const { name, standardName } = socket.getCipher() as Partial<ReturnType<TLSSocket['getCipher']>>;
  return message([
    1,
    message(
      standardName === undefined ? [2, name] : [1, standardName],
      [3, rawOf(socket.getCertificate())],
      [4, rawOf(socket.getPeerCertificate())],
    ),
  ]);
}

const isSecure = (socket: Socket): socket is TLSSocket => 'encrypted' in socket;

/** The certificate as it came (DER); there is an empty object, or null, where there is none. */
function rawOf(certificate: object | null): Uint8Array | undefined {
  const raw: unknown = certificate && 'raw' in certificate ? certificate.raw : undefined;
  return raw instanceof Uint8Array ? raw : undefined;
}
