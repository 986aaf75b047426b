import type { FileContext } from './file-context.ts';
import type { MessageNode } from './syntax-tree.ts';

/**
 * Takes out the oneofs that have no field, and adds the synthetic ones of `optional` fields in proto3, which stand
 * after all others, as descriptor.proto asks.
 */
export function settleOneofs(ctx: FileContext, message: MessageNode): void {
  for (const nested of message.messages) settleOneofs(ctx, nested);
  const optional = message.fields.filter((field) => field.proto3Optional);
  if (message.oneofs.length > 0) takeOutEmpty(ctx, message);
  if (optional.length === 0) return;
  const names = new Set(
    [...message.fields, ...message.oneofs, ...message.messages, ...message.enums].map(({ name }) => name),
  );
  for (const field of optional) {
    let name = `_${field.name}`;
    while (names.has(name)) name = `X${name}`;
    names.add(name);
    field.oneof = message.oneofs.length;
    message.oneofs.push({ name, nameAt: field.nameAt, path: undefined, options: [] });
  }
}

function takeOutEmpty(ctx: FileContext, message: MessageNode): void {
  const used = new Set(message.fields.map((field) => field.oneof));
  const moved = new Map<number, number>();
  let count = 0;
  message.oneofs.forEach((oneof, index) => {
    if (used.has(index)) {
      moved.set(index, count);
      if (oneof.path) oneof.path.index = count;
      message.oneofs[count++] = oneof;
      return;
    }
    if (oneof.path) oneof.path.index = -1;
    ctx.problems.error(
      'oneof-empty',
      oneof.nameAt,
      `The oneof "${oneof.name}" has no field.`,
      'Give it one, or take it away.',
    );
  });
  message.oneofs.length = count;
  for (const field of message.fields) field.oneof = moved.get(field.oneof) ?? -1;
}
