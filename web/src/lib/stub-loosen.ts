import type { StubVerdict } from '#contract/stub';
import type { TextChange } from './text-change.ts';
import { readYaml, type YamlMember, type YamlNode } from './yaml-tree.ts';

/** What a call carried, as far as a condition may be loosened to let it in. */
export interface LooseCall {
  /** ProtoJSON text of its first message; null where there is none. */
  readonly request: string | null;
  /** Masked values are left out: no secret gets into a file. */
  readonly metadata: readonly { readonly key: string; readonly value: string; readonly masked?: boolean }[];
}

interface Found {
  readonly member: YamlMember;
  /** The maps that it stands in, outermost first; the last one holds it. */
  readonly chain: readonly { readonly node: YamlNode & { readonly kind: 'map' }; readonly at: YamlMember }[];
}
type Plain = string | number | boolean;

/** Names of what a stub asks for and a call did not have. */
export function unmet({ conditions }: StubVerdict): readonly string[] {
  return conditions.filter(({ met }) => !met).map(({ what }) => what);
}

/**
 * A text of stubs with conditions of one stub made as loose as a call needs them: a value lets in that of the call as
 * well, a bound moves, and what cannot be made looser goes. Everything else stays as a person wrote it. `line`: the first
 * line of the stub, from 1. `conditions`: as a verdict names those that were not met. Null where nothing could be changed.
 */
export function loosen(text: string, line: number, conditions: readonly string[], call: LooseCall): string | null {
  let now = text;
  for (const what of conditions) {
    const change = changeFor(now, line, what, call);
    if (change) now = now.slice(0, change.from) + change.insert + now.slice(change.to);
  }
  return now === text ? null : now;
}

function changeFor(text: string, line: number, what: string, call: LooseCall): TextChange | null {
  const stub = stubAt(text, line);
  if (!stub) return null;
  const path = (keys: readonly string[]): Found | null => find(stub, keys, []);
  if (what === 'enabled') return drop(text, path(['enabled']));
  if (what === 'times') return drop(text, path(['times'])) ?? drop(text, path(['afterLast']));
  if (what.startsWith('scenario ')) return drop(text, path(['scenario', 'requires']));
  if (what === 'cel' || what === 'count' || what === 'any' || what === 'all')
    return drop(text, path(['when', what === 'cel' || findNode(stub, ['when', what]) ? what : 'request']));
  if (what === 'request') return drop(text, path(['when', 'request']));
  const header = find(stub, ['when', 'metadata', what], []) ?? headerIn(stub, what);
  if (header) {
    const entry = call.metadata.find(({ key }) => key === what.toLowerCase());
    return widen(text, header, entry?.masked ? undefined : entry?.value);
  }
  const steps = what.split('.');
  const whole = path(['when', 'request', ...steps]);
  if (whole) return widen(text, whole, valueAt(call.request, steps));
  const part = path(['when', ...steps]);
  return part && widen(text, part, steps[0] === 'first' ? valueAt(call.request, steps.slice(1)) : undefined);
}

/** Makes a condition loose enough for a value; where that cannot be, it goes. */
function widen(text: string, found: Found, value: unknown): TextChange | null {
  const { value: node } = found.member;
  if (!isPlain(value) || !node) return drop(text, found);
  if (node.kind === 'scalar') {
    const held = text.slice(node.from, node.to);
    return { from: node.from, to: node.to, insert: `{ $in: [${held}, ${written(value, held)}] }` };
  }
  const only = node.kind === 'map' && node.members.length === 1 ? node.members[0] : undefined;
  const inner = only?.value;
  if (!only || !inner) return drop(text, found);
  if (only.key === '$in' && inner.kind === 'list' && inner.flow && inner.items.length > 0) {
    const last = inner.items.at(-1);
    return last
      ? { from: last.to, to: last.to, insert: `, ${written(value, text.slice(last.from, last.to))}` }
      : drop(text, found);
  }
  if (inner.kind !== 'scalar') return drop(text, found);
  const held = text.slice(inner.from, inner.to);
  if (only.key === '$eq') return { from: only.from, to: inner.to, insert: `$in: [${held}, ${written(value, held)}]` };
  if (/^\$[gl]te?$/.test(only.key) && isNumber(held) && isNumber(String(value)))
    return { from: only.from, to: inner.to, insert: `${only.key.slice(0, 3)}e: ${String(value)}` };
  return drop(text, found);
}

/** Takes an entry out, with its line where it has one, and what holds it where nothing else is in there. */
function drop(text: string, found: Found | null): TextChange | null {
  if (!found) return null;
  let depth = found.chain.length - 1;
  // A stub keeps its own entries: the chain begins with it.
  while (depth > 0 && found.chain[depth]!.node.members.length === 1) depth -= 1;
  const { node, at } = found.chain[depth]!;
  const index = node.members.indexOf(at);
  const next = node.members[index + 1];
  const end = at.value?.to ?? at.to + 1;
  if (node.flow) {
    if (next) return { from: at.from, to: next.from, insert: '' };
    const before = node.members[index - 1];
    return { from: before ? (before.value?.to ?? before.to + 1) : at.from, to: end, insert: '' };
  }
  const lineFrom = text.lastIndexOf('\n', at.from - 1) + 1;
  // The first entry stands behind the dash of its stub, which stays.
  if (text.slice(lineFrom, at.from).trim() !== '')
    return next ? { from: at.from, to: next.from, insert: '' } : { from: at.from, to: end, insert: '{}' };
  const lineEnd = text.indexOf('\n', end);
  return { from: lineFrom, to: lineEnd < 0 ? text.length : lineEnd + 1, insert: '' };
}

function stubAt(text: string, line: number): (YamlNode & { readonly kind: 'map' }) | null {
  const tree = readYaml(text);
  const list = tree?.kind === 'map' ? tree.members.find(({ key }) => key === 'stubs')?.value : null;
  if (list?.kind !== 'list') return null;
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  for (const item of list.items) if (item?.kind === 'map' && lineOf(item.from) >= line) return item;
  return null;
}

function find(node: YamlNode & { readonly kind: 'map' }, keys: readonly string[], chain: Found['chain']): Found | null {
  const [key, ...rest] = keys;
  const member = node.members.find((one) => same(one.key, key ?? ''));
  if (!member) return null;
  const found = { member, chain: [...chain, { node, at: member }] };
  if (rest.length === 0) return found;
  return member.value?.kind === 'map' ? find(member.value, rest, found.chain) : null;
}

const findNode = (stub: YamlNode & { readonly kind: 'map' }, keys: readonly string[]): boolean =>
  find(stub, keys, []) !== null;

/** Keys of metadata are written in any case. */
function headerIn(stub: YamlNode & { readonly kind: 'map' }, key: string): Found | null {
  const held = find(stub, ['when', 'metadata'], []);
  const map = held?.member.value;
  const member = map?.kind === 'map' ? map.members.find((one) => one.key.toLowerCase() === key) : undefined;
  return held && map?.kind === 'map' && member ? { member, chain: [...held.chain, { node: map, at: member }] } : null;
}

/** A field is written as the proto has it, or as JSON has it. */
const same = (one: string, other: string): boolean => one === other || camel(one) === camel(other);
const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function valueAt(json: string | null, steps: readonly string[]): unknown {
  let at: unknown;
  try {
    at = JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    at = Object.entries(at).find(([key]) => same(key, step))?.[1];
  }
  return at;
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

const isNumber = (text: string): boolean => /^-?\d+(?:\.\d+)?$/.test(text);

/** As YAML, in the manner of what stands there already. */
function written(value: Plain, like: string): string {
  if (typeof value !== 'string') return String(value);
  if (isNumber(value) && isNumber(like)) return value;
  const bare = /^[A-Za-z][\w./@-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return bare && !/^["']/.test(like) ? value : JSON.stringify(value);
}
