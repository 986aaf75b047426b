import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { hasCustomJsonRepresentation } from '@bufbuild/protobuf/wkt';
import { fieldBehavior } from '../schema/field-behavior.ts';
import { fieldPath, jsonPath } from './field-path.ts';
import type { PathParameter } from './openapi-path.ts';
import type { JsonSchema, SchemaBook } from './openapi-schema.ts';
import type { Route } from './routes.ts';

/** Parameters of one operation, and how deep they go into messages. */
const [MOST, DEPTH] = [200, 5];

/** The parameters of a route: those of its path, and every field that stands in the query. */
export function parametersOf(
  input: DescMessage,
  { rule, template }: Route,
  path: readonly PathParameter[],
  book: SchemaBook,
): readonly JsonSchema[] {
  const parameters: JsonSchema[] = path.map((one) => pathParameter(input, one, book));
  if (rule.body === '*') return parameters;
  const taken = new Set(
    template.variables
      .map(({ field }) => field)
      .concat(rule.body === '' ? [] : [rule.body])
      .flatMap((name) => {
        const found = fieldPath(input, name);
        return 'fields' in found ? [jsonPath(found.fields)] : [];
      }),
  );
  addFields(input, [], taken, parameters, book);
  return parameters;
}

function pathParameter(input: DescMessage, { name, field, whole, open }: PathParameter, book: SchemaBook): JsonSchema {
  const found = field === undefined ? undefined : fieldPath(input, field);
  const last = found && 'fields' in found ? found.fields.at(-1) : undefined;
  const schema = whole && last ? book.field(last) : { type: 'string' };
  const doc = last ? book.fieldDoc(last) : '';
  const words = [
    doc,
    field !== undefined && !whole ? `A part of \`${field}\`.` : '',
    field?.includes('.') && whole ? `It is \`${field}\`.` : '',
    open ? 'It may hold slashes.' : '',
  ].filter((text) => text !== '');
  return {
    name,
    in: 'path',
    required: true,
    schema,
    ...(words.length > 0 ? { description: words.join('\n\n') } : {}),
  };
}

/** `a.b` for a field of a message, `m[key]` for entries of a map; lists of messages have no place in a query. */
function addFields(
  desc: DescMessage,
  before: readonly DescField[],
  taken: ReadonlySet<string>,
  parameters: JsonSchema[],
  book: SchemaBook,
): void {
  for (const field of desc.fields) {
    if (parameters.length >= MOST) return;
    const fields = [...before, field];
    const name = jsonPath(fields);
    if (taken.has(name)) continue;
    const plain =
      !field.message ||
      (hasCustomJsonRepresentation(field.message) && !/\.(Any|Struct|ListValue|Value)$/.test(field.message.typeName));
    if (field.fieldKind === 'message' && !plain) {
      const again = fields.length >= DEPTH || before.some((one) => one.message === field.message);
      if (!again && !hasCustomJsonRepresentation(field.message))
        addFields(field.message, fields, taken, parameters, book);
      continue;
    }
    if (!plain) continue;
    const { required, outputOnly } = fieldBehavior(field);
    if (outputOnly && before.length > 0) continue;
    const description = book.fieldDoc(field);
    parameters.push({
      name,
      in: 'query',
      ...(required && before.length === 0 ? { required: true } : {}),
      ...(field.fieldKind === 'map' ? { style: 'deepObject', explode: true } : {}),
      ...(field.deprecated ? { deprecated: true } : {}),
      ...(description === '' ? {} : { description }),
      schema: book.field(field),
    });
  }
}
