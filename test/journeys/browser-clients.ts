/** Runs in a browser: the clients that front ends are built with, from npm, on descriptors that the test hands in. */
import {
  createFileRegistry,
  create,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
  type DescMethod,
  type DescService,
  type JsonValue,
  type Message,
} from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { ConnectError, Code, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import * as grpcWeb from 'grpc-web';

/** Which client, and how it speaks. */
export type ClientName =
  'connect json' | 'connect proto' | 'connect get' | 'connect-web grpc-web' | 'grpc-web text' | 'grpc-web binary';

export interface BrowserCall {
  readonly client: ClientName;
  readonly baseUrl: string;
  /** Base64 of a `FileDescriptorSet`. */
  readonly schema: string;
  readonly service: string;
  readonly method: string;
  readonly request: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Leaves after so many messages. */
  readonly cancelAfter?: number;
}

/** What the client's user would see. */
export interface BrowserResult {
  readonly messages: readonly JsonValue[];
  readonly header: Readonly<Record<string, string>>;
  readonly trailer: Readonly<Record<string, string>>;
  /** `NOT_FOUND`, or `OK`. */
  readonly status: string;
  readonly message: string;
  /** Of details that are messages of the schema: their reasons. */
  readonly reasons: readonly string[];
}

async function call(asked: BrowserCall): Promise<BrowserResult> {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(asked.schema)));
  const service = registry.getService(asked.service)!;
  const method = service.methods.find(({ name }) => name === asked.method)!;
  const why = registry.getMessage('web.v1.Why')!;
  const reasonsOf = (details: readonly { readonly type: string; readonly value: Uint8Array }[]): string[] =>
    details.map(({ type, value }) =>
      type.endsWith('web.v1.Why') ? String((toJson(why, fromBinary(why, value)) as { reason?: string }).reason) : type,
    );
  return asked.client.startsWith('grpc-web') ? byGrpcWeb(asked, service, method) : byConnect(asked, method, reasonsOf);
}

const plain = (headers: Headers): Record<string, string> => Object.fromEntries(headers.entries());

async function byConnect(
  { client, baseUrl, request, headers, timeoutMs, cancelAfter }: BrowserCall,
  method: DescMethod,
  reasonsOf: (details: readonly { readonly type: string; readonly value: Uint8Array }[]) => string[],
): Promise<BrowserResult> {
  const transport: Transport =
    client === 'connect-web grpc-web'
      ? createGrpcWebTransport({ baseUrl })
      : createConnectTransport({
          baseUrl,
          useBinaryFormat: client === 'connect proto',
          useHttpGet: client === 'connect get',
        });
  const leave = new AbortController();
  const result = { messages: [] as JsonValue[], header: {}, trailer: {} };
  const input = fromJson(method.input, request);
  try {
    if (method.methodKind === 'unary') {
      const answer = await transport.unary(method as never, leave.signal, timeoutMs, headers, input as never);
      result.messages.push(toJson(method.output, answer.message as Message));
      result.header = plain(answer.header);
      result.trailer = plain(answer.trailer);
    } else {
      const requests = (async function* () {
        yield await Promise.resolve(input);
      })();
      const answer = await transport.stream(method as never, leave.signal, timeoutMs, headers, requests as never);
      result.header = plain(answer.header);
      for await (const message of answer.message) {
        result.messages.push(toJson(method.output, message as Message));
        if (result.messages.length === cancelAfter) leave.abort();
      }
      result.trailer = plain(answer.trailer);
    }
    return { ...result, status: 'OK', message: '', reasons: [] };
  } catch (error) {
    const failed = ConnectError.from(error);
    const details = failed.details.flatMap((detail) => ('type' in detail ? [detail] : []));
    return {
      ...result,
      trailer: { ...result.trailer, ...plain(failed.metadata) },
      status: Code[failed.code].replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
      message: failed.rawMessage,
      reasons: reasonsOf(details),
    };
  }
}

function byGrpcWeb(
  { client, baseUrl, request, headers = {}, timeoutMs, cancelAfter }: BrowserCall,
  service: DescService,
  method: DescMethod,
): Promise<BrowserResult> {
  const web = new grpcWeb.GrpcWebClientBase({ format: client === 'grpc-web text' ? 'text' : 'binary' });
  const unary = method.methodKind === 'unary';
  const url = `${baseUrl}/${service.typeName}/${method.name}`;
  const descriptor = new grpcWeb.MethodDescriptor<Message, Message>(
    url,
    unary ? 'unary' : 'server_streaming',
    Object as never,
    Object as never,
    (message: Message) => toBinary(method.input, message),
    (bytes: Uint8Array) => fromBinary(method.output, bytes),
  );
  const metadata: Record<string, string> = { ...headers };
  if (timeoutMs !== undefined) metadata['deadline'] = String(Date.now() + timeoutMs);
  return new Promise((done) => {
    const messages: JsonValue[] = [];
    let header: Record<string, string> = {};
    let trailer: Record<string, string> = {};
    const finish = (code: number, message: string): void => {
      const name = code === 0 ? 'OK' : Code[code]!.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
      done({ messages, header, trailer, status: name, message, reasons: [] });
    };
    const input = create(method.input, fromJson(method.input, request) as never);
    const heard = (message: Message): number => messages.push(toJson(method.output, message));
    if (unary) {
      const stream = web.rpcCall(url, input, metadata, descriptor, (error, message) => {
        if (error) {
          trailer = error.metadata ?? {};
          finish(error.code, error.message);
          return;
        }
        heard(message);
        // The headers of the end come after the answer.
        setTimeout(() => finish(0, ''), 0);
      });
      stream.on('metadata', (given) => (header = given));
      stream.on('status', (given) => (trailer = given.metadata ?? {}));
      return;
    }
    const stream = web.serverStreaming(url, input, metadata, descriptor);
    stream.on('metadata', (given) => (header = given));
    stream.on('data', (message) => {
      if (heard(message) !== cancelAfter) return;
      stream.cancel();
      finish(Code.Canceled, 'cancelled here');
    });
    stream.on('status', (given) => {
      trailer = given.metadata ?? {};
      if (given.code === 0) finish(0, '');
    });
    stream.on('error', (error) => {
      trailer = error.metadata ?? trailer;
      finish(error.code, error.message);
    });
  });
}

Object.assign(globalThis, { understudyCall: call });
