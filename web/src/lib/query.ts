import type { CallSummary } from '#contract/traffic';
import { answeredText } from './answered.ts';
import { protocolWord } from './protocol.ts';

/** One condition: `status:NOT_FOUND`, `time>10ms`, `client!=grpcurl`, or bare words. */
export interface QueryToken {
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
  /** Null for bare words. */
  readonly key: QueryKey | null;
  readonly op: ':' | '!=' | '<' | '>';
  /** Alternatives, lower case: `Orders,Catalog` → two. */
  readonly values: readonly string[];
  /** For `time`, `size`, `messages`: the number asked for, in ms or bytes. NaN where it is none. */
  readonly amount: number;
  /** Why it says nothing: an unknown key, a missing or wrong value. Such a token is left out. */
  readonly problem?: string;
}

const TEXT_KEYS = ['service', 'method', 'status', 'client', 'protocol', 'answered', 'peer', 'kind'] as const;
const NUMBER_KEYS = ['time', 'size', 'messages'] as const;
/** Every key that a query knows. */
export const QUERY_KEYS: readonly string[] = [...TEXT_KEYS, ...NUMBER_KEYS];
type QueryKey = (typeof TEXT_KEYS)[number] | (typeof NUMBER_KEYS)[number];

/** Reads a query; never fails, tokens that say nothing carry the reason. */
export function parseQuery(text: string): readonly QueryToken[] {
  const tokens: QueryToken[] = [];
  for (const match of text.matchAll(/(?:"[^"]*"?|[^\s"])+/g)) tokens.push(readToken(match[0], match.index));
  return tokens;
}

function readToken(word: string, from: number): QueryToken {
  const place = { from, to: from + word.length };
  const parts = /^([A-Za-z]+)(:|!=|<=?|>=?)(.*)$/.exec(word);
  const plain = (raw: string): string => raw.replaceAll('"', '').toLowerCase();
  if (!parts) return { ...place, key: null, op: ':', values: [plain(word)], amount: Number.NaN };
  const key = parts[1]!.toLowerCase();
  const op = parts[2]!.slice(0, parts[2] === '!=' ? 2 : 1) as QueryToken['op']; // The pattern allows these only.
  const values = plain(parts[3]!)
    .split(',')
    .filter((value) => value !== '');
  if (!QUERY_KEYS.includes(key)) return { ...place, key: null, op: ':', values: [plain(word)], amount: Number.NaN };
  const token = { ...place, key: key as QueryKey, op, values, amount: amountOf(values[0] ?? '') }; // Checked just above.
  const numeric = (NUMBER_KEYS as readonly string[]).includes(key);
  if (values.length === 0) return { ...token, problem: `“${key}” needs a value` };
  if (numeric && Number.isNaN(token.amount)) return { ...token, problem: `“${parts[3]}” is no amount` };
  if (!numeric && (op === '<' || op === '>')) return { ...token, problem: `“${key}” has no order: use : or !=` };
  return token;
}

/** `10ms`, `1.5s`, `2m`, `4kB`, `12` → ms or bytes. */
function amountOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(us|µs|ms|s|m|min|b|kb|mb)?$/.exec(text);
  if (!match) return Number.NaN;
  const factor = { us: 1e-3, µs: 1e-3, s: 1e3, m: 6e4, min: 6e4, kb: 1e3, mb: 1e6 }[match[2] ?? ''] ?? 1;
  return Number(match[1]) * factor;
}

/** A test for calls; null where the query asks for nothing, so that every call fits. */
export function queryFilter(tokens: readonly QueryToken[]): ((call: CallSummary) => boolean) | null {
  const asked = tokens.filter((token) => !token.problem);
  return asked.length === 0 ? null : (call) => asked.every((token) => fits(token, call));
}

function fits(token: QueryToken, call: CallSummary): boolean {
  if (token.key === null) return token.values.every((value) => anywhere(call).includes(value));
  if (!Number.isNaN(token.amount) && (NUMBER_KEYS as readonly string[]).includes(token.key)) {
    const value = numberOf(token.key, call);
    if (value === null) return false;
    if (token.op === '<') return value < token.amount;
    if (token.op === '>') return value > token.amount;
    return (value === token.amount) === (token.op === ':');
  }
  const found = token.values.some((value) => textFits(token.key!, value, call));
  return token.op === '!=' ? !found : found;
}

function numberOf(key: QueryKey, call: CallSummary): number | null {
  if (key === 'time') return call.durationMs;
  return key === 'size' ? call.upBytes + call.downBytes : call.up + call.down;
}

function textFits(key: QueryKey, value: string, call: CallSummary): boolean {
  const [service = '', method = ''] = call.method.toLowerCase().slice(1).split('/');
  switch (key) {
    case 'service':
      return service.includes(value);
    case 'method':
      return value.includes('/') ? call.method.toLowerCase().includes(value) : method.includes(value);
    case 'status':
      if (value === 'failed') return call.code !== null && call.code !== 0;
      if (value === 'open' || value === 'flight') return call.code === null;
      return String(call.code) === value || (call.status?.toLowerCase() ?? 'open') === value;
    case 'client':
      return call.client.toLowerCase().includes(value) || call.userAgent.toLowerCase().includes(value);
    case 'protocol':
      return call.protocol === value || protocolWord(call.protocol).toLowerCase() === value;
    case 'answered':
      return answeredText(call.answeredBy).toLowerCase().includes(value);
    case 'peer':
      return call.peer.includes(value);
    case 'kind':
      return (call.kind ?? 'unknown').replace('_streaming', '').startsWith(value.replace(/[ _-]?stream.*/, ''));
    default:
      return false;
  }
}

function anywhere(call: CallSummary): string {
  const answered = `${answeredText(call.answeredBy)} ${call.broken ? `broken ${call.broken}` : ''}`;
  return `${call.method} ${call.client} ${call.status ?? 'in flight'} ${call.statusMessage} ${call.peer} ${answered}`.toLowerCase();
}
