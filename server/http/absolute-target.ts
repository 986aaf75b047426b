import type { IncomingMessage } from 'node:http';

/** A URL of this protocol as a target: its scheme, its host with a port, and what is left. */
const ABSOLUTE = /^(https?):\/\/([^/?#@]+)([/?].*)?$/i;

/** What a target asks for: `http://localhost:50051/a?b` asks for `/a?b` of `localhost:50051`. Undefined where it is no URL. */
export function readAbsolute(
  target: string,
): { readonly scheme: string; readonly host: string; readonly path: string } | undefined {
  const [, scheme, host, rest = '/'] = ABSOLUTE.exec(target) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  return { scheme: scheme.toLowerCase(), host, path: rest.startsWith('/') ? rest : `/${rest}` };
}

/**
 * Reads a target that is a whole URL, as programs send it that think this server a proxy: every server has to take one,
 * and the host in it goes before the header of that name (RFC 9112, 3.2.2), so that it is the one that the guard judges. A URL
 * of https that came in plain text is left as it is, to be refused (RFC 9110, 7.4); over TLS either is taken.
 */
export function takeAbsolute(request: IncomingMessage): void {
  if (request.url?.startsWith('/')) return;
  const target = readAbsolute(request.url ?? '');
  if (!target || (target.scheme === 'https' && !('encrypted' in request.socket))) return;
  request.url = target.path;
  request.headers.host = target.host;
}
