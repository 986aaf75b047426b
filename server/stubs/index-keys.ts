import type { DescField, Message } from '@bufbuild/protobuf';
import { isMessage, readField } from './match-shape.ts';
import type { MatchSpec, WhenSpec } from './spec.ts';
import type { CallSoFar, MatchKey } from './stub.ts';

type Scalar = string | number | bigint | boolean;

/** What a matcher of the first message demands to be equal, on scalars that an index can look up. */
export function matchKeys(spec: MatchSpec | undefined): readonly MatchKey[] {
  const found: MatchKey[] = [];
  if (spec) collect(spec, [], found);
  return found;
}

function collect(spec: MatchSpec, path: readonly DescField[], found: MatchKey[]): void {
  if (spec.is === 'and') for (const each of spec.of) collect(each, path, found);
  else if (spec.is === 'fields')
    for (const { field, match } of spec.fields) {
      if (field.kind === 'extension' || field.fieldKind === 'list' || field.fieldKind === 'map') continue;
      const below = [...path, field];
      const values = literals(match);
      if (values) found.push({ id: `f:${below.map(({ number }) => number).join('.')}`, read: reader(below), values });
      else collect(match, below, found);
    }
}

/** The values of which one must be met; undefined where that is not what a matcher says. */
function literals(spec: MatchSpec): readonly Scalar[] | undefined {
  if (spec.is === 'literal') return isScalar(spec.value) && !spec.desc ? [spec.value] : undefined;
  if (spec.is === 'and') return spec.of.map(literals).find((values) => values !== undefined);
  if (spec.is !== 'op') return undefined;
  if (spec.op === '$eq') return literals(spec.value);
  if (spec.op !== '$in') return undefined;
  const each = spec.value.map(literals);
  return each.every((values) => values?.length === 1) ? each.flatMap((values) => values ?? []) : undefined;
}

const isScalar = (value: unknown): value is Scalar => ['string', 'number', 'bigint', 'boolean'].includes(typeof value);

function reader(path: readonly DescField[]): MatchKey['read'] {
  return ({ messages }) => {
    let value: unknown = messages[0];
    for (const field of path) {
      if (!isMessage(value)) return undefined;
      value = readField(value as Message, field);
    }
    return value;
  };
}

/** The same for metadata: all values of the key. */
export function metadataKeys(metadata: NonNullable<WhenSpec['metadata']>): readonly MatchKey[] {
  return metadata.flatMap(({ key, match }) => {
    const values = key.endsWith('-bin') ? undefined : literals(match);
    if (!values?.every((value) => typeof value === 'string')) return [];
    const read = (call: CallSoFar): readonly string[] =>
      call.metadata.flatMap((entry) => (entry.key === key ? [entry.value] : []));
    return [{ id: `m:${key}`, read, values }];
  });
}
