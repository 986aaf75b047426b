import type { CompareRequest, CurlLine, CurlLines } from '../contract/compare.ts';
import { INVOCATION_KEY } from '../contract/invocation.ts';
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

/** Writes a call as lines for curl; `base`: `http://localhost:50051`. */
export function createCurlLines(registry: Registry, base: string) {
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
          : { protocol, line: curlLine(dialect.open(''), messages, base) };
      }),
    };
  };
}

/** Bodies that are no text go in through a pipe, as base64. */
export function curlLine({ head, http, write }: Dialect, messages: readonly Uint8Array[], base: string): string {
  const body = Buffer.concat(messages.map((message) => write(message).bytes));
  const text = body.toString();
  const plain = PLAIN.test(text) && Buffer.from(text).equals(body);
  const headers = head.headers.filter(([name]) => !LEFT_OUT.has(name));
  const gzip = headers.some(([name]) => name === 'accept-encoding');
  const line = [
    'curl',
    ...(http === '2' ? ['--http2-prior-knowledge'] : []),
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

function headerWord(name: string, value: string): string {
  return isSecretKey(name)
    ? `"${name}: $${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}"`
    : quoted(`${name}: ${value}`);
}

/** One word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
