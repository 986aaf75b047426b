import { queryOf } from './call-path.ts';

/** A call of Connect in the query of a GET. */
export interface ConnectQuery {
  readonly codec: 'proto' | 'json';
  readonly message: Buffer;
  readonly encoding: string | undefined;
}

/** What is wrong with a query. */
export interface BadQuery {
  readonly http: 400 | 415;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const HINT = 'Write ?connect=v1&encoding=json&message=… with percent-encoding, or base64=1 and URL-safe base64.';
const bad = (code: string, message: string, http: 400 | 415 = 400): BadQuery => ({ http, code, message, hint: HINT });

/** True where a query has what a call of Connect has. */
export const looksLikeConnectGet = (target: string): boolean =>
  names(target, 'connect') || (names(target, 'encoding') && names(target, 'message'));

/** One pass each: a pattern for two names in any order would look at each pair of places. */
const names = (target: string, name: string): boolean => {
  const query = queryOf(target);
  return query.startsWith(`${name}=`) || query.includes(`&${name}=`);
};

/** Reads connectrpc.com/docs/protocol, "Unary-Get-Request". */
export function readConnectQuery(target: string): ConnectQuery | BadQuery {
  const values = new Map<string, Buffer>();
  for (const pair of queryOf(target).split('&')) {
    const at = pair.indexOf('=');
    const name = percentBytes(at < 0 ? pair : pair.slice(0, at))?.toString();
    const value = percentBytes(at < 0 ? '' : pair.slice(at + 1));
    if (name === undefined || value === undefined)
      return bad('bad-percent-encoding', 'Something in the query is no percent-encoding.');
    // The first one counts.
    if (!values.has(name)) values.set(name, value);
  }
  const text = (name: string): string | undefined => values.get(name)?.toString();
  const version = text('connect');
  if (version !== undefined && version !== 'v1')
    return bad('connect-version', `connect must be "v1": got "${version.slice(0, 40)}".`);
  const codec = text('encoding');
  if (codec === undefined) return bad('connect-encoding', 'The query has no encoding.');
  if (codec !== 'proto' && codec !== 'json')
    return bad('connect-encoding', `The encoding must be proto or json: got "${codec.slice(0, 40)}".`, 415);
  const written = values.get('message');
  if (written === undefined) return bad('connect-message', 'The query has no message.');
  const flag = text('base64');
  if (flag !== undefined && flag !== '' && flag !== '0' && flag !== '1')
    return bad('bad-base64', `base64 must be 1: got "${flag.slice(0, 40)}".`);
  const message = flag === '1' ? base64Bytes(written.toString('latin1')) : written;
  if (message === undefined) return bad('bad-base64', 'The message is no base64.');
  return { codec, message, encoding: text('compression') };
}

/** The bytes that a part of a query stands for; undefined where it is no percent-encoding. */
function percentBytes(text: string): Buffer | undefined {
  if (!/[%+]/.test(text)) return Buffer.from(text);
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const parts = text.replaceAll('+', ' ').split('%');
  const bytes = parts.flatMap((part, at) =>
    at === 0 ? [Buffer.from(part)] : [Buffer.from(part.slice(0, 2), 'hex'), Buffer.from(part.slice(2))],
  );
  return Buffer.concat(bytes);
}

/** Either alphabet, with or without padding. */
function base64Bytes(text: string): Buffer | undefined {
  const bare = text.replace(/=+$/, '');
  return /^[A-Za-z0-9+/_-]*$/.test(bare) && bare.length % 4 !== 1 ? Buffer.from(bare, 'base64url') : undefined;
}
