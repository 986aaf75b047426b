import { oneOf, textOf, type Draws } from './draws.ts';

/** A well-known format of text: no wider than protovalidate's check of it, and a maker of short believable values. */
export interface Format {
  readonly test: (text: string) => boolean;
  readonly make: (draws: Draws) => string;
}

const HEX = '0123456789abcdef';
const CODE = 'abcdefghijklmnopqrstuvwxyz0123456789';
const WORDS = 'amber,birch,cedar,delta,ember,fjord,grove,harbor,iris,juniper,kite,linden,maple,north,olive,pine,quartz,river,sage,tulip'.split(','); // prettier-ignore
const NAMES =
  'ada,ben,clara,dora,eli,finn,greta,hugo,ines,jonas,kim,lena,mara,nils,olga,paul,rosa,sven,tara,vera'.split(',');

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const EMAIL = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+@${LABEL}(?:\\.${LABEL})*$`);
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const UUID = /^[\da-fA-F]{8}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{12}$/;
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const PCHAR = "(?:[\\w.~!$&'()*+,;=:@-]|%[\\da-fA-F]{2})";
const AUTHORITY = "(?:[\\w.~!$&'()*+,;=:-]*@)?[\\w.~!$&'()*+,;=-]*(?::\\d*)?";
const TAIL = `(?:\\?(?:${PCHAR}|[/?])*)?(?:#(?:${PCHAR}|[/?])*)?`;
const PATH = `(?:/${PCHAR}*)*`;
const URI = new RegExp(`^[a-zA-Z][a-zA-Z\\d+.-]*:(?://${AUTHORITY}${PATH}|/?(?:${PCHAR}+${PATH})?)${TAIL}$`);
const RELATIVE = new RegExp(`^(?://${AUTHORITY}${PATH}|${PATH}|[\\w.~!$&'()*+,;=@-]+${PATH})${TAIL}$`);

const isHost = (text: string): boolean =>
  text.length <= 253 && HOST.test(text) && !/^\d+$/.test(text.slice(text.lastIndexOf('.') + 1));

/** Groups of hex digits, `::` once for the zeros that are left out. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !/^[\da-fA-F:]+$/.test(text)) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  return (
    groups.every((group) => /^[\da-fA-F]{1,4}$/.test(group)) &&
    (halves.length === 2 ? groups.length < 8 : groups.length === 8)
  );
}
const isIp = (text: string): boolean => IPV4.test(text) || isIpv6(text);

function isPrefix(text: string, address: (text: string) => boolean): boolean {
  const [ip, length, more] = text.split('/');
  if (ip === undefined || length === undefined || more !== undefined || !/^(0|[1-9]\d?\d?)$/.test(length)) return false;
  return address(ip) && Number(length) <= (ip.includes(':') ? 128 : 32);
}

const ipv4 = (draws: Draws): string => `198.51.${draws() % 256}.${1 + (draws() % 254)}`;
const ipv6 = (draws: Draws): string => `2001:db8::${textOf('123456789abcdef', 1, draws)}${textOf(HEX, 3, draws)}:1`;
const ipv4Net = (draws: Draws): string => `198.51.${draws() % 256}.0/24`;
const ipv6Net = (draws: Draws): string =>
  `2001:db8:${textOf('123456789abcdef', 1, draws)}${textOf(HEX, 2, draws)}::/48`;
/** Networks as we write them, and none whose bits beyond the length would have to be looked at. */
const isNet4 = matches(/^(\d+\.){3}0\/24$/);
const isNet6 = (text: string): boolean => /^[\da-fA-F]{1,4}:[\da-fA-F]{1,4}:[\da-fA-F]{1,4}::\/48$/.test(text);
const host = (draws: Draws): string => `${oneOf(WORDS, draws)}-${1 + (draws() % 9)}.example.com`;
const email = (draws: Draws): string => `${oneOf(NAMES, draws)}.${oneOf(WORDS, draws)}@example.com`;
function uuid(draws: Draws): string {
  const text = textOf(HEX, 32, draws);
  const variant = '89ab'[draws() % 4]!;
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`;
}
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HEADERS = 'Content-Type,X-Request-Id,Accept-Language,Cache-Control,X-Trace-Id,If-None-Match'.split(',');
const HEADER_VALUES = 'application/json,no-cache,en-GB,gzip,text/html,max-age=3600'.split(',');

/** By the name of the rule; bytes formats end in `bytes` and are characters of their bytes (latin1). */
// prettier-ignore
export const FORMATS: Readonly<Record<string, Format>> = {
  email: { test: matches(EMAIL), make: email },
  hostname: { test: isHost, make: host },
  ip: { test: isIp, make: ipv4 },
  ipv4: { test: matches(IPV4), make: ipv4 },
  ipv6: { test: isIpv6, make: ipv6 },
  uri: { test: matches(URI), make: (draws) => `https://www.example.com/${oneOf(WORDS, draws)}/${textOf(CODE, 6, draws)}` },
  uri_ref: { test: (text) => URI.test(text) || RELATIVE.test(text), make: (draws) => `/${oneOf(WORDS, draws)}/${textOf(CODE, 6, draws)}` },
  address: { test: (text) => isHost(text) || isIp(text), make: host },
  uuid: { test: matches(UUID), make: uuid },
  uuid4: { test: (text) => UUID.test(text) && text[14] === '4', make: uuid },
  tuuid: { test: matches(/^[\da-fA-F]{32}$/), make: (draws) => uuid(draws).replaceAll('-', '') },
  ip_with_prefixlen: { test: (text) => isPrefix(text, isIp), make: (draws) => `${ipv4(draws)}/24` },
  ipv4_with_prefixlen: { test: (text) => isPrefix(text, (ip) => IPV4.test(ip)), make: (draws) => `${ipv4(draws)}/24` },
  ipv6_with_prefixlen: { test: (text) => isPrefix(text, isIpv6), make: (draws) => `${ipv6(draws)}/64` },
  ip_prefix: { test: (text) => isPrefix(text, isIp) && (isNet4(text) || isNet6(text)), make: ipv4Net },
  ipv4_prefix: { test: (text) => isPrefix(text, isIp) && isNet4(text), make: ipv4Net },
  ipv6_prefix: { test: (text) => isPrefix(text, isIp) && isNet6(text), make: ipv6Net },
  host_and_port: {
    test: (text) => {
      const [, name = '', port = ''] = /^(.*):(0|[1-9]\d{0,4})$/.exec(text) ?? [];
      return (isHost(name) || IPV4.test(name)) && Number(port) < 65_536;
    },
    make: (draws) => `${host(draws)}:${oneOf([80, 443, 8080, 8443, 5432, 6379, 9090], draws)}`,
  },
  ulid: { test: matches(/^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/), make: (draws) => `01${textOf(CROCKFORD, 24, draws)}` },
  protobuf_fqn: { test: matches(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/), make: (draws) => `example.v1.${capital(oneOf(WORDS, draws))}` },
  protobuf_dot_fqn: { test: matches(/^(\.[A-Za-z_]\w*)+$/), make: (draws) => `.example.v1.${capital(oneOf(WORDS, draws))}` },
  'header name': { test: matches(/^:?[0-9a-zA-Z!#$%&'*+.^_|~`-]+$/), make: (draws) => oneOf(HEADERS, draws) },
  // eslint-disable-next-line no-control-regex -- control characters are what a header must not have
  'header value': { test: matches(/^[^\x00-\x08\x0A-\x1F\x7F]*$/), make: (draws) => oneOf(HEADER_VALUES, draws) },
  // eslint-disable-next-line no-control-regex -- as above
  'loose header name': { test: matches(/^[^\x00\x0A\x0D]+$/), make: (draws) => oneOf(HEADERS, draws) },
  // eslint-disable-next-line no-control-regex -- as above
  'loose header value': { test: matches(/^[^\x00\x0A\x0D]*$/), make: (draws) => oneOf(HEADER_VALUES, draws) },
  'ip bytes': { test: (text) => text.length === 4 || text.length === 16, make: (draws) => octets(draws, 4) },
  'ipv4 bytes': { test: (text) => text.length === 4, make: (draws) => octets(draws, 4) },
  'ipv6 bytes': { test: (text) => text.length === 16, make: (draws) => octets(draws, 16) },
  'uuid bytes': { test: (text) => text.length === 16, make: (draws) => octets(draws, 16) },
};

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);
const octets = (draws: Draws, length: number): string =>
  Array.from({ length }, () => String.fromCharCode(draws() & 255)).join('');
