import { once } from 'node:events';
import { request as http1, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect as http2, type IncomingHttpHeaders as Http2Headers } from 'node:http2';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders | Http2Headers;
  readonly body: Buffer;
}

export interface Ask {
  readonly verb?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array | string;
}

/** One request as it is written here, by either HTTP, with nothing that helps. */
export async function ask(
  http: '1.1' | '2',
  url: string,
  path: string,
  { verb = 'POST', headers = {}, body }: Ask,
): Promise<Reply> {
  if (http === '1.1') {
    const { hostname, port } = new URL(url);
    const request = http1({ hostname, port, path, method: verb, headers, agent: false });
    request.end(body);
    // The response is what the event is about.
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    return { status: response.statusCode!, headers: response.headers, body: await all(response) };
  }
  const session = http2(url);
  try {
    const stream = session.request({ ':method': verb, ':path': path, ...headers });
    stream.end(body);
    // As above.
    const [head] = (await once(stream, 'response')) as [Http2Headers & { ':status': number }];
    return { status: head[':status'], headers: head, body: await all(stream) };
  } finally {
    session.destroy();
  }
}

async function all(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  // Streams without an encoding give buffers.
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A message with a prefix. */
export function envelope(bytes: Uint8Array, flags = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flags;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

/** The messages of a body, with their flags. */
export function envelopes(body: Buffer): { readonly flags: number; readonly bytes: Buffer }[] {
  const found: { flags: number; bytes: Buffer }[] = [];
  for (let at = 0; at < body.length;) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    found.push({ flags: body[at]!, bytes: body.subarray(at + 5, end) });
    at = end;
  }
  return found;
}

/** The status in the last frame of an answer by gRPC-Web. */
export function webStatus(body: Buffer): { readonly code: number; readonly message: string } {
  const last = envelopes(body).at(-1)!;
  const text = last.bytes.toString();
  return {
    code: Number(/grpc-status: (\d+)/.exec(text)![1]),
    message: decodeURI(/grpc-message: (.*)\r/.exec(text)![1]!),
  };
}
