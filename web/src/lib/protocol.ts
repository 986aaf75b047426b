import type { Protocol } from '#contract/traffic';

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
