import { inherit, ownFeatures, type Features } from './features.ts';
import type { FileContext } from './file-context.ts';
import { canPack } from './parse-type.ts';
import type { EnumNode, FieldNode, MessageNode } from './syntax-tree.ts';

const [STRING, MESSAGE, ENUM] = [9, 11, 14];

/** Rules of the features of editions, and of what follows from them. Where they may stand is in `check-option.ts`. */
export function checkFeatures(ctx: FileContext): void {
  const { file, problems } = ctx;
  for (const { text, at } of ownFeatures(file.options))
    if (text === 'LEGACY_REQUIRED')
      problems.error('feature-rule', at, 'A whole file cannot be required.', 'Set it on the fields that are.');
  for (const message of file.messages) checkMessage(ctx, message, ctx.features);
  for (const type of file.enums) checkEnum(ctx, type);
  for (const extension of file.extensions) checkField(ctx, extension, ctx.features);
}

function checkMessage(ctx: FileContext, message: MessageNode, outer: Features): void {
  const features = inherit(outer, ownFeatures(message.options));
  for (const field of [...message.fields, ...message.extensions]) checkField(ctx, field, features);
  for (const type of message.enums) checkEnum(ctx, type);
  for (const nested of message.messages) if (!nested.mapEntry) checkMessage(ctx, nested, features);
}

function checkEnum(ctx: FileContext, type: EnumNode): void {
  checkKnown(ctx, ownFeatures(type.options));
}

function checkKnown(ctx: FileContext, own: ReturnType<typeof ownFeatures>): void {
  for (const { name, text, at } of own)
    if (/_UNKNOWN$/.test(text))
      ctx.problems.error('feature-rule', at, `"${text}" is no value that ${name} can have.`, 'Take it away.');
}

function checkField(ctx: FileContext, field: FieldNode, outer: Features): void {
  const own = ownFeatures(field.options);
  const { field_presence: presence } = inherit(outer, own);
  checkKnown(ctx, own);
  for (const { name, text, at } of own) {
    const why = misplaced(field, name, text);
    if (why !== undefined)
      ctx.problems.error(
        'feature-rule',
        at,
        `"${field.name}" ${why}: ${name} cannot be ${text} there.`,
        'Take it away.',
      );
  }
  const single = field.label !== 3 && field.oneof < 0 && field.extendee === '';
  if (presence !== 'IMPLICIT' || !single) return;
  const { defaultValue, typeName } = field;
  if (defaultValue)
    ctx.problems.error(
      'feature-rule',
      defaultValue.at,
      `"${field.name}" has no presence of its own, so it can have no default.`,
      'Use features.field_presence = EXPLICIT.',
    );
  if (field.type === ENUM && ctx.table.get(typeName.slice(1))?.closed)
    ctx.problems.error(
      'feature-rule',
      field.typeAt,
      `"${typeName.slice(1)}" is closed, which a field without presence cannot be.`,
      'Use features.field_presence = EXPLICIT.',
    );
}

/** What the field is that the feature cannot be set on; undefined where it can. */
function misplaced(field: FieldNode, name: string, text: string): string | undefined {
  switch (name) {
    case 'field_presence':
      if (field.oneof >= 0) return 'is in a oneof';
      if (field.label === 3) return 'is repeated';
      if (field.extendee !== '' && text !== 'EXPLICIT') return 'is an extension';
      return field.type === MESSAGE && text === 'IMPLICIT' ? 'is a message' : undefined;
    case 'repeated_field_encoding':
      if (field.label !== 3) return 'is not repeated';
      return text === 'PACKED' && !canPack(field.type) ? 'is of a type that is never packed' : undefined;
    case 'utf8_validation': {
      const parts = field.mapEntry ? field.mapEntry.fields : [field];
      return parts.some(({ type }) => type === STRING) ? undefined : 'is no string';
    }
    case 'message_encoding':
      return field.type !== MESSAGE || field.mapEntry ? 'is no message' : undefined;
    default:
      return undefined;
  }
}
