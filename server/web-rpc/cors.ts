import type { Problem } from '../contract/problem.ts';
import { header, type HeaderBlock } from '../serving/http-metadata.ts';
import type { Exchange } from './exchange.ts';

/** Origins of pages that may call, beside those of this machine; `*` for all. Null: none but the server's own. */
export type Cors = readonly string[] | null;

/** Seconds that a browser may remember an answer to its question. */
const MAX_AGE = 600;

/** Names that stand for this machine, whatever its port. */
const LOCAL = /^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)*\.localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * Whether a page of `origin` may call: its own, those of this machine, those that are listed ("named"), or any. What has
 * another scheme than those of the web is an app or an extension: it calls where it is listed.
 */
function permitted(origin: string, host: string | null, cors: Cors): 'named' | 'any' | undefined {
  const parsed = URL.canParse(origin) ? new URL(origin) : undefined;
  const url = parsed && /^https?:$/.test(parsed.protocol) ? parsed : undefined;
  // A server's own page; `URL` drops a default port on both sides.
  const own = `${url?.protocol ?? 'http:'}//${host ?? ''}`;
  if (url && host !== null && URL.canParse(own) && new URL(own).host === url.host) return 'named';
  if (cors === null) return undefined;
  if (cors.includes(origin.toLowerCase()) || (url && LOCAL.test(url.hostname))) return 'named';
  return cors.includes('*') ? 'any' : undefined;
}

/** Whether a page that calls belongs to another server than this one: what it fetches here is no page of ours. */
export function fromElsewhere({ rawHeaders, host }: Exchange): boolean {
  const origin = header(rawHeaders, 'origin');
  return origin !== null && permitted(origin, host, null) === undefined;
}

/** Why a page may not call; undefined where it may, or where no page calls. */
export function foreignPage(exchange: Exchange, cors: Cors): Required<Pick<Problem, 'message' | 'hint'>> | undefined {
  const { rawHeaders, host } = exchange;
  const origin = header(rawHeaders, 'origin');
  if (origin !== null)
    return permitted(origin, host, cors)
      ? undefined
      : { message: `A page of ${origin.slice(0, 200)} may not call this server.`, hint: hintFor(origin, cors) };
  // A picture or a script of a page elsewhere says no Origin; one of another port is of the same site.
  const site = header(rawHeaders, 'sec-fetch-site');
  const elsewhere = site === 'cross-site' || (site === 'same-site' && cors === null);
  // A link that somebody follows may lead here, a frame may not.
  const navigates = header(rawHeaders, 'sec-fetch-mode') === 'navigate' && exchange.verb === 'GET';
  const followed = navigates && header(rawHeaders, 'sec-fetch-dest') === 'document';
  return elsewhere && !followed && cors?.includes('*') !== true
    ? { message: 'A page from elsewhere may not use this server.', hint: hintFor('', cors) }
    : undefined;
}

/** What to start with, so that it can be copied: of what a client says, an origin as browsers write it and nothing else. */
function hintFor(origin: string, cors: Cors): string {
  const named = /^(null|[a-z][a-z0-9+.-]*:\/\/[a-z0-9._:-]*)$/i.test(origin) && origin.length <= 200;
  const flag = named ? `--cors ${origin}` : '--cors and the origin of the page';
  return cors === null
    ? `This server was started with --no-cors. Start it with ${flag} in its place; pages of localhost may call then, too.`
    : `Start with ${flag}, or --cors '*' for every page. Pages of localhost may call without it.`;
}

/** True for the question that a browser asks before it sends what a form could not. */
export const isPreflight = ({ verb, rawHeaders }: Exchange): boolean =>
  verb === 'OPTIONS' &&
  header(rawHeaders, 'origin') !== null &&
  header(rawHeaders, 'access-control-request-method') !== null;

/** Has a browser take each answer for what it says that it is, and for nothing else. */
export function forbidGuesses(exchange: Exchange): void {
  exchange.beforeRespond = unguessed;
}

/** Has the answer let a page read it. To be asked of an origin that is allowed. */
export function letPageRead(exchange: Exchange, cors: Cors): void {
  const { rawHeaders, host } = exchange;
  const origin = header(rawHeaders, 'origin');
  exchange.beforeRespond = (headers) => {
    const vary = join(headers['vary'], 'Origin');
    if (origin === null) return { ...unguessed(headers), vary };
    const names = Object.keys(headers).filter((name) => !name.startsWith('access-control-'));
    return {
      ...unguessed(headers),
      ...permission(origin, host, cors),
      vary,
      ...(names.length > 0 && { 'access-control-expose-headers': names.join(', ') }),
    };
  };
}

/** Answers the question: a page of an allowed origin may send what it asks for. */
export function answerPreflight(exchange: Exchange, cors: Cors): void {
  const { rawHeaders, host } = exchange;
  const names = header(rawHeaders, 'access-control-request-headers');
  exchange.respond(204, {
    // It is a preflight.
    ...permission(header(rawHeaders, 'origin')!, host, cors),
    'access-control-allow-methods': legal(header(rawHeaders, 'access-control-request-method')),
    ...(names !== null && { 'access-control-allow-headers': legal(names) }),
    ...(header(rawHeaders, 'access-control-request-private-network') === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
    'access-control-max-age': MAX_AGE,
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  });
  exchange.end();
}

/** Whoever is only one of all gets nothing by what a browser knows of its user: certificates, cookies. */
const permission = (origin: string, host: string | null, cors: Cors): HeaderBlock => ({
  ...(permitted(origin, host, cors) === 'any'
    ? { 'access-control-allow-origin': '*' }
    : { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }),
  // For pages that isolate themselves.
  'cross-origin-resource-policy': 'cross-origin',
});

const unguessed = (headers: HeaderBlock): HeaderBlock =>
  Object.hasOwn(headers, 'x-content-type-options') ? headers : { ...headers, 'x-content-type-options': 'nosniff' };

/** A list of names as it may be sent back. */
const legal = (text: string | null): string =>
  (text ?? '').replace(/[^!#$%&'*+.^_`|~0-9A-Za-z, -]/g, '').slice(0, 4_096);

const join = (before: HeaderBlock[string], name: string): string =>
  before === undefined ? name : `${[before].flat().join(', ')}, ${name}`;
