import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  Edition,
  FileDescriptorProtoSchema,
  FileOptionsSchema,
  MethodOptionsSchema,
  ServiceOptionsSchema,
  type FileDescriptorProto,
  type ServiceDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { inOrder, PrintComments, stacked, type PrintItem } from './print-comments.ts';
import { dotted, identifier, PrintError, type PrintContext } from './print-context.ts';
import { block, inside, item, nestedPrinter, optionLines, printEnum, printExtends } from './print-message.ts';
import { PrintNames } from './print-names.ts';
import { PrintOptions } from './print-options.ts';
import { quoted } from './print-wire.ts';
import type { Schema, SchemaFile } from './registry.ts';

/**
 * A file of a schema as proto text that compiles to the same descriptor, comments included. Options whose definition
 * is not in the schema become comments. A descriptor that no text can say (a hostile name, a field without a type) is
 * a problem: half a sentence that says why.
 */
export function printProto(schema: Schema, file: SchemaFile): { readonly text: string } | { readonly problem: string } {
  try {
    const proto = fromBinary(FileDescriptorProtoSchema, file.bytes);
    const names = new PrintNames(schema, file);
    const ctx: PrintContext = {
      syntax: proto.syntax === 'proto3' || proto.syntax === 'editions' ? proto.syntax : 'proto2',
      comments: new PrintComments(proto),
      options: new PrintOptions(schema, names),
      typeName: (name, scope) => {
        dotted(name.replace(/^\./, ''));
        return name.startsWith('.') ? names.short(name.slice(1), scope) : name;
      },
    };
    return { text: `${fileLines(ctx, proto).join('\n')}\n` };
  } catch (error) {
    if (error instanceof PrintError) return { problem: error.message };
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function fileLines(ctx: PrintContext, file: FileDescriptorProto): string[] {
  const sections: string[][] = [head(ctx, file)];
  if (file.package !== '') sections.push(ctx.comments.around([2], [`package ${dotted(file.package)};`]));
  sections.push(imports(ctx, file));
  const options = file.options ? toBinary(FileOptionsSchema, file.options) : new Uint8Array();
  sections.push(optionLines(ctx, FileOptionsSchema, options, file.package, [8]));

  const items: PrintItem[] = file.enumType.map((type, index) => printEnum(ctx, type, file.package, [5, index]));
  const nested = nestedPrinter(ctx, file.messageType, file.extension, file.package, [4], items);
  printExtends(ctx, file.extension, file.package, [7], items, nested);
  nested.rest();
  file.service.forEach((service, index) => items.push(printService(ctx, service, file.package, [6, index])));
  const ordered = inOrder(items);
  // Top-level declarations always stand apart.
  sections.push(...ordered.map((one) => stacked([one])));
  const lines: string[] = [];
  for (const section of sections) {
    if (section.length === 0) continue;
    if (lines.length > 0 && lines[lines.length - 1] !== '' && section[0] !== '') lines.push('');
    lines.push(...section);
  }
  while (lines[0] === '') lines.shift();
  while (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

function head(ctx: PrintContext, file: FileDescriptorProto): string[] {
  if (ctx.syntax !== 'editions') return ctx.comments.around([12], [`syntax = "${ctx.syntax}";`]);
  const name = Edition[file.edition]?.replace(/^EDITION_/, '');
  if (name === undefined || !/^\d{4}$/.test(name)) throw new PrintError(`edition ${file.edition} is not known`);
  const line = [`edition = "${name}";`];
  return ctx.comments.at([14]) ? ctx.comments.around([14], line) : ctx.comments.around([12], line);
}

function imports(ctx: PrintContext, file: FileDescriptorProto): string[] {
  const plain = file.dependency.flatMap((name, index) => {
    const kind = file.publicDependency.includes(index) ? 'public ' : file.weakDependency.includes(index) ? 'weak ' : '';
    return ctx.comments.around([3, index], [`import ${kind}${quoted(name)};`]);
  });
  const options = file.optionDependency.flatMap((name, index) =>
    ctx.comments.around([15, index], [`import option ${quoted(name)};`]),
  );
  return [...plain, ...options];
}

function printService(
  ctx: PrintContext,
  service: ServiceDescriptorProto,
  scope: string,
  path: readonly number[],
): PrintItem {
  const full = inside(scope, service.name);
  const bytes = service.options ? toBinary(ServiceOptionsSchema, service.options) : new Uint8Array();
  const options = optionLines(ctx, ServiceOptionsSchema, bytes, full, [...path, 3]);
  const methods = service.method.map((method, index) => {
    const at = [...path, 2, index];
    const side = (type: string, stream: boolean): string => `(${stream ? 'stream ' : ''}${ctx.typeName(type, full)})`;
    const line = `rpc ${identifier(method.name)}${side(method.inputType, method.clientStreaming)} returns ${side(method.outputType, method.serverStreaming)}`;
    if (!method.options) return item(ctx, at, [`${line};`]);
    const own = toBinary(MethodOptionsSchema, method.options);
    return item(
      ctx,
      at,
      block(line, optionLines(ctx, MethodOptionsSchema, own, inside(full, method.name), [...at, 4])),
    );
  });
  const rest = stacked(inOrder(methods));
  const body = [...options, ...(options.length > 0 && rest.length > 0 && rest[0] !== '' ? [''] : []), ...rest];
  return item(ctx, path, block(`service ${identifier(service.name)}`, body));
}
