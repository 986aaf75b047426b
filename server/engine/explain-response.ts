import { ScalarType, type DescField, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import type { Explanation, ValueOrigin } from '../contract/origin.ts';
import { referenceOf } from '../generate/annotations.ts';
import { originOfField } from '../generate/field-origin.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import { sameType } from '../world/infer-field.ts';
import type { MethodPlan, Resource } from '../world/resource.ts';

type Row = Explanation['response'][number];

const MOST = 500;
const DEEPEST = 5;

/** Where each value of an answer comes from; the fields of messages inside follow their field, five deep. */
export function responseFields(
  method: DescMethod,
  plan: MethodPlan | undefined,
  hints: HintsFile | undefined,
): readonly Row[] {
  const rows: Row[] = [];
  const said = plan ? saidBy(plan) : echoedBy(method);
  const things = plan && plan.response.operation === undefined ? plan.resource : undefined;
  const walk = (
    desc: DescMessage,
    prefix: string,
    around: readonly DescMessage[],
    thing: Resource | undefined,
  ): void => {
    for (const field of desc.fields) {
      if (rows.length >= MOST) return;
      const path = `${prefix}${field.jsonName}${field.fieldKind === 'list' ? '[]' : field.fieldKind === 'map' ? '{}' : ''}`;
      const from =
        (around.length === 0 ? said.get(field) : undefined) ??
        (thing ? keptBy(field, thing) : undefined) ??
        (hasFields(field) ? undefined : textOf(originOfField(field, hints)));
      const inner =
        hasFields(field) && !around.includes(field.message!) && around.length < DEEPEST ? field.message : undefined;
      rows.push({
        field: path,
        type: typeText(field),
        from: from ?? (inner ? 'its fields:' : 'is left out: deep inside itself'),
      });
      if (inner && !from?.startsWith('the token'))
        walk(inner, `${path}.`, [...around, desc], thingIn(inner, things, thing));
    }
  };
  const { output } = method;
  walk(output, '', [], things && output === things.desc ? things : undefined);
  return rows;
}

/** Whether it is shown by its fields rather than as a value. */
const hasFields = (field: DescField): boolean =>
  field.message !== undefined &&
  field.message.fields.length > 0 &&
  !/^google\.(protobuf|type)\./.test(field.message.typeName);

const thingIn = (
  inner: DescMessage,
  things: Resource | undefined,
  around: Resource | undefined,
): Resource | undefined => (things?.desc === inner ? things : around && around.id.length > 1 ? around : undefined);

/** What the server says about the answer itself. */
function saidBy({ response, resource, request }: MethodPlan): ReadonlyMap<DescField, string> {
  const said = new Map<DescField, string>();
  const { singular, plural } = resource;
  const add = (path: readonly DescField[] | undefined, text: string): void => {
    if (path?.[0]) said.set(path[0], text);
  };
  add(response.entity, `the ${singular}:`);
  add(response.list, `the ${plural}:`);
  add(response.nextPageToken, 'where the next page begins; empty on the last one');
  add(response.totalSize, `how many ${plural} there are on all pages`);
  add(response.pageCount, 'how many pages of this size there are');
  add(response.pageNumber, 'which page this is, from 1');
  add(response.pageSize, `how many ${plural} a page has`);
  add(response.hasMore, 'whether there are more pages');
  add(response.count, `how many ${plural}`);
  add(response.flag, 'whether it was done, or is so');
  add(response.id, `the id of the ${singular}`);
  add(response.ids, `the ids of the ${plural}`);
  add(response.change && [response.change], `what happened to the ${singular}`);
  for (const { from, to } of response.fields ?? []) add(to, `"${from[0]!.jsonName}" of the ${singular}`);
  void request;
  return said;
}

/** Fields of a thing that are not made up. */
function keptBy(field: DescField, { id, marks, parents, singular }: Resource): string | undefined {
  if (field === id.at(-1)) return `the id of the ${singular}`;
  if (parents.some(({ path }) => path.at(-1) === field)) return `what the ${singular} lies under`;
  switch (field) {
    case marks.createTime:
      return 'when it was made, as the seed has it; the same on every machine';
    case marks.updateTime:
      return 'moves on with each change';
    case marks.deleteTime:
      return 'set once it is deleted';
    case marks.etag:
      return 'a hash of what it holds';
    case marks.uid:
      return 'another id, given by the server';
    case marks.version:
      return 'counts its changes';
    case marks.state:
      return 'where it stands; methods named for a state change it';
  }
  return undefined;
}

const echoedBy = ({ input, output }: DescMethod): ReadonlyMap<DescField, string> =>
  new Map(
    output.fields.flatMap((to) =>
      input.fields.some((from) => from.name === to.name && sameType(from, to))
        ? [[to, `the request's "${to.jsonName}", where it is set`] as const]
        : [],
    ),
  );

/** The origin of a field's values in words. */
function textOf(origin: ValueOrigin): string {
  switch (origin.by) {
    case 'constraint':
      return `a rule of the schema: ${origin.rule}`;
    case 'hints-file':
      return `${origin.file}:${origin.line}, ${origin.pattern}`;
    case 'hint':
      return `its name: ${origin.hint}`;
    case 'type':
      return `its type: ${origin.type}`;
    case 'agreement':
      return `agrees with ${origin.with}`;
    case 'entity':
      return `names a thing of the world: ${origin.resource}`;
    default:
      return origin.by;
  }
}

/** The type of a field as a proto file has it. */
function typeText(field: DescField): string {
  if (field.fieldKind === 'map')
    return `map<${ScalarType[field.mapKey].toLowerCase()}, ${field.message?.name ?? field.enum?.name ?? scalarText(field.scalar)}>`;
  const one = field.message?.name ?? field.enum?.name ?? scalarText(field.scalar);
  const reference = referenceOf(field)?.type;
  return `${field.fieldKind === 'list' ? 'repeated ' : ''}${one}${reference ? ` → ${reference}` : ''}`;
}

const scalarText = (scalar: ScalarType | undefined): string =>
  scalar === undefined ? '' : ScalarType[scalar].toLowerCase();
