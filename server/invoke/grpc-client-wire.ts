import type { Client, Metadata as WireMetadata, StatusObject } from '@grpc/grpc-js';
import { Code, statusName } from '../contract/status.ts';
import type { ClientWire, ClientWireListener } from './client-wire.ts';
import { fromWire } from './metadata.ts';

const identity = (bytes: Buffer): Buffer => bytes;

/** gRPC by grpc-js. All four kinds go through the duplex form: what came is told, even where it breaks its kind. */
export function grpcClientWire(
  client: Client,
  path: string,
  metadata: WireMetadata,
  deadline: number | null,
  listener: ClientWireListener,
): ClientWire {
  const stream = client.makeBidiStreamRequest<Buffer, Buffer>(
    path,
    identity,
    identity,
    metadata,
    deadline === null ? {} : { deadline },
  );
  let status: StatusObject | undefined;
  let over = false;
  const finish = (): void => {
    if (over || status === undefined) return;
    over = true;
    const { code, details } = status;
    const name = statusName(code);
    listener.ended({ code: Code[name], name, message: details }, fromWire(status.metadata));
  };
  stream.on('metadata', (wire: WireMetadata) => listener.headers(fromWire(wire)));
  stream.on('data', (bytes: Buffer) => listener.message(bytes));
  // The status comes while messages may still be waiting to be read: the call ends after the last of them.
  stream.on('status', (ended: StatusObject) => {
    status = ended;
    if (stream.readableEnded || stream.destroyed) finish();
  });
  stream.on('end', finish);
  stream.on('close', finish);
  // Every error comes as a status as well.
  stream.on('error', () => undefined);
  return {
    get closed() {
      return status !== undefined;
    },
    write(bytes, flushed) {
      stream.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), flushed);
      return undefined;
    },
    end: () => void stream.end(),
    cancel() {
      stream.cancel();
      // Nobody waits for what is left: it must not hold the end back.
      stream.resume();
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
  };
}
