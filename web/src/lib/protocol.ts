import type { InvocationCodec } from '#contract/invocation';
import type { Protocol, Via } from '#contract/traffic';

const WORDS: Readonly<Record<Protocol, string>> = {
  grpc: 'gRPC',
  'grpc-web': 'gRPC-Web',
  connect: 'Connect',
  rest: 'REST',
};

/** `grpc-web` → `gRPC-Web`. */
export function protocolWord(protocol: Protocol): string {
  return WORDS[protocol];
}

/** How an own call is made. */
export interface Way {
  readonly protocol: Protocol;
  /** Only Connect has a choice. */
  readonly codec: InvocationCodec;
  readonly compress: boolean;
}

export const FIRST_WAY: Way = { protocol: 'grpc', codec: 'json', compress: false };

/** `Connect, protobuf`. */
export function wayWord({ protocol, codec }: Way): string {
  return protocol === 'connect' && codec === 'proto' ? 'Connect, protobuf' : protocolWord(protocol);
}

/** `HTTP/1.1`, `h2c`, `h2, TLS`. */
export function viaWord({ http, secure }: Pick<Via, 'http' | 'secure'>): string {
  if (http === '2') return secure ? 'h2, TLS' : 'h2c';
  return secure ? 'HTTP/1.1, TLS' : 'HTTP/1.1';
}

/** What messages are written in, where that is not protobuf: `JSON`, `base64`. */
export function codecWord(codec: Via['codec'] | undefined): string {
  return codec === 'json' ? 'JSON' : codec === 'text' ? 'base64' : '';
}

/** `POST over HTTP/1.1, JSON`. */
export function carriedBy(via: Via): string {
  return [`${via.verb} over ${viaWord(via)}`, codecWord(via.codec) || 'protobuf', via.encoding ?? '']
    .filter(Boolean)
    .join(', ');
}
