import { STATUS_NAMES } from '../contract/status.ts';
import type { Kind, Shape, ShapeName } from './schema-kinds.ts';
import { DURATION_PATTERN } from './schema-kinds.ts';
import { SHAPES } from './schema-shapes.ts';
import { OPERATORS, type Operator } from './spec.ts';

type Json = { readonly [key: string]: unknown };

const OPERATOR_DOCS: Readonly<Record<Operator, string>> = {
  $eq: 'Equal as a whole: no other fields, no other items.',
  $ne: 'Not equal.',
  $in: 'Equal to one of these.',
  $contains: 'Text: this part is in it. List: an item that matches is in it.',
  $startsWith: 'Text that begins with this.',
  $endsWith: 'Text that ends with this.',
  $matches: 'Text in which this regular expression is found.',
  $glob: 'Text of this form: * for any characters, ? for one.',
  $gt: 'Greater.',
  $gte: 'Greater or equal.',
  $lt: 'Less.',
  $lte: 'Less or equal.',
  $exists: 'Set, or not set.',
  $size: 'How many items, entries, characters or bytes; a number, or operators on it.',
  $any: 'At least one item matches.',
  $all: 'Each item matches.',
  $not: 'Does not match.',
  $unordered: 'A list of these items in any order.',
};

/**
 * The JSON Schema (draft 7, which editors read best) of files of stubs, from the same table that the reader follows. It
 * knows no protos: what messages have is for the reader to say. `stubs.schema.json` is this, written down.
 */
export function stubsJsonSchema(): Json {
  const definitions: Record<string, Json> = {};
  for (const [name, shape] of Object.entries(SHAPES)) if (name !== 'file') definitions[name] = shapeSchema(shape);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Stubs of Understudy',
    ...shapeSchema(SHAPES.file),
    definitions: { ...definitions, ...OWN },
  };
}

const ref = (name: string): Json => ({ $ref: `#/definitions/${name}` });

/** What the table takes for granted. */
const OWN: Readonly<Record<string, Json>> = {
  duration: {
    type: 'string',
    pattern: DURATION_PATTERN,
    description: 'A length of time with its unit: 120ms, 1.5s, 2m, 1h.',
  },
  status: { anyOf: [{ enum: [...STATUS_NAMES] }, { type: 'integer', minimum: 0, maximum: STATUS_NAMES.length - 1 }] },
  metadata: {
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] },
  },
  matcher: {
    description: 'Literals are equality, objects are subsets, and operators begin with $.',
    anyOf: [
      { type: ['string', 'number', 'boolean', 'null'] },
      { type: 'array', items: ref('matcher') },
      {
        type: 'object',
        properties: Object.fromEntries(OPERATORS.map((name) => [name, operatorSchema(name)])),
        // A $ at the start is an operator, two are a key that begins with one.
        patternProperties: { '^[^$]': ref('matcher'), '^\\$\\$': ref('matcher'), '^$': ref('matcher') },
        additionalProperties: false,
      },
    ],
  },
};

function operatorSchema(name: Operator): Json {
  const description = OPERATOR_DOCS[name];
  switch (name) {
    case '$exists':
      return { description, type: 'boolean' };
    case '$in':
      return { description, type: 'array', minItems: 1 };
    case '$unordered':
      return { description, type: 'array', items: ref('matcher') };
    case '$startsWith':
    case '$endsWith':
    case '$matches':
    case '$glob':
      return { description, type: 'string' };
    case '$eq':
    case '$ne':
      return { description };
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return { description, type: ['number', 'string'] };
    case '$contains':
    case '$size':
    case '$any':
    case '$all':
    case '$not':
      return { description, allOf: [ref('matcher')] };
    default:
      return name satisfies never;
  }
}

function shapeSchema({ keys, apart = [], some, needs, extra }: Shape): Json {
  const required = Object.keys(keys).filter((key) => keys[key]!.required);
  const pairs = apart.flatMap((group) =>
    group.flatMap((left, at) => group.slice(at + 1).map((right) => [left, right])),
  );
  const allOf = [
    ...(some ? [{ anyOf: some.map((key) => ({ required: [key] })) }] : []),
    ...pairs.map((both) => ({ not: { required: both } })),
  ];
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(keys).map(([key, { kind, doc }]) => [key, described(kindSchema(kind), doc)]),
    ),
    ...(extra && { patternProperties: { '^x-': true } }),
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    ...(needs && { dependencies: Object.fromEntries(Object.entries(needs).map(([key, other]) => [key, [other]])) }),
    ...(allOf.length > 0 && { allOf }),
  };
}

/** Beside a `$ref`, draft 7 reads nothing. */
const described = (schema: Json, description: string): Json =>
  '$ref' in schema ? { description, allOf: [schema] } : { description, ...schema };

function kindSchema(kind: Kind): Json {
  switch (kind.is) {
    case 'text':
      return { type: 'string' };
    case 'boolean':
      return { type: 'boolean' };
    case 'flag':
      return { const: true };
    case 'integer':
    case 'number':
      return { type: kind.is, minimum: kind.least, maximum: kind.most };
    case 'choice':
      return { enum: kind.of };
    case 'list':
      return { type: 'array', items: kindSchema(kind.of), ...(kind.least > 0 && { minItems: kind.least }) };
    case 'either':
      return { anyOf: kind.of.map(kindSchema) };
    case 'shape':
      return ref(kind.of satisfies ShapeName);
    case 'status':
    case 'duration':
    case 'metadata':
    case 'matcher':
      return ref(kind.is);
    case 'numbers':
      return ref('matcher');
    case 'message':
    case 'json':
      return {};
    default:
      return kind satisfies never;
  }
}
