import type { Annotation } from './annotation.ts';
import type { Bound, CelRule, Plain, Size, ValueKind, ValueRules } from './field-rules.ts';

const ANY_SIZE: Size = { min: 0, max: Infinity };

export const narrower = (size: Size | undefined, min: number | undefined, max: number | undefined): Size => ({
  min: Math.max(size?.min ?? 0, min ?? 0),
  max: Math.min(size?.max ?? Infinity, max ?? Infinity),
});

/** `ValueRules` in the making: every source adds what it says. */
export class ValueBuilder {
  readonly names: string[] = [];
  readonly notIn: Plain[] = [];
  readonly examples: Plain[] = [];
  readonly patterns: string[] = [];
  readonly cel: CelRule[] = [];
  kind: ValueKind;
  rest: Partial<Omit<ValueRules, 'kind' | 'names' | 'notIn' | 'examples' | 'patterns' | 'cel'>> = {};

  constructor(kind: ValueKind) {
    this.kind = kind;
  }

  /** Rules of one type, as protovalidate and PGV both write them. */
  read(prefix: string, rules: Annotation): void {
    const { rest } = this;
    for (const name of rules.names())
      if (!/^(example|ignore_empty|strict|required)$/.test(name)) this.names.push(`${prefix}.${name}`);
    const constant = rules.plain('const');
    const allowed = rules.list('in');
    this.notIn.push(...(rules.list('not_in') ?? []));
    this.examples.push(...(rules.list('example') ?? []));
    const exact = rules.size('len');
    const exactBytes = rules.size('len_bytes');
    const sized = narrower(rest.size ?? ANY_SIZE, rules.size('min_len'), rules.size('max_len'));
    const bytes = narrower(
      narrower(rest.byteSize ?? ANY_SIZE, rules.size('min_bytes'), rules.size('max_bytes')),
      exactBytes,
      exactBytes,
    );
    const both = narrower(sized, exact, exact);
    const pattern = rules.text('pattern');
    if (pattern !== undefined) this.patterns.push(pattern);
    this.rest = {
      ...rest,
      ...(constant === undefined ? {} : { const: constant }),
      ...(allowed && allowed.length > 0 ? { in: allowed } : {}),
      ...bound('low', rules, 'gt', 'gte'),
      ...bound('high', rules, 'lt', 'lte'),
      ...(both.min > 0 || both.max < Infinity ? { size: both } : {}),
      ...(bytes.min > 0 || bytes.max < Infinity ? { byteSize: bytes } : {}),
      ...(rules.flag('lt_now') ? { past: true } : {}),
      ...(rules.flag('gt_now') ? { future: true } : {}),
      ...within(rules),
      ...affix('prefix', rules),
      ...affix('suffix', rules),
      ...affix('contains', rules),
      ...(rules.text('not_contains') ? { notContains: rules.text('not_contains')! } : {}),
      ...format(this.kind, rules),
    };
  }

  done(): ValueRules {
    const { kind, names, notIn, examples, patterns, cel, rest } = this;
    return { kind, names, notIn, examples, patterns, cel, ...rest };
  }

  /** Says nothing that could be broken. */
  get empty(): boolean {
    const { notIn, examples, patterns, cel, rest } = this;
    return notIn.length + examples.length + patterns.length + cel.length === 0 && Object.keys(rest).length === 0;
  }
}

function bound(end: 'low' | 'high', rules: Annotation, open: string, closed: string): { low?: Bound; high?: Bound } {
  const ends = [rules.plain(open), rules.plain(closed)].map((value) => (isNumeric(value) ? value : undefined));
  const [outer, inner] = ends;
  // Both at once is possible in PGV alone; the open one is said to win there.
  if (outer !== undefined) return { [end]: { value: outer, open: true } };
  return inner === undefined ? {} : { [end]: { value: inner, open: false } };
}

const isNumeric = (value: Plain | undefined): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

function within(rules: Annotation): { within?: bigint } {
  const value = rules.plain('within');
  return typeof value === 'bigint' ? { within: value } : {};
}

function affix<Name extends 'prefix' | 'suffix' | 'contains'>(
  name: Name,
  rules: Annotation,
): { [Key in Name]?: string | Uint8Array } {
  const value = rules.plain(name);
  const known = (typeof value === 'string' && value !== '') || (value instanceof Uint8Array && value.length > 0);
  // The key is the one that was asked for.
  return (known ? { [name]: value } : {}) as { [Key in Name]?: string | Uint8Array };
}

const FORMAT_RULES =
  'email hostname ip ipv4 ipv6 uri uri_ref address uuid tuuid ip_with_prefixlen ipv4_with_prefixlen ipv6_with_prefixlen ip_prefix ipv4_prefix ipv6_prefix host_and_port ulid protobuf_fqn protobuf_dot_fqn'.split(
    ' ',
  );

function format(kind: ValueKind, rules: Annotation): { format?: string } {
  const named = FORMAT_RULES.find((name) => rules.flag(name));
  if (named !== undefined) return { format: kind === 'bytes' ? `${named} bytes` : named };
  const loose = rules.plain('strict') === false;
  switch (rules.plain('well_known_regex')) {
    case 1n:
      return { format: loose ? 'loose header name' : 'header name' };
    case 2n:
      return { format: loose ? 'loose header value' : 'header value' };
    default:
      return {};
  }
}
