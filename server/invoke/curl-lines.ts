import type { CompareRequest, CurlLine, CurlLines } from '../contract/compare.ts';
import { INVOCATION_KEY } from '../contract/invocation.ts';
import type { ClientTls } from '../contract/rest.ts';
import { isSecretKey } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Registry } from '../schema/registry.ts';
import type { Dialect } from './dialect.ts';
import { dialectFor, planOf } from './dialect-for.ts';
import { prepare } from './prepare.ts';

const PROTOCOLS = ['grpc-web', 'connect', 'rest'] as const;
/** Headers that curl sends itself, or that only our own calls have. */
const LEFT_OUT = new Set(['user-agent', INVOCATION_KEY]);
/** Text that a shell and a terminal carry unharmed. */
const PLAIN = /^[\t\n\r -~\u00a0-\u{10ffff}]*$/u;

/** Where curl finds the server. */
interface Reached {
  /** `http://localhost:50051` */
  readonly base: string;
  /** What is said before the headers. */
  readonly flags: readonly string[];
}

/** Writes a call as lines for curl; `address`: `localhost:50051`; `tls` undefined: plain text. */
export function createCurlLines(registry: Registry, address: string, tls?: ClientTls) {
  const reached = reach(address, tls);
  return (request: CompareRequest): CurlLines | { readonly refused: readonly Problem[] } => {
    const schema = registry.current;
    const prepared = prepare(request, schema);
    if ('problems' in prepared) return { refused: prepared.problems };
    const { method, messages } = prepared;
    const plan = planOf(request, method);
    return {
      lines: PROTOCOLS.map((protocol): CurlLine => {
        const dialect = dialectFor(protocol, plan, messages, schema);
        return 'problem' in dialect
          ? { protocol, problem: dialect.problem }
          : { protocol, line: curlLine(dialect.open(''), messages, reached) };
      }),
    };
  };
}

/** Bodies that are no text go in through a pipe, as base64. */
export function curlLine(
  { head, http, write }: Dialect,
  messages: readonly Uint8Array[],
  { base, flags }: Reached,
): string {
  const body = Buffer.concat(messages.map((message) => write(message).bytes));
  const text = body.toString();
  const plain = PLAIN.test(text) && Buffer.from(text).equals(body);
  const headers = head.headers.filter(([name]) => !LEFT_OUT.has(name));
  const gzip = headers.some(([name]) => name === 'accept-encoding');
  const line = [
    'curl',
    // Over TLS both sides agree on it.
    ...(http === '2' && !base.startsWith('https') ? ['--http2-prior-knowledge'] : []),
    ...flags,
    ...(gzip ? ['--compressed'] : []),
    ...(head.verb === 'GET' || (head.verb === 'POST' && body.length > 0) ? [] : ['-X', head.verb]),
    ...headers.map(([name, value]) => `-H ${headerWord(name, value)}`),
    ...(body.length === 0 ? [] : ['--data-binary', plain ? quoted(text.replace(/^@/, ' @')) : '@-']),
    // What is no text would be refused on a terminal.
    ...(plain && !/grpc|connect\+/.test(headers.find(([name]) => name === 'content-type')?.[1] ?? '')
      ? []
      : ['--output -']),
    quoted(`${base}${head.path}`),
  ].join(' ');
  return body.length === 0 || plain ? line : `printf %s ${body.toString('base64')} | base64 -d | ${line}`;
}

function reach(address: string, tls: ClientTls | undefined): Reached {
  if (!tls) return { base: `http://${address}`, flags: [] };
  const { caFile, serverName, clientCertificate } = tls;
  const port = address.slice(address.lastIndexOf(':'));
  return {
    base: `https://${serverName === null ? address : `${serverName}${port}`}`,
    flags: [
      ...(caFile === null ? ['--insecure'] : ['--cacert', quoted(caFile)]),
      ...(serverName === null ? [] : ['--connect-to', `${serverName}${port}:${address}`]),
      ...(clientCertificate ? ['--cert "$CLIENT_CERT" --key "$CLIENT_KEY"'] : []),
    ],
  };
}

function headerWord(name: string, value: string): string {
  return isSecretKey(name)
    ? `"${name}: $${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}"`
    : quoted(`${name}: ${value}`);
}

/** One word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
