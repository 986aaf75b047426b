import type { IncomingHttpHeaders } from 'node:http';
import type { Problem } from '../contract/problem.ts';

/** What the guard reads of a request; an `IncomingMessage` is one. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly socket: { readonly localAddress?: string | undefined };
}

/** Why a request is refused, and with which HTTP status. */
export interface Refusal {
  readonly status: 400 | 403 | 421;
  readonly problem: Problem;
}

/** `page` is for files that hold no data; `api` and `socket` may be used by our own page only (or by no page at all). */
export type Scope = 'page' | 'api' | 'socket';

export type Guard = (head: RequestHead, scope: Scope) => Refusal | undefined;

const refuse = (status: Refusal['status'], code: string, message: string, hint: string): Refusal => ({
  status,
  problem: { severity: 'error', code, message, hint },
});

/** The name in a Host header, without port: lower case, IPv6 in brackets; undefined where it is not one. */
function hostName(host: string): string | undefined {
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.test(host)) return undefined;
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** An address as it stands in a URL: IPv6 in brackets, IPv4 that came over an IPv6 socket without its prefix. */
function urlHost(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  return plain.includes(':') && !plain.startsWith('[') ? `[${plain}]` : plain;
}

/** Scheme, host and port of an Origin are those of the Host header (which has no scheme: either will do). */
function sameHost(origin: string, host: string): boolean {
  const scheme = /^https?:\/\/(?=[^/?#@]+$)/.exec(origin)?.[0];
  if (scheme === undefined) return false;
  // `URL` drops a default port on both sides, so that `localhost` and `localhost:80` are the same.
  const from = urlOf(origin)?.host;
  return from !== undefined && from === urlOf(scheme + host)?.host;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * Refuses what a web page elsewhere could make a browser send: a foreign Host (DNS rebinding), a foreign Origin
 * (cross-site requests and WebSocket handshakes), a cross-site fetch. `hosts` are the names and addresses, beyond the
 * loopback ones, under which a person reaches this server; the address that a request really arrived at is allowed too,
 * since rebinding needs a name. `covers`: names of the certificate; a browser that comes by one has seen that whoever
 * owns the name gave it to this server.
 */
export function createGuard(options: {
  readonly hosts: readonly string[];
  readonly covers?: ((name: string) => boolean) | undefined;
}): Guard {
  const allowed = new Set(['localhost', '127.0.0.1', '[::1]', ...options.hosts.map(urlHost)]);

  return (head, scope) => {
    // 1. A request for this server, said once.
    const hosts = head.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
    const host = head.headers.host ?? '';
    if (hosts > 1 || !(head.url ?? '/').startsWith('/'))
      return refuse(
        400,
        'bad-request',
        'The request does not name one host and one path.',
        'Send one Host header, and a path of this server (or its URL, by http://).',
      );
    // 2. Host.
    const name = hostName(host);
    const local = head.socket.localAddress;
    const known =
      name !== undefined &&
      (allowed.has(name) || (local !== undefined && name === urlHost(local)) || options.covers?.(name));
    if (!known)
      return refuse(
        421,
        'foreign-host',
        `This server does not answer for the host ${host === '' ? '(none)' : JSON.stringify(host.slice(0, 200))}.`,
        'Use localhost with its port, or give a certificate for the name that you use: --tls-cert, --tls-key.',
      );
    // 3. Files hold no data: anybody may link to them.
    if (scope === 'page' && (head.method === 'GET' || head.method === 'HEAD')) return undefined;
    // 4. Origin.
    const origin = head.headers.origin;
    if (origin !== undefined && !sameHost(origin, host))
      return refuse(
        403,
        'foreign-origin',
        `A page from ${JSON.stringify(origin.slice(0, 200))} may not use this server.`,
        'Open the playground at the address that this server prints, or call it from a program instead of a page.',
      );
    // 5. What a browser says of requests that carry no Origin. Other ports of localhost are the same site to it.
    const site = head.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      return refuse(
        403,
        'cross-site',
        'A page from elsewhere may not use this server.',
        'Open the playground at the address that this server prints.',
      );
    return undefined;
  };
}
