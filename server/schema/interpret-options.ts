import type { ByteWriter } from './byte-writer.ts';
import { checkUse } from './check-option.ts';
import { inScope, type FileContext } from './file-context.ts';
import { writeField, type ValueNames } from './option-value.ts';
import type { ProblemCode } from './problem-codes.ts';
import { checkSet, lookup, resolveName, UnknownOption } from './resolve-option.ts';
import type { FieldShape } from './shapes.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import type { FieldNode, MessageNode, OptionNode } from './syntax-tree.ts';

/** The kinds of entities by their options, as `FieldOptions.targets` numbers them. */
const TARGETS = {
  FileOptions: 1,
  ExtensionRangeOptions: 2,
  MessageOptions: 3,
  FieldOptions: 4,
  OneofOptions: 5,
  EnumOptions: 6,
  EnumValueOptions: 7,
  ServiceOptions: 8,
  MethodOptions: 9,
} as const;

/** Turns the options of a whole file into the bytes of their messages. The writer must be empty. */
export function interpretFile(ctx: FileContext, w: ByteWriter): void {
  const { file } = ctx;
  const run = (
    options: readonly OptionNode[],
    type: keyof typeof TARGETS,
    scope: string,
  ): { optionBytes?: Uint8Array } => {
    const optionBytes = interpret(ctx, w, options, type, scope);
    return optionBytes ? { optionBytes } : {};
  };
  const fields = (list: readonly FieldNode[], scope: string): void => {
    for (const field of list) Object.assign(field, run(field.options, 'FieldOptions', inScope(scope, field.name)));
  };
  const message = (node: MessageNode, full: string): void => {
    Object.assign(node, run(node.options, 'MessageOptions', full));
    fields(node.fields, full);
    fields(node.extensions, full);
    for (const oneof of node.oneofs) Object.assign(oneof, run(oneof.options, 'OneofOptions', full));
    for (const range of node.extensionRanges) {
      const { optionBytes } = run(range.options, 'ExtensionRangeOptions', full);
      if (optionBytes) node.rangeOptionBytes.set(range, optionBytes);
    }
    for (const type of node.enums) enumeration(type, inScope(full, type.name), full);
    for (const nested of node.messages) message(nested, inScope(full, nested.name));
  };
  const enumeration = (node: (typeof file.enums)[number], full: string, scope: string): void => {
    Object.assign(node, run(node.options, 'EnumOptions', full));
    for (const value of node.values)
      Object.assign(value, run(value.options, 'EnumValueOptions', inScope(scope, value.name)));
  };
  Object.assign(file, run(file.options, 'FileOptions', file.package));
  for (const node of file.messages) message(node, inScope(file.package, node.name));
  for (const node of file.enums) enumeration(node, inScope(file.package, node.name), file.package);
  fields(file.extensions, file.package);
  for (const service of file.services) {
    const full = inScope(file.package, service.name);
    Object.assign(service, run(service.options, 'ServiceOptions', full));
    for (const method of service.methods)
      Object.assign(method, run(method.options, 'MethodOptions', inScope(full, method.name)));
  }
}

const OWN_CODES: readonly ProblemCode[] = ['option-twice', 'option-target', 'edition-rule'];

function interpret(
  ctx: FileContext,
  w: ByteWriter,
  options: readonly OptionNode[],
  type: keyof typeof TARGETS,
  scope: string,
): Uint8Array | undefined {
  if (options.length === 0) return undefined;
  const parts: OptionPart[] = [];
  const set = new Map<string, string>();
  const counts = new Map<string, number>();
  const names: ValueNames = {
    shapes: ctx.shapes,
    extension: (name) => lookup(ctx, name, scope, 'extension'),
    message: (name) => lookup(ctx, name, scope, 'message'),
    check: (field, at, message) => checkUse(ctx, field, at, TARGETS[type], message),
  };
  for (const option of options) {
    try {
      const chain = resolveName(ctx, option, `google.protobuf.${type}`, names);
      const key = chain.map((field) => field.number).join(',');
      const leaf = chain[chain.length - 1]!;
      if (!leaf.repeated) checkSet(set, chain, option);
      const index = counts.get(key) ?? 0;
      counts.set(key, index + 1);
      if (option.value.kind === 'list')
        throw new ProtoSyntaxError(option.value.at, 'A list can stand within braces only.', undefined, 'option-value');
      writeField(w, { ...leaf, packed: false }, option.value, names, false);
      parts.push({ chain, bytes: w.take() });
      const prefix = option.location.tail.slice(0, -2);
      option.location.tail = [...prefix, ...chain.map((field) => field.number), ...(leaf.repeated ? [index] : [])];
    } catch (error) {
      w.take();
      if (!(error instanceof ProtoSyntaxError)) throw error;
      report(ctx, error);
    }
  }
  if (parts.length === 0) return undefined;
  writeParts(w, parts, 0);
  return w.take();
}

function report(ctx: FileContext, error: ProtoSyntaxError): void {
  const missed = error instanceof UnknownOption && ctx.missing.length > 0;
  if (missed) {
    const why = `It may come from ${ctx.missing.join(', ')}, which could not be read.`;
    ctx.problems.warning(
      'option-unknown',
      error.offset,
      `${error.message} ${why}`,
      'The rest of the file does not suffer.',
    );
    return;
  }
  const code =
    error instanceof UnknownOption ? 'option-unknown' : (OWN_CODES.find((own) => own === error.code) ?? 'option-value');
  ctx.problems.error(code, error.offset, error.message, error.hint);
}

/** The bytes of what one option sets, with the fields that lead there. */
interface OptionPart {
  readonly chain: readonly FieldShape[];
  readonly bytes: Uint8Array;
}

/** `(a).b = 1` and `(a).c = 2` become one message `a`; fields stand by their numbers. */
function writeParts(w: ByteWriter, parts: readonly OptionPart[], depth: number): void {
  const groups = new Map<number, OptionPart[]>();
  for (const part of parts) {
    const { number } = part.chain[depth]!;
    const group = groups.get(number);
    if (group) group.push(part);
    else groups.set(number, [part]);
  }
  for (const [number, group] of [...groups].sort((a, b) => a[0] - b[0])) {
    const deeper = group.filter(({ chain }) => chain.length > depth + 1);
    for (const part of group) if (!deeper.includes(part)) w.raw(part.bytes);
    const field = deeper[0]?.chain[depth];
    if (!field) continue;
    if (field.type === 10) {
      w.tag(number, 3);
      writeParts(w, deeper, depth + 1);
      w.tag(number, 4);
    } else {
      const mark = w.begin(number);
      writeParts(w, deeper, depth + 1);
      w.end(mark);
    }
  }
}
