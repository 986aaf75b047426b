import type { FileContext } from './file-context.ts';
import { doubleText, floatText, integerOf, numberOf } from './numeric-text.ts';
import { TYPE_ENUM } from './parse-type.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import { PROTO3, type FieldNode, type ValueNode } from './syntax-tree.ts';

const decoder = new TextDecoder();

/** Writes the default of a field as its descriptor has it; reports one that does not fit. */
export function settleDefault(ctx: FileContext, field: FieldNode): void {
  const value = field.defaultValue;
  if (!value) return;
  const { problems, unit } = ctx;
  if (unit.edition === PROTO3) {
    problems.error('proto3-rule', value.at, 'Fields of proto3 have no default of their own.', 'Take it away.');
    return;
  }
  if (field.label === 3 || field.type === 10 || field.type === 11) {
    problems.error(
      'default-value',
      value.at,
      `${field.label === 3 ? 'Repeated' : 'Message'} fields have no default.`,
      'Take it away.',
    );
    return;
  }
  try {
    field.defaultText = defaultText(ctx, field, value);
  } catch (error) {
    if (!(error instanceof ProtoSyntaxError)) throw error;
    problems.error('default-value', error.offset, error.message, error.hint);
  }
}

function defaultText(ctx: FileContext, field: FieldNode, value: ValueNode): string {
  const wrong = (what: string): ProtoSyntaxError =>
    new ProtoSyntaxError(value.at, `The default of "${field.name}" must be ${what}.`);
  switch (field.type) {
    case 1:
      return doubleText(numberOf(value, field.name));
    case 2:
      return floatText(numberOf(value, field.name));
    case 3:
    case 16:
    case 18:
      return integerOf(value, field.name, 'int64').toString();
    case 4:
    case 6:
      return integerOf(value, field.name, 'uint64').toString();
    case 5:
    case 15:
    case 17:
      return integerOf(value, field.name, 'int32').toString();
    case 7:
    case 13:
      return integerOf(value, field.name, 'uint32').toString();
    case 8:
      if (value.kind === 'ident' && (value.text === 'true' || value.text === 'false')) return value.text;
      throw wrong('true or false');
    case 9:
      if (value.kind === 'string') return decoder.decode(value.bytes);
      throw wrong('a string');
    case 12:
      if (value.kind === 'string') return escapeBytes(value.bytes);
      throw wrong('a string');
    case TYPE_ENUM: {
      const values = ctx.shapes.enum(field.typeName.slice(1));
      if (value.kind === 'ident' && values?.has(value.text)) return value.text;
      throw wrong(`the name of a value of ${field.typeName.slice(1)}`);
    }
    default:
      throw wrong('of the type of the field');
  }
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [10, '\\n'],
  [13, '\\r'],
  [9, '\\t'],
  [34, '\\"'],
  [39, "\\'"],
  [92, '\\\\'],
]);

/** As C writes it: printable ASCII as it is, the rest in octal. */
function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const escape = ESCAPES.get(byte);
    if (escape !== undefined) text += escape;
    else if (byte < 32 || byte > 126) text += `\\${byte.toString(8).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return text;
}
