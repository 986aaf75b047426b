import type { JsonSchema } from './type-schemas.ts';

/**
 * Why a value does not fit a schema, as paths with reasons; empty where it does. Members that the schema does not name are
 * faults as well: an answer says nothing that is not described.
 */
export function misfits(
  schema: JsonSchema,
  value: unknown,
  all: Readonly<Record<string, JsonSchema>>,
  path = '$',
): readonly string[] {
  const {
    $ref,
    anyOf,
    type,
    enum: words,
    items,
    prefixItems,
    properties,
    required,
    additionalProperties,
    pattern,
  } = schema;
  const inner = (of: unknown, one: unknown, at: string): readonly string[] => misfits(of as JsonSchema, one, all, at); // Schemas hold schemas.
  if (typeof $ref === 'string') {
    const found = all[$ref.replace('#/components/schemas/', '')];
    return found ? inner(found, value, path) : [`${path}: ${$ref} is not there`];
  }
  if (Array.isArray(anyOf)) {
    const tried = anyOf.map((one) => inner(one, value, path));
    if (tried.some((faults) => faults.length === 0)) return [];
    return tried.toSorted((left, right) => left.length - right.length)[0] ?? [];
  }
  if (Array.isArray(words) && !words.includes(value))
    return [`${path}: ${JSON.stringify(value)} is none of ${words.join()}`];
  if ('const' in schema && schema['const'] !== value) return [`${path}: is not ${JSON.stringify(schema['const'])}`];
  if (type !== undefined && typeOf(value) !== type)
    return [`${path}: is ${typeOf(value)}, not ${JSON.stringify(type)}`];
  if (typeof pattern === 'string' && !new RegExp(pattern).test(String(value)))
    return [`${path}: does not match ${pattern}`];
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    if (Array.isArray(prefixItems)) {
      if (list.length !== prefixItems.length) return [`${path}: has ${list.length} items`];
      return list.flatMap((one, index) => inner(prefixItems[index], one, `${path}[${index}]`));
    }
    return items === undefined ? [] : list.flatMap((one, index) => inner(items, one, `${path}[${index}]`));
  }
  if (type !== 'object' || typeof value !== 'object' || value === null) return [];
  const known = properties as Readonly<Record<string, JsonSchema>> | undefined; // By JSON Schema.
  const missing = ((required ?? []) as readonly string[]).filter((key) => !Object.hasOwn(value, key)); // As above.
  return [
    ...missing.map((key) => `${path}.${key}: is missing`),
    ...Object.entries(value).flatMap(([key, one]) => {
      if (known && Object.hasOwn(known, key)) return inner(known[key], one, `${path}.${key}`);
      if (additionalProperties !== undefined) return inner(additionalProperties, one, `${path}.${key}`);
      return known ? [`${path}.${key}: is not described`] : [];
    }),
  ];
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
