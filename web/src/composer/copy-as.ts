import { isSecretKey, type Metadata } from '#contract/metadata';
import type { ClientTls } from '#contract/rest';
import type { MethodInfo } from '#contract/schema';
import type { Protocol } from '#contract/traffic';

/** What a command line says about a call. */
export interface CopyCall {
  readonly method: MethodInfo;
  /** `localhost:50051` */
  readonly address: string;
  readonly metadata: Metadata;
  readonly deadlineMs: number | null;
  /** ProtoJSON texts. */
  readonly messages: readonly string[];
  /** gRPC where nothing is said. */
  readonly protocol?: Protocol;
  /** Undefined: plain text. */
  readonly tls?: ClientTls | undefined;
}

/** A line for grpcurl. Secrets stand as shell variables: `$AUTHORIZATION`. */
export function grpcurlLine({ method, address, metadata, deadlineMs, messages, tls }: CopyCall): string {
  return [
    'grpcurl',
    ...(tls ? tlsFlags(tls, '-', '-authority') : ['-plaintext']),
    ...metadata.map(header),
    ...(deadlineMs === null ? [] : [`-max-time ${deadlineMs / 1000}`]),
    ...data(messages),
    shellQuote(address),
    shellQuote(method.path.slice(1)),
  ].join(' ');
}

/** A line for `buf curl`, which reads the schema by reflection; it speaks everything but REST. */
export function bufCurlLine({ method, address, metadata, messages, protocol, tls }: CopyCall): string {
  const web = protocol === 'connect' || protocol === 'grpc-web';
  return [
    `buf curl --protocol ${protocol === 'connect' ? 'connect' : protocol === 'grpc-web' ? 'grpcweb' : 'grpc'}`,
    // Over TLS both sides agree on it.
    ...(web || tls ? [] : ['--http2-prior-knowledge']),
    ...(tls ? tlsFlags(tls, '--', '--servername') : []),
    ...metadata.map(header),
    ...data(messages),
    shellQuote(`${tls ? 'https' : 'http'}://${address}${method.path}`),
  ].join(' ');
}

/** Files that only the person has stand as shell variables, as secrets do. */
function tlsFlags({ caFile, serverName, clientCertificate }: ClientTls, dash: '-' | '--', name: string): string[] {
  return [
    caFile === null ? `${dash}insecure` : `${dash}cacert ${shellQuote(caFile)}`,
    ...(serverName === null ? [] : [`${name} ${shellQuote(serverName)}`]),
    ...(clientCertificate ? [`${dash}cert "$CLIENT_CERT" ${dash}key "$CLIENT_KEY"`] : []),
  ];
}

function header({ key, value }: Metadata[number]): string {
  if (isSecretKey(key)) return `-H "${key}: $${key.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}"`;
  return `-H ${shellQuote(`${key}: ${value}`)}`;
}

function data(messages: readonly string[]): string[] {
  const texts = messages.map(squeeze).filter((text) => text !== '');
  return texts.length === 0 ? [] : [`-d ${shellQuote(texts.join(' '))}`];
}

/** JSON without the space that only a person needs; any other text as it is. */
function squeeze(text: string): string {
  return text.replace(/("(?:[^"\\\n]|\\.)*")|\s+/g, (_, string: string | undefined) => string ?? ' ').trim();
}

/** One word for a POSIX shell. */
export function shellQuote(text: string): string {
  return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
